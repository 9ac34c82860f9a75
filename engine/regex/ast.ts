/**
 * The syntax tree of a regular expression, and its printer.
 *
 * The tree says what is matched, not how it was typed: flags are already applied (`(?i)` is a folded literal or a larger
 * class, `(?m)^` is 'line-start'), and `x*`, `x+`, `x?` and `x{2,3}` are all one kind.
 */

import type { CharSet } from './charset.ts'

export type Assertion = 'text-start' | 'text-end' | 'line-start' | 'line-end' | 'word-boundary' | 'not-word-boundary'

export type Regex =
  | { kind: 'empty' }
  /** `text` has at least one code point. `fold`: every case variant of each code point matches too. */
  | { kind: 'literal'; text: string; fold: boolean }
  /** One code point of `set`. An empty set matches nothing at all. */
  | { kind: 'class'; set: CharSet }
  | { kind: 'assert'; what: Assertion }
  /** `index` counts opening brackets from 1. */
  | { kind: 'capture'; index: number; name: string | null; node: Regex }
  /** `max` is Infinity where there is no upper bound. */
  | { kind: 'repeat'; min: number; max: number; lazy: boolean; node: Regex }
  /** Two or more. */
  | { kind: 'concat'; nodes: Regex[] }
  /** Two or more; an earlier one is preferred to a later one. */
  | { kind: 'alternate'; nodes: Regex[] }

/**
 * The tree as text, in the notation of RE2's own tests, which ours are written in.
 * `a(b|c)*` is `cat{lit{a}star{cap{alt{lit{b}lit{c}}}}}`; `(?i)ab` is `strfold{ab}`; `\d+?` is `nplus{cc{0x30-0x39}}`.
 */
export function printRegex(node: Regex): string {
  switch (node.kind) {
    case 'empty':
      return 'emp{}'
    case 'literal':
      return printLiteral(node.text, node.fold)
    case 'class':
      return `cc{${printSet(node.set)}}`
    case 'assert':
      return ASSERTION_NAMES[node.what]
    case 'capture':
      return `cap{${node.name === null ? '' : `${node.name}:`}${printRegex(node.node)}}`
    case 'repeat':
      return `${node.lazy ? 'n' : ''}${printRepeat(node.min, node.max, printRegex(node.node))}`
    case 'concat':
      return `cat{${node.nodes.map(printRegex).join('')}}`
    case 'alternate':
      return `alt{${node.nodes.map(printRegex).join('')}}`
  }
}

const ASSERTION_NAMES: Record<Assertion, string> = {
  'text-start': 'bot{}',
  'text-end': 'eot{}',
  'line-start': 'bol{}',
  'line-end': 'eol{}',
  'word-boundary': 'wb{}',
  'not-word-boundary': 'nwb{}',
}

function printLiteral(text: string, fold: boolean): string {
  const name = [...text].length === 1 ? 'lit' : 'str'
  return `${name}${fold ? 'fold' : ''}{${text}}`
}

function printSet(set: CharSet): string {
  const parts: string[] = []
  for (let i = 0; i < set.length; i += 2) {
    const lo = `0x${set[i].toString(16)}`
    parts.push(set[i] === set[i + 1] ? lo : `${lo}-0x${set[i + 1].toString(16)}`)
  }
  return parts.join(' ')
}

function printRepeat(min: number, max: number, body: string): string {
  if (min === 0 && max === Infinity) return `star{${body}}`
  if (min === 1 && max === Infinity) return `plus{${body}}`
  if (min === 0 && max === 1) return `que{${body}}`
  return `rep{${min},${max === Infinity ? '' : max} ${body}}`
}

/** True if `node` can match the empty text (an assertion can, where it holds). */
export function isNullable(node: Regex): boolean {
  switch (node.kind) {
    case 'empty':
    case 'assert':
      return true
    case 'literal':
    case 'class':
      return false
    case 'capture':
      return isNullable(node.node)
    case 'repeat':
      return node.min === 0 || isNullable(node.node)
    case 'concat':
      return node.nodes.every(isNullable)
    case 'alternate':
      return node.nodes.some(isNullable)
  }
}
