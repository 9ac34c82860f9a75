import { allLanguages } from '../lang.ts'
import type { Issue, Node, Pattern, Query } from './ast.ts'
import { FIELDS, fieldNamed, fieldNames, predicateNamed, type Field, type Predicate } from './fields.ts'
import { nearest } from './near.ts'

/** One line of the list under the search box: choosing it puts `insert` in place of `from…to`. */
export type Completion = { label: string; insert: string; from: number; to: number; detail: string }

/**
 * Warnings for text that looks like a mistyped filter (`repos:x`). It is searched for as text, as the language asks,
 * but somebody under stress may not notice that their filter is none. In code a name and a colon are nothing of the kind.
 */
export function hintsOf(query: Query): Issue[] {
  return query.root && query.patternType !== 'structural' ? patternsOf(query.root).flatMap(hintOf) : []
}

function patternsOf(node: Node): Pattern[] {
  if ('nodes' in node) return node.nodes.flatMap(patternsOf)
  return node.kind === 'pattern' && node.form === 'text' && !node.content ? [node] : []
}

/** Only the first word of a phrase: `std::vector` and `http://` are no filters, nor is what stands within a sentence. */
function hintOf({ value, valueRange }: Pattern): Issue[] {
  const typed = /^-?([A-Za-z]{3,20}):(?!\/\/|:)\S/.exec(value)?.[1]
  const [near] = typed === undefined ? [] : nearest(typed, fieldNames())
  if (typed === undefined || near === undefined) return []
  const start = valueRange.start + (value.startsWith('-') ? 1 : 0)
  const message = `“${typed}:” is not a filter, so it is searched for as text. Did you mean ${near}:?`
  return [{ start, end: start + typed.length + 1, message, severity: 'warning', suggestion: `${near}:` }]
}

const MAX_COMPLETIONS = 20

/** What may stand at the cursor: a filter's name, or its value or the argument of its predicate where those are known. None inside quotes. */
export function completions(text: string, cursor: number): Completion[] {
  const before = text.slice(0, cursor)
  const argument = openArgument(before)
  if (argument) return argumentCompletions(argument, cursor)
  const [word = ''] = /[^\s()]*$/.exec(before) ?? []
  const match = /^(-?)(?:([A-Za-z]+):)?([^"']*)$/.exec(word)
  if (!match || isInsideQuotes(before)) return []
  const [, minus = '', name, typed = ''] = match
  const at = { from: cursor - typed.length, to: cursor }
  if (name === undefined) return /^[A-Za-z]+$/.test(typed) || minus ? fieldCompletions(typed, minus === '-', at) : []
  const field = fieldNamed(name)
  return field ? valueCompletions(field, typed, at) : []
}

/** The predicate whose parenthesis is still open before the cursor, and what stands behind it. */
function openArgument(before: string): { predicate: Predicate; typed: string } | undefined {
  const [, name = '', call = '', typed = ''] = /(?:^|[\s(])-?([A-Za-z]+):([A-Za-z.]{1,40})\(([^()]*)$/.exec(before) ?? []
  const field = fieldNamed(name)
  const predicate = field && predicateNamed(field, call)
  return predicate && { predicate, typed }
}

function argumentCompletions({ predicate, typed }: { predicate: Predicate; typed: string }, cursor: number): Completion[] {
  const isDate = predicate.argument === 'date' || predicate.argument === 'moment'
  const word = predicate.argument === 'files' ? /\S*$/.exec(typed)?.[0] ?? '' : typed
  const values = isDate ? DATES.map(date => `${date})`) : predicate.argument === 'files' ? ['path:', 'content:'] : []
  return values
    .filter(value => isPrefix(word.toLowerCase(), value))
    .map(value => ({ label: value.replace(')', ''), insert: value, from: cursor - word.length, to: cursor, detail: predicate.detail }))
}

/** Enough to show what may be written. */
const DATES = ['yesterday', '1 hour ago', '1 day ago', '1 week ago', '1 month ago', 'last monday']

/** Counts quotes that begin a word or a value; a lone apostrophe within a word is none. */
function isInsideQuotes(before: string): boolean {
  let quote: string | undefined
  for (let at = 0; at < before.length; at++) {
    const char = before[at]
    if (quote !== undefined && char === '\\') at++
    else if (quote !== undefined && char === quote) quote = undefined
    else if (quote === undefined && (char === '"' || char === "'") && /^$|[\s(:]/.test(before.charAt(at - 1))) quote = char
  }
  return quote !== undefined
}

type At = { from: number; to: number }

function fieldCompletions(typed: string, negated: boolean, at: At): Completion[] {
  const lower = typed.toLowerCase()
  return FIELDS
    .filter(field => field.supported && !field.legacy && (field.negatable || !negated) && [field.name, ...field.aliases].some(name => name.startsWith(lower)))
    .map(field => ({ label: `${field.name}:`, insert: `${field.name}:`, detail: field.detail, ...at }))
}

function valueCompletions(field: Field, typed: string, at: At): Completion[] {
  const lower = typed.toLowerCase()
  const values = valuesOf(field)
    .filter(({ names }) => names.some(name => isPrefix(lower, name)))
    .sort((a, b) => Number(isPrefix(lower, b.names[0])) - Number(isPrefix(lower, a.names[0])))
    .slice(0, MAX_COMPLETIONS)
    .map(({ names: [name = ''] }) => ({ label: name, insert: `${/\s/.test(name) ? `"${name}"` : name} `, detail: `${field.name}:`, ...at }))
  return [...values, ...predicateCompletions(field, lower, at)]
}

/** Once a name is begun: until then, what the field usually takes is more likely. */
function predicateCompletions({ predicates }: Field, typed: string, at: At): Completion[] {
  return predicates
    .filter(({ name, argument }) => argument !== 'later' && typed !== '' && isPrefix(typed, name))
    .map(({ name, detail }) => ({ label: `${name}(…)`, insert: `${name}(`, detail, ...at }))
}

function isPrefix(typed: string, name = ''): boolean {
  return name.toLowerCase().startsWith(typed)
}

/** Each value with the other names it is found by. */
function valuesOf({ name, value }: Field): { names: readonly string[] }[] {
  switch (value.kind) {
    case 'oneOf': return value.supported.map(one => ({ names: [one] }))
    case 'boolean': return [{ names: ['yes'] }, { names: ['no'] }]
    case 'date': return DATES.map(date => ({ names: [date] }))
    case 'count': return [{ names: ['all'] }]
    case 'language': return allLanguages().map(language => ({ names: [language.name, ...language.aliases] }))
    case 'text': return name === 'context' ? [{ names: ['global'] }] : []
    default: return []
  }
}
