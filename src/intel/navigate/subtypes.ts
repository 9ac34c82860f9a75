import type { CodeSymbol } from '../../../engine/symbols/symbol.ts'
import { familyOf } from '../families.ts'
import type { Tree } from '../tree.ts'
import { supertypeOffsets } from './declared-types.ts'
import { textOf, typeAt } from './headers.ts'
import { offsetOf, type Lines } from './lines.ts'
import { references, type ReferencesRequest, type Use } from './references.ts'
import type { Resolver } from './resolver.ts'
import { symbolTarget, typeKinds, type Target } from './target.ts'

/** Until when uses are looked for, and what could not be read until then. */
export interface Sweep extends Pick<ReferencesRequest, 'filesWithWord'> {
  /** Where the question was asked. */
  tree: Tree
  /** By `performance.now()`. */
  deadline: number
  unread: { tree: Tree; path: string | null; reason: string }[]
}

/** The types that say of themselves that they extend, implement, embed or mix in a type. */
export async function subtypesOf(resolver: Resolver, type: Target, sweep: Sweep): Promise<Target[]> {
  const found: Target[] = []
  for await (const use of usesOf(resolver, type, sweep)) found.push(...(familyOf(use.path) === 'rust' ? await implementing(resolver, use, type) : []), ...await headedBy(resolver, use, type))
  return found
}

/** In Rust what a type implements stands beside it: the traits of all `impl Trait for Type`. */
export async function traitsOf(resolver: Resolver, type: Target, sweep: Sweep): Promise<Target[]> {
  const found: Target[] = []
  for await (const use of usesOf(resolver, type, sweep)) {
    const lines = await textOf(use)
    const before = lines && implHead(lines, use).before
    const mark = before?.match(/\bimpl\b(?:\s*<[^{}]*?>)?\s+(?:[\w:]+::)?(\w+)(?:<[^{}]*>)?\s+for\s+[&'\w\s:]*$/)
    if (lines && before && mark?.index !== undefined) found.push(...await typeAt(resolver, use, lines, offsetOf(lines, use.range) - before.length + mark.index + mark[0].search(/\w+(?:<[^{}]*>)?\s+for\s/), 0))
  }
  return found
}

async function* usesOf(resolver: Resolver, type: Target, { tree, filesWithWord, deadline, unread }: Sweep): AsyncGenerator<Use> {
  for await (const step of references(resolver, { targets: [type], tree, after: null, filesWithWord })) {
    resolver.signal.throwIfAborted()
    if (step.kind === 'unread') unread.push(step)
    if (step.kind === 'use' && step.use.role === 'reference') yield step.use
    if (performance.now() > deadline) return
  }
}

/** The type in whose head a use stands as what it is made from. */
async function headedBy({ symbols }: Resolver, use: Use, type: Target): Promise<Target[]> {
  const family = familyOf(use.path)
  const [outline = []] = await symbols.of(use.tree, [use.path])
  const around = outline.filter(({ kind, startLine, endLine }) => typeKinds.has(kind) && startLine <= use.range.line && use.range.line <= endLine)
  const lines = around.length > 0 ? await textOf(use) : null
  if (!lines || !family) return []
  const at = offsetOf(lines, use.range)
  const isHead = (symbol: CodeSymbol) => {
    const from = offsetOf(lines, symbol) + symbol.name.length
    const offsets = family === 'rust' && symbol.kind !== 'interface' ? [] : supertypeOffsets(family, lines.text, { from, to: offsetOf(lines, { line: symbol.endLine + 1, column: 0 }) })
    return from <= at && offsets.includes(at)
  }
  return around.filter(isHead).slice(-1).map((symbol) => symbolTarget(use, symbol, `${verbFor(type)} ${type.name}`))
}

const verbFor = ({ kind }: Target) => (kind === 'interface' ? 'implements' : 'extends')

/** Heads that are longer say nothing here. */
const maxHead = 600

function implHead(lines: Lines, { range }: Use): { before: string; after: string } {
  const at = offsetOf(lines, range)
  const end = offsetOf(lines, { line: range.endLine, column: range.endColumn })
  const before = lines.text.slice(Math.max(0, at - maxHead), at)
  return { before: before.slice(Math.max(before.lastIndexOf('}'), before.lastIndexOf(';'), before.lastIndexOf('{')) + 1), after: lines.text.slice(end, end + maxHead) }
}

/** `impl Trait for Type`, `impl<'a> Trait<T> for &'a mut Type`. */
async function implementing(resolver: Resolver, use: Use, type: Target): Promise<Target[]> {
  const lines = await textOf(use)
  if (!lines) return []
  const { before, after } = implHead(lines, use)
  const mark = /^(?:<[^{};]*>)?\s+for\s+(?:(?:&|'\w+\s|mut\s|dyn\s|\w+::)\s*)*(?=\w)/.exec(after)
  if (!mark || !/\bimpl\b(?:\s*<[^{}]*>)?\s+(?:\w+::)*$/.test(before)) return []
  const found = await typeAt(resolver, use, lines, offsetOf(lines, { line: use.range.endLine, column: use.range.endColumn }) + mark[0].length, 0)
  return found.map((each) => ({ ...each, reason: `implements ${type.name}` }))
}
