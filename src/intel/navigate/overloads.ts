import type { AnswerOf } from '../../../syntax/index.ts'
import type { CodeSymbol } from '../../../engine/symbols/symbol.ts'
import { familyOf, type Family } from '../families.ts'
import { chooseTaking } from './arguments.ts'
import { kinshipAmong } from './kinship.ts'
import type { Resolver } from './resolver.ts'
import { functionKinds, symbolTarget, typeKinds, type Site, type Target } from './target.ts'

/** Languages in which a name has several functions, which differ in what they take, or functions beside values. */
const overloading: ReadonlySet<Family> = new Set(['jvm', 'c', 'rust'])

type Signature = AnswerOf<'signatures'>[number]

interface Known {
  target: Target
  signature: Signature | null
}

/**
 * Of what a name may mean, what fits the way it is used: functions where it is called, values or types elsewhere; and of functions of
 * one name those that take what is handed over. A function that is not the only one of its name is told apart from the others.
 */
export async function fitting(resolver: Resolver, site: Site, targets: readonly Target[]): Promise<Target[]> {
  const family = familyOf(site.path)
  if (family === undefined || !overloading.has(family)) return [...targets]
  const all = (await Promise.all(targets.map((target) => knownOf(resolver, target)))).flat()
  return (site.role === 'definition' ? itself(all, site) : await called(resolver, asUsed(all, site), site, family)).map(({ target }) => target)
}

/** What the outline of its file knows of a definition; all functions of its name where it is one. */
async function knownOf({ symbols, code, signal }: Resolver, target: Target): Promise<Known[]> {
  const { tree, path, name, range, reason } = target
  const [outline = []] = target.isLocal || target.apart || target.kind === 'file' ? [[]] : await symbols.of(tree, [path])
  const own = outline.find((each) => each.name === name && each.line === range.line && each.column === range.column)
  if (!own) return [{ target, signature: null }]
  if (!functionKinds.has(own.kind)) return companionsOf(own, outline).map((symbol) => ({ target: withCompanion(symbolTarget({ tree, path }, symbol, reason), own, outline), signature: null }))
  const namesakes = outline.filter((each) => each.name === name && each.container === own.container)
  const alike = namesakes.filter(({ kind }) => functionKinds.has(kind))
  const [signatures] = await code.ask('signatures', { tree, paths: [path], ask: undefined, signal })
  return alike.map((symbol) => {
    const signature = signatures?.find((each) => each.line === symbol.line && each.column === symbol.column) ?? null
    const found = symbolTarget({ tree, path }, symbol, reason)
    return { target: namesakes.length > 1 && signature ? { ...found, takes: takesOf(signature) } : found, signature }
  })
}

/** A class of Scala, and the object that holds what is of no instance, which has its name. */
function companionsOf(own: CodeSymbol, outline: readonly CodeSymbol[]): CodeSymbol[] {
  const namesakes = outline.filter((each) => each.name === own.name && each.container === own.container && typeKinds.has(each.kind))
  return namesakes.some(({ kind }) => kind === 'object') && namesakes.includes(own) ? namesakes : [own]
}

const withCompanion = (target: Target, own: CodeSymbol, outline: readonly CodeSymbol[]): Target => (target.kind === 'object' && companionsOf(own, outline).length > 1 ? { ...target, takes: 'object' } : target)

const takesOf = ({ parameters, rest }: Signature) => `${parameters.join()}${rest ? '...' : ''}`

/** A definition means itself, and what declares or defines the same in other files. */
function itself(all: readonly Known[], { path, range }: Site): Known[] {
  const own = all.find(({ target }) => target.path === path && target.range.line === range.line && target.range.column === range.column)
  if (!own) return [...all]
  const others = all.filter(({ target, signature }) => target.path !== path && isSame(signature, own.signature))
  return [...others, own]
}

const isSame = (one: Signature | null, other: Signature | null) => !one || !other || takesOf(one) === takesOf(other)

function asUsed(all: readonly Known[], { use }: Site): readonly Known[] {
  const types = all.filter(({ target }) => typeKinds.has(target.kind))
  // What makes a thing of a type is asked for by the name of the type.
  const plain = types.length > 0 ? all.filter(({ target }) => target.kind !== 'constructor') : all
  const functions = plain.filter(({ target }) => functionKinds.has(target.kind))
  const others = plain.filter(({ target }) => !functionKinds.has(target.kind))
  const values = others.filter(({ target }) => !typeKinds.has(target.kind))
  const [objects, classes] = [types.filter(({ target }) => target.kind === 'object'), types.filter(({ target }) => target.kind !== 'object')]
  const asType = classes.length > 0 ? classes : types
  const asValue = [values, objects, others].find((each) => each.length > 0) ?? []
  const wanted = use === undefined ? plain : use.as === 'function' ? functions : use.as === 'type' ? asType : asValue
  return wanted.length > 0 ? wanted : plain
}

/** Where defaults are left out, as behind a declaration, the same is taken. */
async function called(resolver: Resolver, all: readonly Known[], site: Site, family: Family): Promise<readonly Known[]> {
  const told = all.flatMap(({ signature }) => (signature ? [signature] : []))
  const handed = site.use?.as === 'function' ? site.use.arguments : undefined
  if (!handed || told.length < 2 || told.length < all.length) return all
  const kinship = family === 'jvm' ? await kinshipAmong(resolver, site, { types: handed.flatMap((type) => type ?? []), above: told.flatMap(({ parameters }) => parameters) }) : undefined
  const chosen = new Set(chooseTaking(told, handed, { family, kinship }).map(takesOf))
  return all.filter(({ signature }) => signature && chosen.has(takesOf(signature)))
}
