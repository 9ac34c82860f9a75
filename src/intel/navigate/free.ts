import { familyOf, type Family } from '../families.ts'
import { commonFolders, extensionOf, filesIn } from '../modules/module.ts'
import { resolveModule } from '../modules/modules.ts'
import { parentOf } from '../path-index.ts'
import type { Place } from './code.ts'
import { importedAs, isHeader, namedIn, plainModule } from './exported.ts'
import { macroOf } from './macros.ts'
import { membersAlong } from './member.ts'
import { supertypesOf } from './headers.ts'
import type { Resolver } from './resolver.ts'
import type { FoundSymbol } from './symbols.ts'
import { functionKinds, symbolTarget, typeKinds, type Site, type Target } from './target.ts'

type Finder = (resolver: Resolver, site: Site, family: Family, depth: number) => Promise<Target[]>

/** What a language looks through for a name that a file neither defines nor imports by name, in this order. */
const ways: Record<Family, readonly Finder[]> = {
  javascript: [fromAllOfModules, fromScripts],
  python: [fromAllOfModules],
  go: [fromFolder, fromAllOfModules],
  rust: [fromAllOfModules, inherited, macroOf],
  jvm: [inherited, fromPackage, fromFolder, fromAllOfModules],
  c: [inherited, ofMethod, onlyInRepository, fromIncludes, fromRepository, fromOthers],
  ruby: [inherited, fromConstantFile, fromRepository, fromOthers],
  php: [inherited, fromFolder, fromRepository],
  csharp: [inherited, fromFolder, fromRepository, fromOthers],
  swift: [inherited, fromFolder, fromRepository],
  lua: [fromRepository],
  elixir: [fromRepository],
  shell: [fromRepository],
}

export async function freeName(resolver: Resolver, site: Site, depth: number): Promise<Target[]> {
  const family = familyOf(site.path)
  for (const way of family ? ways[family] : []) {
    const targets = family ? await way(resolver, site, family, depth) : []
    if (targets.length > 0) return targets
  }
  return []
}

/** `import *`, `use a::*`, `import a.b.*`, a dot import. */
async function fromAllOfModules(resolver: Resolver, site: Site, _family: Family, depth: number): Promise<Target[]> {
  const file = await importsOf(resolver, site)
  for (const { module, names } of file?.imports ?? []) {
    const targets = names === '*' ? await importedAs(resolver, { place: site, module, name: site.name }, depth + 1) : []
    if (targets.length > 0) return targets
  }
  return []
}

/** Of the declaration files that declare a name so many are read for whether they are modules, the nearest first. */
const mostScripts = 20

/** What a declaration file that is no module declares, every file may name. */
async function fromScripts(resolver: Resolver, { tree, path, name }: Site, family: Family): Promise<Target[]> {
  const all = await resolver.symbols.named(tree, { name, family, near: path })
  const declared = all.filter(({ place, symbol }) => symbol.container === '' && place.path.endsWith('.d.ts')).slice(0, mostScripts)
  const files = await Promise.all(declared.map(({ place }) => importsOf(resolver, place)))
  const global = declared.filter((_, at) => files[at]?.imports.length === 0 && files[at].exports.length === 0)
  return global.map(({ place, symbol }) => symbolTarget(place, symbol, `declared in ${place.path}`))
}

async function importsOf({ code, signal }: Resolver, { tree, path }: Pick<Site, 'tree' | 'path'>) {
  const [file] = await code.ask('imports', { tree, paths: [path], ask: undefined, signal })
  return file
}

const maxBeside = 400

/** The other files of the same folder, which are one package. */
async function fromFolder(resolver: Resolver, { tree, path, name }: Site, family: Family, depth: number): Promise<Target[]> {
  const isTest = path.endsWith('_test.go')
  const isSeen = (each: string) => each !== path && (family !== 'go' || isTest || !each.endsWith('_test.go'))
  const beside = filesIn(tree, parentOf(path), [extensionOf(path)]).filter(isSeen)
  return namedIn(resolver, { tree, paths: beside.slice(0, maxBeside), name }, { family, module: 'the same folder', depth })
}

/** The same package below other roots: tests beside sources, or another repository. */
async function fromPackage(resolver: Resolver, site: Site, family: Family): Promise<Target[]> {
  const file = await importsOf(resolver, site)
  if (!file?.package) return []
  const found = await resolveModule(family, { ...site, module: file.package, name: site.name, world: resolver.world })
  const [first] = found.filter(({ inside }) => inside.length === 1)
  return first ? namedIn(resolver, { ...first, name: site.name }, { family, module: file.package, depth: 0 }) : []
}

/** A member of the class around, which it has from another. */
async function inherited(resolver: Resolver, site: Site, _family: Family, depth: number): Promise<Target[]> {
  const [outline = []] = await resolver.symbols.of(site.tree, [site.path])
  const { line } = site.range
  const around = outline.filter((each) => typeKinds.has(each.kind) && each.startLine <= line && line <= each.endLine).toSorted((a, b) => b.startLine - a.startLine)
  for (const each of around) {
    const parents = each.line === line ? [] : await supertypesOf(resolver, symbolTarget(site, each, ''), depth + 1)
    const targets = await membersAlong(resolver, parents, [site.name], depth + 1)
    if (targets.length > 0) return targets
  }
  return []
}

/** In a method that stands outside of its type, as `int Cart::total()`, a bare name can mean a member of the type. */
async function ofMethod(resolver: Resolver, site: Site, _family: Family, depth: number): Promise<Target[]> {
  const [outline = []] = await resolver.symbols.of(site.tree, [site.path])
  const { line } = site.range
  const method = outline.findLast((each) => functionKinds.has(each.kind) && each.container !== '' && each.startLine <= line && line <= each.endLine)
  const type = method?.container.split('.').at(-1)
  if (type === undefined || type === site.name) return []
  const types = await resolver.resolve({ tree: site.tree, path: site.path, name: type, range: site.range, binding: { kind: 'unknown' }, use: { as: 'type' } }, depth + 1)
  return membersAlong(resolver, types.filter(({ kind }) => typeKinds.has(kind)), [site.name], depth + 1)
}

/** What a bare name means outside of a type. */
const isNoMember = ({ symbol }: FoundSymbol) => symbol.kind !== 'field' && symbol.kind !== 'constructor'

const maxIncludes = 60

/** What the included headers declare, and those that they include; a definition comes before its declaration. */
async function fromIncludes(resolver: Resolver, site: Site): Promise<Target[]> {
  const places = await includedBy(resolver, site)
  const outlines = await Promise.all(places.map(async ({ tree, path }) => (await resolver.symbols.of(tree, [path]))[0] ?? []))
  const declared = places.flatMap((place, at) => (outlines[at] ?? []).filter((each) => each.name === site.name).map((symbol) => ({ place, symbol }))).filter(isNoMember)
  const [first] = declared
  if (!first) return []
  return [...await bodiesOf(resolver, first), ...declared.map(({ place, symbol }) => symbolTarget(place, symbol, `declared in ${place.path}`))]
}

/** What files include, for each question: many names of one file are asked about. */
const included = new WeakMap<Resolver, Map<string, Promise<Place[]>>>()

function includedBy(resolver: Resolver, { tree, path }: Place): Promise<Place[]> {
  const known = included.get(resolver) ?? new Map<string, Promise<Place[]>>()
  included.set(resolver, known)
  const key = `${tree.repository.id} ${path}`
  const places = known.get(key) ?? followIncludes(resolver, { tree, path })
  known.set(key, places)
  return places
}

/** Breadth first, each file once. */
async function followIncludes(resolver: Resolver, start: Place): Promise<Place[]> {
  const seen = new Map<string, Place>()
  for (let layer: Place[] = [start]; layer.length > 0; ) {
    const found = (await Promise.all(layer.map((each) => includesOf(resolver, each)))).flat()
    layer = []
    for (const place of found) {
      const key = `${place.tree.repository.id} ${place.path}`
      if (seen.has(key)) continue
      if (seen.size >= maxIncludes) return [...seen.values()]
      seen.set(key, place)
      layer.push(place)
    }
  }
  return [...seen.values()]
}

async function includesOf(resolver: Resolver, { tree, path }: Place): Promise<Place[]> {
  const file = await importsOf(resolver, { tree, path })
  const all = await Promise.all((file?.imports ?? []).map(({ module }) =>
    resolveModule('c', { tree, path, module: plainModule(module), name: null, world: resolver.world }),
  ))
  return all.flatMap(([files]) => files?.paths.slice(0, 1).map((each) => ({ tree: files.tree, path: each })) ?? [])
}

async function bodiesOf({ symbols }: Resolver, { place, symbol: { name, kind, container } }: FoundSymbol): Promise<Target[]> {
  if (!functionKinds.has(kind)) return []
  const all = await symbols.named(place.tree, { name, family: 'c', near: place.path })
  const bodies = all.filter((each) => !isHeader(each.place.path) && functionKinds.has(each.symbol.kind) && (each.symbol.container === container || container.endsWith(`.${each.symbol.container}`)))
  return bodies.map((each) => symbolTarget(each.place, each.symbol, `declared in ${place.path}`))
}

/** Ruby's constants lie in files of their names. */
async function fromConstantFile(resolver: Resolver, site: Site, family: Family, depth: number): Promise<Target[]> {
  if (!/^\p{Lu}/u.test(site.name)) return []
  for (const files of await resolveModule(family, { ...site, module: site.name, name: null, world: resolver.world })) {
    const targets = await namedIn(resolver, { ...files, name: site.name }, { family, module: site.name, depth })
    if (targets.length > 0) return targets.map((target) => ({ ...target, reason: 'in the file of its name' }))
  }
  return []
}

/** As many of one name in one repository are shown; more say nothing. */
const mostAlike = 5

/** A name with one definition, and at most one declaration beside it, needs no headers to be read. */
async function onlyInRepository(resolver: Resolver, { tree, path, name }: Site, family: Family): Promise<Target[]> {
  const all = (await resolver.symbols.named(tree, { name, family, near: path })).filter(isNoMember)
  const inHeaders = all.filter(({ place }) => isHeader(place.path)).length
  const [first] = all
  const isOne = first && inHeaders <= 1 && all.length - inHeaders <= 1 && all.every(({ symbol }) => symbol.kind === first.symbol.kind)
  return isOne ? best(all, path, 'in the repository') : []
}

async function fromRepository(resolver: Resolver, { tree, path, name }: Site, family: Family): Promise<Target[]> {
  return best(await resolver.symbols.named(tree, { name, family, near: path }), path, 'in the repository')
}

async function fromOthers(resolver: Resolver, { tree, path, name }: Site, family: Family): Promise<Target[]> {
  for (const other of (await resolver.world.others(tree)).slice(0, maxOthers)) {
    const targets = best(await resolver.symbols.named(other, { name, family, near: path }), '', `in ${other.repository.name}`)
    if (targets.length > 0) return targets
  }
  return []
}

const maxOthers = 20

/** Those that stand in nothing before members, definitions before declarations, near ones before far ones. */
function best(found: readonly FoundSymbol[], path: string, where: string): Target[] {
  const rank = ({ place, symbol }: FoundSymbol) => [
    symbol.container === '' || typeKinds.has(symbol.kind) ? 0 : 1,
    isHeader(place.path) ? 1 : 0,
    path === '' ? 0 : -commonFolders(place.path, path),
  ]
  const own = found.filter(({ place }) => place.path === path)
  const ranked = (own.length > 0 ? own : found).toSorted((a, b) => compare(rank(a), rank(b)))
  if (ranked.length > mostAlike) return []
  const reason = ranked.length === 1 ? `only definition of this name ${where}` : `one of ${ranked.length} definitions of this name ${where}`
  return ranked.map(({ place, symbol }) => symbolTarget(place, symbol, reason))
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}
