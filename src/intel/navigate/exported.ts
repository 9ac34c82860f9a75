import type { CodeSymbol } from '../../../engine/symbols/symbol.ts'
import type { AnswerOf } from '../../../syntax/index.ts'
import { familyOf, type Family } from '../families.ts'
import type { ModuleFiles } from '../modules/module.ts'
import { resolveModule } from '../modules/modules.ts'
import { nameOf } from '../path-index.ts'
import type { Place } from './code.ts'
import type { Resolver } from './resolver.ts'
import type { FoundSymbol } from './symbols.ts'
import { deepest, functionKinds, moduleTarget, symbolTarget, typeKinds, type Target } from './target.ts'

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
  const found = await resolveModule(family, { ...place, module: plainModule(module), name: name === '*' ? null : name, world: resolver.world })
  for (const files of found) {
    const targets = await inModule(resolver, files, { family, module, depth })
    if (targets.length > 0) return targets
  }
  return family === 'javascript' ? declaredModule(resolver, { place, module, name }, depth) : []
}

/** `declare module "paint" { … }`, for what is elsewhere or has no types of its own. */
async function declaredModule(resolver: Resolver, { place: { tree, path }, module, name }: ImportedName, depth: number): Promise<Target[]> {
  if (/^[./#]/.test(module)) return []
  const all = await resolver.symbols.named(tree, { name: module, family: 'javascript', near: path })
  const modules = all.filter(({ symbol }) => symbol.kind === 'module').map(({ place, symbol }) => symbolTarget(place, symbol, `declared for ${module}`))
  const named = name === '*' ? modules : await resolver.membersAlong(modules, [name], depth + 1)
  return named.length > 0 || name !== 'default' ? named : modules
}

/** `<stdio.h>` is written with its marks. */
export const plainModule = (module: string) => module.replace(/^[<"'](.*)[>"']$/, '$1')

export interface ModuleContext {
  family: Family
  module: string
  depth: number
}

async function inModule(resolver: Resolver, { tree, paths, inside }: ModuleFiles, context: ModuleContext): Promise<Target[]> {
  const [first, ...rest] = inside
  const [path] = paths
  if (path === undefined) return []
  const reason = `imported from ${context.module}`
  if (first === undefined) return [moduleTarget({ tree, path }, stemOf(path), reason)]
  const outer = await namedIn(resolver, { tree, paths, name: first }, context)
  return resolver.membersAlong(outer.map((target) => ({ ...target, reason })), rest, context.depth)
}

export interface NamedIn extends Pick<ModuleFiles, 'tree' | 'paths'> {
  name: string
}

/** What files offer under a name: what they define, else what they hand on from others. */
export async function namedIn(resolver: Resolver, { tree, paths, name }: NamedIn, context: ModuleContext): Promise<Target[]> {
  const outlines = await resolver.symbols.of(tree, paths)
  const own = paths.flatMap((path, at) => topmost(outlines[at] ?? [], name, context.family).map((symbol) => symbolTarget({ tree, path }, symbol, 'in the same package')))
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
function topmost(symbols: readonly CodeSymbol[], name: string, family: Family): CodeSymbol[] {
  const named = symbols.filter((symbol) => symbol.name === name && !(family === 'javascript' && isMember(symbol, symbols)))
  const depthOf = ({ container }: CodeSymbol) => (container === '' ? 0 : container.split('.').length)
  const least = Math.min(...named.map(depthOf))
  const isNested = (symbol: CodeSymbol) => symbols.some((each) => functionKinds.has(each.kind) && pathOf(each) === symbol.container)
  return named.filter((symbol) => depthOf(symbol) === least && !isNested(symbol))
}

/** What a class or an interface has is no export. */
const isMember = ({ container }: CodeSymbol, symbols: readonly CodeSymbol[]) => container !== '' && symbols.some((each) => ['class', 'interface', 'enum'].includes(each.kind) && pathOf(each) === container)

const pathOf = ({ container, name }: CodeSymbol) => (container === '' ? name : `${container}.${name}`)

async function handedOn(resolver: Resolver, place: Place, name: string, { family, depth }: ModuleContext): Promise<Target[]> {
  const [file] = await resolver.code.ask('imports', { tree: place.tree, paths: [place.path], ask: undefined, signal: resolver.signal })
  if (!file) return []
  // Python's `__all__` says in words what is exported; from where it is, the imports say.
  const exported = file.exports.find((each) => each.name === name && (family !== 'python' || each.module !== undefined))
  if (exported) return exportedAs(resolver, place, exported, depth + 1)
  for (const from of sourcesOf(file, name, family).slice(0, maxHandedOn)) {
    const targets = await importedAs(resolver, { place, ...from }, depth + 1)
    if (targets.length > 0) return targets
  }
  // A module that says of nothing that it is exported is meant as a whole.
  return name === 'default' && file.exports.length === 0 ? [moduleTarget(place, stemOf(place.path), 'imported')] : []
}

type FileImports = AnswerOf<'imports'>

/** What stands under another name in the file, or is another module's. */
async function exportedAs(resolver: Resolver, place: Place, { name, module, from, range }: FileImports['exports'][number], depth: number): Promise<Target[]> {
  if (module !== undefined) return importedAs(resolver, { place, module, name: from ?? name }, depth)
  const site = await resolver.siteAt(place, range)
  const targets = site && site.name !== name ? await resolver.resolve(site, depth) : []
  if (targets.length > 0) return [...targets]
  return [{ ...place, range, name: site?.name ?? name, container: '', kind: null, isLocal: false, reason: 'exported' }]
}

/** From where a file may have a name that it hands on: imports by that name, then modules that are handed on whole. */
function sourcesOf({ imports, exports }: FileImports, name: string, family: Family): Pick<ImportedName, 'module' | 'name'>[] {
  const brought = handsImportsOn.has(family) ? imports : []
  const named = brought.flatMap(({ module, names }) =>
    names === '*' ? [] : names.filter((each) => (each.alias ?? each.name) === name).map((each) => ({ module, name: each.name })),
  )
  const whole = exports.flatMap((each) => (each.name === '*' && each.module !== undefined ? [each.module] : []))
  const all = brought.flatMap(({ module, names }) => (names === '*' ? [module] : []))
  return [...named, ...[...whole, ...all].map((module) => ({ module, name }))]
}

const stemOf = (path: string) => nameOf(path).replace(/\.\w+$/, '')

/** What such a file imports can be imported from it. */
const handsImportsOn: ReadonlySet<Family> = new Set(['python', 'rust', 'c'])

/**
 * What else defines what a file defines: a source what its header declares, which comes first; a file of Ruby that opens a class or
 * module again.
 */
export async function everywhereDefined({ symbols }: Resolver, target: Target): Promise<Target[]> {
  const { tree, path, name, container } = target
  const family = familyOf(path)
  const isWanted = family === 'c' || (family === 'ruby' && /^\p{Lu}/u.test(name))
  if (family === undefined || !isWanted) return [target]
  const all = (await symbols.named(tree, { name, family, near: path })).filter(({ place, symbol }) => place.path !== path && isSameContainer(symbol.container, container))
  if (family === 'ruby') return [target, ...all.filter(({ symbol }) => typeKinds.has(symbol.kind)).map(({ place, symbol }) => symbolTarget(place, symbol, 'opened again'))]
  const [outline = []] = await symbols.of(tree, [path])
  const own = outline.find((symbol) => symbol.name === name && symbol.line === target.range.line)
  return sameInC(target, own, all)
}

/** The bodies before what declares them. */
function sameInC(target: Target, own: CodeSymbol | undefined, all: readonly FoundSymbol[]): Target[] {
  const { path } = target
  const others = all.filter(({ place, symbol }) => isSameInC({ symbol, path: place.path }, { symbol: own, path }))
  const bodies = others.filter(({ place }) => !isHeader(place.path)).map(({ place, symbol }) => symbolTarget(place, symbol, 'defines what the header declares'))
  const declared = others.filter(({ place }) => isHeader(place.path)).map(({ place, symbol }) => symbolTarget(place, symbol, 'declared in the header'))
  return isHeader(path) ? [...bodies, target, ...declared] : [target, ...bodies, ...declared]
}

/** A namespace is opened anywhere; a function or a variable has its body in a source, and a method its declaration in a header. */
function isSameInC(other: { symbol: CodeSymbol; path: string }, { symbol: own, path }: { symbol: CodeSymbol | undefined; path: string }): boolean {
  if (own?.kind === 'namespace') return other.symbol.kind === 'namespace'
  if (isHeader(path) === isHeader(other.path)) return false
  const isBody = functionKinds.has(other.symbol.kind) || (isHeader(path) && (other.symbol.kind === 'variable' || other.symbol.kind === 'constant'))
  return isBody && (isHeader(path) || other.symbol.container !== '')
}

/** Sources may leave out the namespaces around, which they use. */
const isSameContainer = (one: string, other: string) => one === other || (one !== '' && other.endsWith(`.${one}`)) || (other !== '' && one.endsWith(`.${other}`))

export const isHeader = (path: string): boolean => /\.(h|hh|hpp|hxx|h\+\+|inl)$/.test(path)
