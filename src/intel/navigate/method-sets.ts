import { filesIn } from '../modules/module.ts'
import { parentOf } from '../path-index.ts'
import { closure } from './closure.ts'
import { areAlike, goSignature, type GoSignature } from './go-signatures.ts'
import { supertypesOf, textOf } from './headers.ts'
import { offsetOf } from './lines.ts'
import { membersAlong } from './member.ts'
import { treesFor } from './references.ts'
import type { Resolver } from './resolver.ts'
import { subtypesOf, type Sweep } from './subtypes.ts'
import { distinct, pathOfTarget, symbolTarget, typeKinds, type Target } from './target.ts'

/** In Go a type implements an interface by having its methods. */

/** An interface of more methods, or a type, is compared by so many. */
const mostMethods = 60

/** The types that have all methods of an interface, of the repositories of the interface and the question first. */
export async function satisfying(resolver: Resolver, type: Target, sweep: Sweep): Promise<Target[]> {
  const methods = await methodsOf(resolver, type)
  if (methods.length === 0) return []
  const partial: Target[] = []
  for (const tree of await treesFor(resolver, { targets: [type], tree: sweep.tree })) {
    if (performance.now() > sweep.deadline) break
    const named = (await Promise.all(methods.map(({ name }) => resolver.symbols.named(tree, { name, family: 'go', near: type.path })))).flat()
    const methodsThere = named.filter(({ symbol }) => symbol.kind === 'method' && symbol.container !== '').map(({ place, symbol }) => symbolTarget(place, symbol, ''))
    partial.push(...await holdersOf(resolver, methodsThere))
  }
  // A type may have the methods from one that it embeds.
  const candidates = await closure(distinct(partial), (each) => (performance.now() > sweep.deadline ? Promise.resolve([]) : subtypesOf(resolver, each, sweep)))
  const isPublic = methods.every(({ name }) => /^\p{Lu}/u.test(name))
  const isSeen = (each: Target) => each.kind !== 'interface' && (isPublic || (each.tree === type.tree && parentOf(each.path) === parentOf(type.path)))
  const judged = await Promise.all(candidates.filter(isSeen).map(async (each) => ((await hasAll(resolver, each, methods)) ? [{ ...each, reason: `has the methods of ${type.name}` }] : [])))
  return judged.flat()
}

/** The interfaces whose methods a type has. */
export async function satisfied(resolver: Resolver, type: Target, sweep: Sweep): Promise<Target[]> {
  const own = await methodsOf(resolver, type)
  const found: Target[] = []
  for (const tree of await treesFor(resolver, { targets: [type], tree: sweep.tree })) {
    if (performance.now() > sweep.deadline) break
    const named = (await Promise.all(own.map(({ name }) => resolver.symbols.named(tree, { name, family: 'go', near: type.path })))).flat()
    const holders = await holdersOf(resolver, named.map(({ place, symbol }) => symbolTarget(place, symbol, '')))
    for (const each of distinct(holders).filter(({ kind }) => kind === 'interface')) {
      const methods = await methodsOf(resolver, each)
      if (methods.length > 0 && (await hasAll(resolver, type, methods))) found.push({ ...each, reason: `${type.name} has its methods` })
    }
  }
  return distinct(found)
}

/** A method by its name where it is defined; those of embedded types too. */
async function methodsOf(resolver: Resolver, type: Target): Promise<Target[]> {
  const types = await closure([type], (each) => supertypesOf(resolver, each, 0))
  const all = await Promise.all(types.map(async (each) => {
    const paths = filesIn(each.tree, parentOf(each.path), ['go'])
    const outlines = await resolver.symbols.of(each.tree, paths)
    return paths.flatMap((path, at) => (outlines[at] ?? []).filter(({ kind, container }) => kind === 'method' && container === pathOfTarget(each)).map((symbol) => symbolTarget({ tree: each.tree, path }, symbol, '')))
  }))
  return [...new Map(all.flat().map((method) => [method.name, method])).values()].slice(0, mostMethods)
}

/** The types that methods are of, which are defined in the same folder. */
async function holdersOf({ symbols }: Resolver, methods: readonly Target[]): Promise<Target[]> {
  const found = await Promise.all(methods.map(async ({ tree, path, container }) => {
    const paths = filesIn(tree, parentOf(path), ['go'])
    const outlines = await symbols.of(tree, paths)
    return paths.flatMap((each, at) => (outlines[at] ?? []).filter((symbol) => typeKinds.has(symbol.kind) && pathOfTarget(symbol) === container).map((symbol) => symbolTarget({ tree, path: each }, symbol, '')))
  }))
  return distinct(found.flat())
}

async function hasAll(resolver: Resolver, type: Target, methods: readonly Target[]): Promise<boolean> {
  for (const method of methods) {
    const [own] = await membersAlong(resolver, [type], [method.name], 0)
    if (!own) return false
    const [had, wanted] = await Promise.all([signatureAt(own), signatureAt(method)])
    if (had === null || wanted === null ? had !== wanted : !areAlike(had, wanted)) return false
  }
  return true
}

async function signatureAt(method: Target): Promise<GoSignature | null> {
  const lines = await textOf(method)
  return lines && goSignature(lines.text, offsetOf(lines, { line: method.range.endLine, column: method.range.endColumn }))
}
