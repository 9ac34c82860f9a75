import type { CodeSymbol } from '../../../engine/symbols/symbol.ts'
import { familyOf } from '../families.ts'
import type { Place } from './code.ts'
import { boundOffset, declaredTypeOffset, implementedOffsets, supertypeOffsets } from './declared-types.ts'
import type { Resolver } from './resolver.ts'
import { symbolOf } from './symbols.ts'
import { deepest, symbolTarget, typeKinds, type Target } from './target.ts'
import { offsetOf, positionAt, type Lines, linesOf } from './lines.ts'

/** What a class extends and implements, or a struct embeds, in the order in which it says so. */
export async function supertypesOf(resolver: Resolver, target: Target, depth: number): Promise<Target[]> {
  const family = familyOf(target.path)
  const symbol = await symbolOf(resolver.symbols, target)
  const lines = symbol && (await textOf(target))
  if (!family || !symbol || !lines || depth >= deepest) return []
  const alias = family === 'c' ? await aliased(resolver, target, symbol, { lines, depth }) : []
  if (alias.length > 0) return [...alias]
  const from = offsetOf(lines, symbol) + symbol.name.length
  const header = supertypeOffsets(family, lines.text, { from, to: offsetOf(lines, { line: symbol.endLine + 1, column: 0 }) })
  const offsets = family === 'rust' ? [...header, ...implementedOffsets(lines.text, symbol.name)] : header
  const found = await Promise.all(offsets.map((offset) => typeAt(resolver, target, lines, offset, depth)))
  return found.flat().filter((each) => each.path !== target.path || each.range.line !== target.range.line)
}

/** What `typedef struct cart { … } Cart;` or `typedef struct cart *Cart;` gives another name. */
async function aliased(resolver: Resolver, target: Target, symbol: CodeSymbol, { lines, depth }: { lines: Lines; depth: number }): Promise<readonly Target[]> {
  const start = offsetOf(lines, symbol)
  if (!/^\s*typedef\b/.test(lines.text.slice(offsetOf(lines, { line: symbol.startLine, column: 0 }), start))) return []
  const [outline = []] = await resolver.symbols.of(target.tree, [target.path])
  const inside = outline.find((each) => each !== symbol && typeKinds.has(each.kind) && each.startLine >= symbol.startLine && each.endLine <= symbol.endLine && each.line < symbol.line)
  if (inside) return [symbolTarget(target, inside, `also called ${symbol.name}`)]
  const offset = declaredTypeOffset('c', lines.text, { start, end: start + symbol.name.length })
  return offset === null || offset > start ? [] : typeAt(resolver, target, lines, offset, depth)
}

/** The type that a function returns or a variable has, as far as its declaration says; null where it does not. */
export async function resultTypeOf(resolver: Resolver, target: Target, symbol: CodeSymbol, depth: number): Promise<readonly Target[] | null> {
  const family = familyOf(target.path)
  const lines = await textOf(target)
  if (!family || !lines || depth >= deepest) return null
  const start = offsetOf(lines, symbol)
  if (symbol.kind === 'constructor') return containerOf(resolver, target, symbol)
  const offset = declaredTypeOffset(family, lines.text, { start, end: start + symbol.name.length })
  if (offset === null) return null
  if (/^(Self|self|this|static)\b/.test(lines.text.slice(offset, offset + 8))) return containerOf(resolver, target, symbol)
  return toldTypeAt(resolver, target, lines, offset, depth)
}

/** The type that what fills in a type parameter is at least: `T extends Cart`, `T: Cart`, `T <: Cart`; null where nothing is said. */
export async function boundOf(resolver: Resolver, target: Target, depth: number): Promise<readonly Target[] | null> {
  const lines = await textOf(target)
  const end = lines && offsetOf(lines, { line: target.range.endLine, column: target.range.endColumn })
  const mark = lines && end !== null ? /^\s*(?:extends|<?:)\s*(?:\w+(?:\.|::))*(?=\p{L})/u.exec(lines.text.slice(end, end + 200)) : null
  const apart = lines && end !== null && familyOf(target.path) === 'rust' ? boundOffset(lines.text, { name: target.name, end }) : null
  const offset = mark && end !== null ? end + mark[0].length : apart
  return lines && offset !== null && depth < deepest ? toldTypeAt(resolver, target, lines, offset, depth) : null
}

/** The type that a name at an offset means; none where it means no type. */
export async function typeAt(resolver: Resolver, place: Place, lines: Lines, offset: number, depth: number): Promise<readonly Target[]> {
  return (await toldTypeAt(resolver, place, lines, offset, depth)) ?? []
}

/** The same: null where the name tells nothing, none where it is a type of no repository. */
async function toldTypeAt(resolver: Resolver, { tree, path }: Place, lines: Lines, offset: number, depth: number): Promise<readonly Target[] | null> {
  const site = await resolver.siteAt({ tree, path }, positionAt(lines, offset))
  if (!site || site.binding.kind === 'local' || isAnything.test(site.name)) return null
  const targets = await resolver.resolve(site, depth + 1)
  const symbols = await Promise.all(targets.map((target) => symbolOf(resolver.symbols, target)))
  const types = targets.flatMap((target, at) => (typeKinds.has(symbols[at]?.kind ?? null) ? [{ ...target, kind: symbols[at]?.kind ?? null }] : []))
  return targets.length > 0 && types.length === 0 ? null : types
}

/** Types that everything has. */
const isAnything = /^(?:Any|Object|object|any|unknown|auto|void|Self|self|this)$/

/** The type that a member stands in. */
async function containerOf({ symbols }: Resolver, { tree, path }: Target, { container }: CodeSymbol): Promise<Target[]> {
  const [outline = []] = await symbols.of(tree, [path])
  const holder = outline.find((each) => (each.container === '' ? each.name : `${each.container}.${each.name}`) === container)
  return holder ? [symbolTarget({ tree, path }, holder, 'in the same file')] : []
}

export async function textOf({ tree, path }: Place): Promise<Lines | null> {
  const [text] = await tree.texts([path])
  return typeof text === 'string' ? linesOf(text) : null
}

/** The type of what is defined: a type itself, what a function returns, what a variable is declared as. */
export async function typeOfTarget(resolver: Resolver, target: Target): Promise<readonly Target[]> {
  const family = familyOf(target.path)
  const symbol = target.isLocal ? null : await symbolOf(resolver.symbols, target)
  if (symbol && typeKinds.has(symbol.kind)) return [target]
  if (symbol) return (await resultTypeOf(resolver, target, symbol, 0)) ?? []
  const lines = target.isLocal && family ? await textOf(target) : null
  const offset = lines && family ? declaredTypeOffset(family, lines.text, { start: offsetOf(lines, target.range), end: offsetOf(lines, { line: target.range.endLine, column: target.range.endColumn }) }) : null
  return lines && offset !== null ? typeAt(resolver, target, lines, offset, 0) : []
}
