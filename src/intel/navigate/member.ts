import type { CodeSymbol } from '../../../engine/symbols/symbol.ts'
import { familyOf, type Family } from '../families.ts'
import { filesIn, extensionOf } from '../modules/module.ts'
import { parentOf } from '../path-index.ts'
import { isCommonMember } from './common-members.ts'
import { boundOf, resultTypeOf, supertypesOf } from './headers.ts'
import { lineText, linesOf } from './lines.ts'
import { fitting } from './overloads.ts'
import { parameterNamed } from './parameters.ts'
import type { Resolver } from './resolver.ts'
import { membersOfShape } from './shapes.ts'
import { hasMembers, symbolOf, type FoundSymbol } from './symbols.ts'
import { deepest, distinct, functionKinds, keyOfTarget, ownKey, pathOfTarget, symbolTarget, typeKinds, type Binding, type Receiver, type Site, type Target } from './target.ts'

/** A member of what it is asked of; where that is not known, the only one of its name. */
export async function member(resolver: Resolver, site: Site, binding: Extract<Binding, { kind: 'member' }>, depth: number): Promise<Target[]> {
  const { name, receiver, of, own } = binding
  const followed = of ? await membersOfShape(resolver, { place: site, shape: of, name }, depth + 1) : null
  if (followed && followed.length > 0) return followed
  if (own && (followed || !of)) return [ownKey(site, own)]
  if (own) return []
  return followed ?? byName(resolver, site, { name, receiver }, depth)
}

async function byName(resolver: Resolver, site: Site, { name, receiver }: Pick<Extract<Binding, { kind: 'member' }>, 'name' | 'receiver'>, depth: number): Promise<Target[]> {
  if (receiver === null) return (await inPath(resolver, site, depth)) ?? onlyOfItsName(resolver, site, name, depth)
  if (receiver.argument) return parameterNamed(resolver, site, receiver, depth)
  const qualified = await byQualifiedName(resolver, site, receiver, depth)
  if (qualified.length > 0) return qualified
  const known = await holdersOf(resolver, site, receiver, depth + 1)
  if (known === null) return onlyOfItsName(resolver, site, name, depth)
  return membersAlong(resolver, known, [name], depth)
}

/** In a macro of Rust nothing is parsed, but a path still looks like one: `text::shown`. */
async function inPath(resolver: Resolver, { tree, path, name, range }: Site, depth: number): Promise<Target[] | null> {
  if (familyOf(path) !== 'rust') return null
  const [text] = await tree.texts([path])
  const before = Array.from(lineText(linesOf(text ?? ''), range.line)).slice(0, range.column).join('')
  const [, segment] = /([\p{L}\p{N}_]+)::$/u.exec(before) ?? []
  if (segment === undefined) return null
  const holder = await resolver.siteAt({ tree, path }, { line: range.line, column: range.column - 2 - Array.from(segment).length })
  return holder ? membersAlong(resolver, await resolver.resolve(holder, depth + 1), [name], depth + 1) : null
}

/** `acme.tax.Rates` written out instead of imported. */
async function byQualifiedName(resolver: Resolver, site: Site, { text, binding, type }: Receiver, depth: number): Promise<Target[]> {
  const isPath = familyOf(site.path) === 'jvm' && /^[a-z_][\w.]*$/.test(text) && text.includes('.')
  if (!isPath || type || (binding && binding.kind !== 'unknown' && binding.kind !== 'member')) return []
  return resolver.importedAs({ place: site, module: text, name: site.name }, depth + 1)
}

/** What the receiver is, or is an instance of; null where that cannot be told, empty where it is in no repository. */
async function holdersOf(resolver: Resolver, site: Site, receiver: Receiver, depth: number): Promise<readonly Target[] | null> {
  const { type, binding, called } = receiver
  if (type) return typesOf(resolver, { site, named: type, called: type.called === true }, depth)
  if (!binding || binding.kind === 'unknown') return isGlobal(site, receiver) ? freeHolder(resolver, site, receiver, depth) : null
  return typesOf(resolver, { site, named: { name: lastName(receiver.text), binding }, called: called === true }, depth)
}

const lastName = (text: string) => /([\p{L}\p{N}_$]+)\W*$/u.exec(text.replace(/\([^]*\)\W*$/, ''))?.[1] ?? text

interface Holder {
  site: Site
  named: { name: string; binding: Binding }
  /** It is what a call of the named makes. */
  called: boolean
}

async function typesOf(resolver: Resolver, { site, named, called }: Holder, depth: number): Promise<readonly Target[] | null> {
  const targets = await resolver.resolve({ tree: site.tree, path: site.path, name: named.name, range: site.range, binding: named.binding }, depth)
  if (targets.length === 0) return named.binding.kind === 'import' || named.binding.kind === 'unknown' ? [] : null
  const kinds = await Promise.all(targets.map((target) => holderOf(resolver, target, called, depth)))
  return kinds.every((each) => each === null) ? null : kinds.flatMap((each) => each ?? [])
}

/** A type holds members itself; of a function it is what it returns, of a variable what it is said to be. Null where that is not known. */
async function holderOf(resolver: Resolver, target: Target, called: boolean, depth: number): Promise<readonly Target[] | null> {
  if (target.kind === 'file') return [target]
  const symbol = await symbolOf(resolver.symbols, target)
  const bound = target.isLocal && !symbol ? await boundOf(resolver, target, depth) : null
  if (bound) return bound
  if (symbol && typeKinds.has(symbol.kind)) return [{ ...target, kind: symbol.kind, container: symbol.container }]
  if (symbol && functionKinds.has(symbol.kind)) return called ? resultTypeOf(resolver, target, symbol, depth) : null
  const declared = symbol ? await resultTypeOf(resolver, target, symbol, depth) : null
  return declared ?? (await hasMembers(resolver.symbols, target) ? [target] : null)
}

/** From holders to their members of a name, and on to theirs. */
export async function membersAlong(resolver: Resolver, holders: readonly Target[], names: readonly string[], depth: number): Promise<Target[]> {
  let targets = [...holders]
  for (const name of names) {
    const found = await Promise.all(targets.map((holder) => membersOf(resolver, holder, name, depth + 1)))
    targets = distinct(found.flat())
  }
  return targets
}

async function membersOf(resolver: Resolver, holder: Target, name: string, depth: number): Promise<Target[]> {
  const family = familyOf(holder.path)
  if (family === undefined || depth > deepest) return []
  if (holder.kind === 'file') return resolver.namedIn({ tree: holder.tree, paths: [holder.path], name }, { family, module: holder.name, depth })
  const own = await ownMembers(resolver, holder, name, family)
  if (own.length > 0) return own
  for (const parent of await supertypesOf(resolver, holder, depth)) {
    const inherited = await membersOf(resolver, parent, name, depth + 1)
    if (inherited.length > 0) return inherited.map((target) => ({ ...target, reason: `inherited from ${parent.name}` }))
  }
  return []
}

/** The members of a name that a type has itself. They may stand beside it: methods in Go and extensions in other languages lie in any file of the package. */
export async function ownMembers(resolver: Resolver, holder: Target, name: string, family: Family): Promise<Target[]> {
  const here = await membersIn(resolver, holder, [holder.path], name)
  if (here.length > 0 || !scattered.has(family)) return here
  const beside = filesIn(holder.tree, parentOf(holder.path), [extensionOf(holder.path)]).filter((path) => path !== holder.path)
  const near = await membersIn(resolver, holder, beside.slice(0, maxBeside), name)
  if (near.length > 0 || family === 'go') return near
  const anywhere = await resolver.symbols.named(holder.tree, { name, family, near: holder.path })
  return anywhere.filter(({ symbol }) => isIn(symbol, holder)).map(({ place, symbol }) => symbolTarget(place, symbol, `member of ${holder.name}`))
}

const scattered: ReadonlySet<Family> = new Set(['go', 'rust', 'ruby', 'c', 'csharp', 'swift'])
const maxBeside = 300

async function membersIn({ symbols }: Resolver, holder: Target, paths: readonly string[], name: string): Promise<Target[]> {
  const outlines = await symbols.of(holder.tree, paths)
  return paths.flatMap((path, at) => {
    const found = (outlines[at] ?? []).filter((symbol) => symbol.name === name && symbol.kind !== 'constructor' && isIn(symbol, holder))
    return found.map((symbol) => symbolTarget({ tree: holder.tree, path }, symbol, `member of ${holder.name}`))
  })
}

/** Containers may be told with or without the namespaces around. Types within functions are often called alike. */
function isIn({ container }: CodeSymbol, holder: Target): boolean {
  const path = pathOfTarget(holder)
  if (container === path || holder.isLocal) return container === path
  return container === holder.name || container.endsWith(`.${holder.name}`)
}

/** `Cart.total` where no import brings Cart in: it is of the same package, or known everywhere. */
const isGlobal = ({ path }: Site, { text }: Receiver) => typePath.test(text) && (/^(::)?\p{Lu}/u.test(text) || ['go', 'c'].includes(familyOf(path) ?? ''))

const typePath = /^(::)?[\p{L}_][\p{L}\p{N}_]*((::|\.|\\)[\p{Lu}][\p{L}\p{N}_]*)*$/u

async function freeHolder(resolver: Resolver, site: Site, { text, called }: Receiver, depth: number): Promise<readonly Target[] | null> {
  const name = lastName(text)
  return typesOf(resolver, { site: { ...site, name }, named: { name, binding: { kind: 'unknown' } }, called: called === true }, depth)
}

/** So many of one name are looked at; more say nothing. */
const mostAlike = 12

/** The members of a name in a repository, if they are of one type and those that have it from it; else in repositories that it depends on. */
async function onlyOfItsName(resolver: Resolver, site: Site, name: string, depth: number): Promise<Target[]> {
  const { symbols, world } = resolver
  const family = familyOf(site.path)
  if (family === undefined || depth >= deepest || isCommonMember(family, name)) return []
  for (const tree of [site.tree, ...await world.dependencies(site.tree)]) {
    const named = await symbols.named(tree, { name, family, near: site.path })
    const all = named.filter((each) => each.symbol.container !== '' && each.symbol.kind !== 'constructor' && !isItself(each, site))
    if (all.length > mostAlike) return []
    const fitted = await fitting(resolver, site, all.map(({ place, symbol }) => symbolTarget(place, symbol, `only member of this name in ${tree.repository.name}`)))
    if (fitted.length > 0) return ofOneType(resolver, fitted, depth)
  }
  return []
}

/** A key of an object is no definition of what the object is to have. */
const isItself = ({ place, symbol }: FoundSymbol, { path, range }: Site) => place.path === path && symbol.line === range.line && symbol.column === range.column

/** Those of the type that all others have the member from; none where types have nothing to do with one another. */
async function ofOneType(resolver: Resolver, members: readonly Target[], depth: number): Promise<Target[]> {
  const containers = [...new Set(members.map(({ container }) => container))]
  if (containers.length === 1) return [...members]
  const holders = await Promise.all(containers.map((container) => typeAround(resolver, members.find((each) => each.container === container))))
  const above = await Promise.all(holders.map((holder) => (holder ? allSupertypes(resolver, holder, depth + 1) : new Set<string>())))
  const root = containers.find((_, at) => holders.every((holder, other) => other === at || (holder && above[other]?.has(keyOf(holders[at])))))
  return members.filter(({ container }) => container === root)
}

const keyOf = (target: Target | undefined) => (target ? keyOfTarget(target) : '')

/** The type that a member stands in, in the same file. */
export async function typeAround({ symbols }: Resolver, member: Target | undefined): Promise<Target | undefined> {
  if (!member) return undefined
  const [outline = []] = await symbols.of(member.tree, [member.path])
  const type = outline.find((each) => typeKinds.has(each.kind) && pathOfTarget(each) === member.container)
  return type && symbolTarget(member, type, member.reason)
}

export async function allSupertypes(resolver: Resolver, type: Target, depth: number): Promise<ReadonlySet<string>> {
  const found = new Map<string, Target>()
  for (let layer: readonly Target[] = [type], at = depth; layer.length > 0 && at < deepest; at++) {
    const parents = (await Promise.all(layer.map((each) => supertypesOf(resolver, each, at)))).flat()
    layer = parents.filter((parent) => !found.has(keyOfTarget(parent)))
    for (const parent of layer) found.set(keyOfTarget(parent), parent)
  }
  return new Set(found.keys())
}
