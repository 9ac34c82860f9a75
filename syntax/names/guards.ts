import type { SgNode } from '@ast-grep/napi'
import type { Source } from '../source.ts'
import type { Guard } from './answers.ts'
import { earlyExits } from './early-exits.ts'
import { GUARDS, type Found } from './guard-rules.ts'
import { grammarRules } from './languages/index.ts'
import { fileOf, type Position } from './names.ts'
import { own, Places, type Place } from './places.ts'
import type { File, NameRules } from './rules.ts'

/** A line with more around it is generated. */
const MOST_GUARDS = 200
const LONGEST_TEXT = 200

/**
 * What decides whether a place is reached, and what catches what goes wrong there: from the inside out, to the function with a
 * name around it. Without a column, of what its line begins with.
 */
export function guards(source: Source, { line, column }: { line: number; column?: number }): Guard[] {
  const rules = grammarRules(source.grammar)
  if (rules === undefined) return []
  const file = fileOf(source)
  const start = startOf(file, column === undefined ? { line, column: 0 } : { line, column }, column === undefined)
  if (start === null) return []
  const found: Found[] = []
  for (let place = new Places(file.root, rules).at(start); place.parent !== null && found.length < MOST_GUARDS && !isNamedFunction(place, rules); place = place.parent) {
    found.push(...around(place.parent, place, file.text))
  }
  return found.slice(0, MOST_GUARDS).map((one) => told(one, file))
}

function startOf(file: File, position: Position, skipsIndent: boolean): number | null {
  const index = file.positions.indexOf(position)
  if (index === null || !skipsIndent) return index
  const indent = /^[ \t}]*/.exec(file.text.slice(index, index + 1000))?.[0].length ?? 0
  return index + indent
}

function isNamedFunction(place: Place, rules: NameRules): boolean {
  return Boolean(own(rules.functions, place.kind)?.(place))
}

function around(holder: Place, child: Place, text: string): Found[] {
  return [...earlyExits(holder, child), ...own(GUARDS, holder.kind)?.(holder, child, text) ?? []]
}

function told({ kind, from, to, negated = false, before, text }: Found, file: File): Guard {
  const { start, end } = from.range()
  const own = text ?? textOf(file, start.index, to ?? end.index)
  const range = to === undefined ? file.positions.rangeOf(from) : file.positions.span(start.index, Math.max(to, start.index))
  return { kind, range, text: [before && headOf(before, file), own].filter(Boolean).join(' ').slice(0, LONGEST_TEXT), negated }
}

/** `switch (x)` of what follows it. */
function headOf(node: SgNode, file: File): string {
  const body = node.field('body') ?? node.namedChildren().find((part) => /body$|block$|entry|case$|^when$|_case$|^in_clause$|clause/.test(String(part.kind())))
  const { start, end } = node.range()
  return textOf(file, start.index, body?.range().start.index ?? end.index)
}

function textOf({ text }: File, start: number, end: number): string {
  return text.slice(start, Math.min(end, start + LONGEST_TEXT)).replace(/[\s{:]+$|\s*(=>|->)\s*\{?\s*$/g, '').replaceAll(/\s+/g, ' ')
}
