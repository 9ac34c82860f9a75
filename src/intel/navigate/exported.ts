import type { CodeSymbol } from '../../../engine/symbols/symbol.ts'
import { familyOf, type Family } from '../families.ts'
import type { ModuleFiles } from '../modules/module.ts'
import { resolveModule } from '../modules/modules.ts'
import { nameOf } from '../path-index.ts'
import type { Place } from './code.ts'
import { membersAlong } from './member.ts'
import { deepest, type Resolver } from './resolver.ts'
import { functionKinds, moduleTarget, symbolTarget, typeKinds, type Target } from './target.ts'

export interface ImportedName {
  /** The file that imports. */
  place: Place
  module: string
  /** `*` for the module itself, `default` for what it is about. */
  name: string
}

/** What an imported name is defined as. Nothing where the module is in no repository that is known here. */
export async function importedAs(resolver: Resolver, { place, module, name }: ImportedName, depth: number): Promise<Target[]> {
  const family = familyOf(place.path)
  if (family === undefined || depth > deepest) return []
  const found = await resolveModule(family, { ...place, module: plain(module), name: name === '*' ? null : name, world: resolver.world })
  for (const files of found) {
    const targets = await inModule(resolver, files, { family, module, depth })
    if (targets.length > 0) return targets
  }
  return []
}

/** `<stdio.h>` is written with its marks. */
const plain = (module: string) => module.replace(/^[<"'](.*)[>"']$/, '$1')

interface ModuleContext {
  family: Family
  module: string
  depth: number
}

async function inModule(resolver: Resolver, { tree, paths, inside }: ModuleFiles, context: ModuleContext): Promise<Target[]> {
  const [first, ...rest] = inside
  const [path] = paths
  if (path === undefined) return []
  const reason = `imported from ${context.module}`
  if (first === undefined) return [moduleTarget({ tree, path }, nameOf(path).replace(/\.\w+$/, ''), reason)]
  const outer = await namedIn(resolver, { tree, paths, name: first }, context)
  return membersAlong(resolver, outer.map((target) => ({ ...target, reason })), rest, context.depth)
}

interface NamedIn extends Pick<ModuleFiles, 'tree' | 'paths'> {
  name: string
}

/** What files offer under a name: what they define, else what they hand on from others. */
export async function namedIn(resolver: Resolver, { tree, paths, name }: NamedIn, context: ModuleContext): Promise<Target[]> {
  const outlines = await resolver.symbols.of(tree, paths)
  const own = paths.flatMap((path, at) => topmost(outlines[at] ?? [], name).map((symbol) => symbolTarget({ tree, path }, symbol, 'in the same package')))
  if (own.length > 0) return own
  for (const path of paths.slice(0, maxHandedOn)) {
    const handed = await handedOn(resolver, { tree, path }, name, context)
    if (handed.length > 0) return handed
  }
  return []
}

/** Files of one package that are looked into for what they hand on. */
const maxHandedOn = 20

/** Of the symbols of a name those that stand least deep: in a namespace, say, but not in a class when there is one beside it. */
function topmost(symbols: readonly CodeSymbol[], name: string): CodeSymbol[] {
  const named = symbols.filter((symbol) => symbol.name === name)
  const depthOf = ({ container }: CodeSymbol) => (container === '' ? 0 : container.split('.').length)
  const least = Math.min(...named.map(depthOf))
  const isNested = (symbol: CodeSymbol) => symbols.some((each) => functionKinds.has(each.kind) && pathOf(each) === symbol.container)
  return named.filter((symbol) => depthOf(symbol) === least && !isNested(symbol))
}

const pathOf = ({ container, name }: CodeSymbol) => (container === '' ? name : `${container}.${name}`)

async function handedOn(resolver: Resolver, place: Place, name: string, { family, depth }: ModuleContext): Promise<Target[]> {
  const [file] = await resolver.code.ask('imports', { tree: place.tree, paths: [place.path], ask: undefined, signal: resolver.signal })
  if (!file) return []
  const next = depth + 1
  for (const each of file.exports.filter((one) => one.name === name)) {
    if (each.module !== undefined) return importedAs(resolver, { place, module: each.module, name: each.from ?? name }, next)
    const site = await resolver.siteAt(place, each.range)
    const targets = site && site.name !== name ? await resolver.resolve(site, next) : []
    if (targets.length > 0) return [...targets]
    return [{ ...place, range: each.range, name: site?.name ?? name, container: '', kind: null, isLocal: false, reason: 'exported' }]
  }
  if (handsImportsOn.has(family)) {
    const imported = file.imports.flatMap(({ module, names }) => (names === '*' ? [] : names.filter((one) => (one.alias ?? one.name) === name).map((one) => ({ module, name: one.name }))))
    for (const each of imported) return importedAs(resolver, { place, ...each }, next)
  }
  const all = [...file.exports.filter((one) => one.name === '*' && one.module !== undefined).map((one) => one.module ?? ''), ...(handsImportsOn.has(family) ? file.imports.filter(({ names }) => names === '*').map(({ module }) => module) : [])]
  for (const module of all.slice(0, maxHandedOn)) {
    const targets = await importedAs(resolver, { place, module, name }, next)
    if (targets.length > 0) return targets
  }
  return name === 'default' && file.exports.length === 0 ? [moduleTarget(place, nameOf(place.path).replace(/\.\w+$/, ''), 'imported')] : []
}

/** What such a file imports can be imported from it. */
const handsImportsOn: ReadonlySet<Family> = new Set(['python', 'rust', 'c'])

/**
 * What else defines what a file defines: a source what its header declares, which comes first; a file of Ruby that opens a class or
 * module again.
 */
export async function everywhereDefined({ symbols }: Resolver, target: Target): Promise<Target[]> {
  const { tree, path, name, container } = target
  const family = familyOf(path)
  if (family === 'c' && isHeader(path)) {
    const all = await symbols.named(tree, { name, family, near: path })
    const bodies = all.filter(({ place, symbol }) => !isHeader(place.path) && functionKinds.has(symbol.kind) && symbol.container === container)
    return [...bodies.map(({ place, symbol }) => symbolTarget(place, symbol, 'defines what the header declares')), target]
  }
  if (family !== 'ruby' || !/^\p{Lu}/u.test(name)) return [target]
  const again = (await symbols.named(tree, { name, family, near: path })).filter(({ place, symbol }) => typeKinds.has(symbol.kind) && symbol.container === container && place.path !== path)
  return [target, ...again.map(({ place, symbol }) => symbolTarget(place, symbol, 'opened again'))]
}

export const isHeader = (path: string): boolean => /\.(h|hh|hpp|hxx|h\+\+|inl)$/.test(path)
