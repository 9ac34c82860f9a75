import { isRecord } from '../../values.ts'

/** A JSON object with the lines of its keys: the parser tells none. */
export interface ReadObject {
  value: Readonly<Record<string, unknown>>
  /** The first line on which a key stands, at or after another line; 1 where it is not found (all on one line, say). */
  lineOf(key: string, after?: number): number
  /** The same for a key whose value is an object or an array. */
  lineOfOpening(key: string): number
  /** The first line on which a key stands with a text behind it. */
  lineOfText(key: string, text: string): number
}

/** Null for what is no JSON object. Takes linear time. */
export function readObject(text: string): ReadObject | null {
  const value = parsed(text)
  if (!isRecord(value)) return null
  let [all, openings]: [Lines | null, Map<string, number> | null] = [null, null]
  const texts = new Map<string, Map<string, number>>()
  return {
    value,
    lineOf: (key, after = 1) => (all ??= linesOfKeys(text)).get(key)?.find((line) => line >= after) ?? 1,
    lineOfOpening: (key) => (openings ??= linesOfOpenings(text)).get(key) ?? 1,
    lineOfText(key, wanted) {
      const lines = texts.get(key) ?? linesOfTexts(text, key)
      texts.set(key, lines)
      return lines.get(wanted) ?? 1
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return null
  }
}

/** As many lines of one key are remembered. */
const maxLines = 20

type Lines = Map<string, number[]>

function linesOfKeys(text: string): Lines {
  const lines: Lines = new Map()
  for (const { key, line } of keysIn(text)) {
    const known = lines.get(key)
    if (known === undefined) lines.set(key, [line])
    else if (known.length < maxLines) known.push(line)
  }
  return lines
}

/** The first line of each key whose value opens an object or an array. */
function linesOfOpenings(text: string): Map<string, number> {
  const lines = new Map<string, number>()
  for (const { key, line, opens } of keysIn(text)) if (opens && !lines.has(key)) lines.set(key, line)
  return lines
}

/** The first line of each text behind a key. */
function linesOfTexts(text: string, wanted: string): Map<string, number> {
  const lines = new Map<string, number>()
  for (const { key, line, rest } of keysIn(text)) {
    const [, value] = key === wanted ? (/^"([^"\\]{0,4096})"/.exec(rest) ?? []) : []
    if (value !== undefined && !lines.has(value)) lines.set(value, line)
  }
  return lines
}

function* keysIn(text: string): Generator<{ key: string; line: number; opens: boolean; rest: string }> {
  let line = 0
  for (let [from, to] = [0, 0]; to >= 0; from = to + 1) {
    to = text.indexOf('\n', from)
    line++
    const content = to < 0 ? text.slice(from) : text.slice(from, to)
    const [whole = '', key, opening] = /^\s{0,200}"([^"\\]{0,4096})"\s{0,10}:\s{0,10}([{[]?)/.exec(content) ?? []
    if (key !== undefined) yield { key, line, opens: opening !== '', rest: content.slice(whole.length) }
  }
}

/** The same text without commas before closing brackets, which Bun writes and JSON does not know; lines stay where they are. */
export function withoutTrailingCommas(text: string): string {
  const kept: string[] = []
  let [from, comma, isQuoted] = [0, -1, false]
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (isQuoted) {
      if (char === '\\') at++
      else if (char === '"') isQuoted = false
      continue
    }
    if ((char === '}' || char === ']') && comma >= 0) {
      kept.push(text.slice(from, comma))
      from = comma + 1
    }
    if (char === '"') isQuoted = true
    comma = char === ',' ? at : comma >= 0 && /\s/.test(char) ? comma : -1
  }
  return kept.join('') + text.slice(from)
}

export const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** The entries of an object whose values are texts; of anything else none. */
export const textsIn = (value: unknown): [string, string][] =>
  isRecord(value) ? Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string') : []

/** The texts of an array; of anything else none. */
export const listIn = (value: unknown): string[] => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [])
