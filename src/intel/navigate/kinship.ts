import { familyOf } from '../families.ts'
import { supertypeOffsets } from './declared-types.ts'
import { textOf } from './headers.ts'
import { offsetOf } from './lines.ts'
import type { Resolver } from './resolver.ts'
import type { FoundSymbol } from './symbols.ts'
import { typeKinds, type Site } from './target.ts'

/** How many steps a type is below another, both by their plain names: `Infinity` where it is not below it at all, null where that is not known. */
export type Kinship = (type: string, above: string) => number | null

export const nothingKnown: Kinship = () => null

/** One or two capitals stand for a type to be filled in. */
const isTypeName = (name: string) => /^(?!\p{Lu}{1,2}\d?$)\p{Lu}[\p{L}\p{N}_$]*$/u.test(name)

/** So many types above one are looked at. */
const mostAbove = 60

/**
 * What is above each of some types, as far as the repository of a site and those that it depends on tell. A type that they do not define comes
 * from elsewhere, and what comes from elsewhere is below none of theirs.
 */
export async function kinshipAmong(resolver: Resolver, site: Site, { types, above }: { types: readonly string[]; above: readonly string[] }): Promise<Kinship> {
  const wanted = [...new Set([...types, ...above])].filter(isTypeName)
  const defined = new Map(await Promise.all(wanted.map(async (name) => [name, await definitionsOf(resolver, site, name)] as const)))
  const lines = new Map(await Promise.all([...new Set(types)].map(async (name) => [name, defined.get(name)?.length ? await lineAbove(resolver, site, name) : null] as const)))
  return (type, other) => {
    const [own, theirs] = [defined.get(type)?.length, defined.get(other)?.length]
    if (own === undefined || theirs === undefined) return null
    if (own === 0) return theirs === 0 ? null : Infinity
    const line = lines.get(type)
    const steps = line?.steps.get(other)
    // Of several types of one name it is not known which is meant, only what none of them is.
    if (steps !== undefined) return own + theirs > 2 ? null : steps
    return line && (theirs > 0 || line.isWhole) ? Infinity : null
  }
}

async function definitionsOf({ symbols, world }: Resolver, { tree, path }: Site, name: string): Promise<FoundSymbol[]> {
  const family = familyOf(path)
  if (family === undefined) return []
  for (const each of [tree, ...await world.dependencies(tree)]) {
    const found = (await symbols.named(each, { name, family, near: path })).filter(({ symbol }) => typeKinds.has(symbol.kind) && symbol.kind !== 'type-parameter')
    if (found.length > 0) return found
  }
  return []
}

/** `isWhole`: all of them are defined by repositories that are known. */
async function lineAbove(resolver: Resolver, site: Site, type: string): Promise<{ steps: ReadonlyMap<string, number>; isWhole: boolean }> {
  const steps = new Map([[type, 0]])
  let isWhole = true
  for (const [name, step] of steps) {
    const found = await definitionsOf(resolver, site, name)
    isWhole &&= (found.length > 0 || name === 'Object') && steps.size < mostAbove
    const parents = (await Promise.all(found.map(namesAbove))).flat()
    for (const parent of parents.slice(0, mostAbove)) if (!steps.has(parent) && steps.size < mostAbove) steps.set(parent, step + 1)
  }
  return { steps, isWhole }
}

async function namesAbove({ place, symbol }: FoundSymbol): Promise<string[]> {
  const [family, lines] = [familyOf(place.path), await textOf(place)]
  if (!lines || !family) return []
  const from = offsetOf(lines, symbol) + symbol.name.length
  const offsets = supertypeOffsets(family, lines.text, { from, to: offsetOf(lines, { line: symbol.endLine + 1, column: 0 }) })
  return offsets.flatMap((offset) => /^[\p{L}_$][\p{L}\p{N}_$]*/u.exec(lines.text.slice(offset, offset + 200))?.[0] ?? [])
}
