import type { PatternType, Range } from './ast.ts'
import type { Item } from './parens.ts'
import { parseQuery, readItems } from './parse.ts'
import { callOf } from './predicates.ts'

export type HighlightKind = 'negation' | 'field' | 'value' | 'operator' | 'pattern' | 'quoted' | 'regexp' | 'hole' | 'paren' | 'error'
export type Highlight = Range & { kind: HighlightKind }

/**
 * The colours of the search box: ranges in order, without overlaps. What the parser finds wrong is an `error` over
 * whatever it would otherwise be. A query that is refused as a whole is one error.
 */
export function highlight(text: string, { patternType }: { patternType: PatternType }): Highlight[] {
  const { items, type } = readItems(text, patternType)
  const errors = parseQuery(text, { patternType }).issues.filter(issue => issue.severity === 'error' && issue.end > issue.start)
  const ranges = items.flatMap(item => type === 'structural' && item.kind === 'word' ? colourCode(text, item) : colour(item, type === 'regexp' ? 'regexp' : 'pattern'))
  return overlay(ranges.filter(range => range.end > range.start), mergeErrors(errors))
}

function colour(item: Item, text: 'regexp' | 'pattern'): Highlight[] {
  const { start, end } = item
  switch (item.kind) {
    case 'parameter':
    case 'content': return colourParameter(item)
    case 'and':
    case 'or': return [{ kind: 'operator', start, end }]
    case 'not': return [{ kind: 'negation', start, end }]
    case 'open':
    case 'close': return [{ kind: 'paren', start, end }]
    case 'word': return [{ kind: text, start, end }]
    case 'quoted':
    case 'regexp': return [{ kind: item.kind, start, end }]
  }
}

/** Holes as ast-grep and Comby write them; dots that touch a name are code. */
const HOLES = /\$\$\$[A-Z0-9_]*|\$[A-Z_][A-Z0-9_]*|:\[\[?[^\]\n]*\]\]?|(?<![\w.)\]])\.\.\.(?![\w.[({])/g

function colourCode(text: string, { start, end }: Range): Highlight[] {
  const ranges: Highlight[] = []
  let at = start
  for (const match of text.slice(start, end).matchAll(HOLES)) {
    const hole = start + match.index
    ranges.push({ kind: 'pattern', start: at, end: hole }, { kind: 'hole', start: hole, end: hole + match[0].length })
    at = hole + match[0].length
  }
  return [...ranges, { kind: 'pattern', start: at, end }]
}

function colourParameter(item: Item & { kind: 'parameter' | 'content' }): Highlight[] {
  const { start, end, negated } = item
  const isQuoted = item.valueRange.end < end
  const valueStart = item.valueRange.start - (isQuoted ? 1 : 0)
  const name = start + (negated ? 1 : 0)
  const kind = item.kind === 'content' && item.form === 'regexp' ? 'regexp' : isQuoted ? 'quoted' : 'value'
  const argument = item.kind === 'parameter' ? callOf(item)?.range : undefined
  const value: Highlight[] = argument ? colourCall({ start: valueStart, end }, argument) : [{ kind, start: valueStart, end }]
  return [{ kind: 'negation', start, end: name }, { kind: 'field', start: name, end: valueStart }, ...value]
}

/** The name of a predicate is coloured as that of a field. */
function colourCall({ start, end }: Range, argument: Range): Highlight[] {
  return [
    { kind: 'field', start, end: argument.start - 1 },
    { kind: 'paren', start: argument.start - 1, end: argument.start },
    { kind: 'value', ...argument },
    { kind: 'paren', start: argument.end, end },
  ]
}

function mergeErrors(errors: readonly Range[]): Highlight[] {
  const merged: Highlight[] = []
  for (const { start, end } of [...errors].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last && start <= last.end) last.end = Math.max(last.end, end)
    else merged.push({ kind: 'error', start, end })
  }
  return merged
}

/** Both lists are in order and without overlaps; so is the answer, in which `over` covers `under`. */
function overlay(under: readonly Highlight[], over: readonly Highlight[]): Highlight[] {
  const result: Highlight[] = [...over]
  let next = 0
  for (const range of under) {
    while ((over[next]?.end ?? Infinity) <= range.start) next++
    let start = range.start
    for (let at = next; start < range.end; at++) {
      const cover = over[at]
      const end = Math.min(range.end, cover?.start ?? Infinity)
      if (end > start) result.push({ kind: range.kind, start, end })
      start = cover && cover.start < range.end ? Math.max(start, cover.end) : range.end
    }
  }
  return result.sort((a, b) => a.start - b.start)
}
