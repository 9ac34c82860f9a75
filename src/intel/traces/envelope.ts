/**
 * Undoes what surrounds a stack trace, line by line, keeping the way back to the pasted text: line ends, HTML entities, terminal colours,
 * mail quoting, log prefixes, escaped newlines in JSON. Lines of different sources (the services of one `docker compose` log) are
 * put into streams of their own, so that traces written at the same time are read apart.
 */
import { decodeEntities, stripAnsi, unescapeLine } from './escaped.ts'
import { type Line, sliceLine } from './line.ts'
import { quoteLength, readPrefix } from './prefix.ts'

export interface Limits {
  /** UTF-16 units read of the text. */
  text: number
  /** Lines read, lines inside JSON strings included. */
  lines: number
  /** Units of one line that are searched for escaped text. */
  escapedLine: number
  /** Units of one line that a format sees. */
  line: number
}

export const LIMITS: Limits = { text: 32_000_000, lines: 400_000, escapedLine: 1_000_000, line: 8_000 }

/** How many times text may be escaped inside text. */
const MAX_DEPTH = 4

export interface Envelope {
  /** Each stream holds lines of one source in the order of the text. */
  streams: Line[][]
  notes: string[]
}

interface Sorted {
  line: Line
  source: string
}

interface Collector {
  limits: Limits
  sorted: Sorted[]
  cut: number
  full: boolean
}

export function openEnvelope(text: string, limits: Limits = LIMITS): Envelope {
  const collector: Collector = { limits, sorted: [], cut: 0, full: false }
  const end = Math.min(text.length, limits.text)
  let at = 0
  while (at < end && !collector.full) {
    const newline = text.indexOf('\n', at)
    const stop = newline < 0 || newline > end ? end : newline
    const ends = stop > at && text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop
    collect(collector, { text: text.slice(at, ends), start: at, end: ends, prefixed: false }, '', 0)
    at = stop + 1
  }
  return { streams: divide(collector.sorted), notes: describe(collector, text.length, Math.min(at, end)) }
}

function describe(collector: Collector, length: number, read: number): string[] {
  const notes: string[] = []
  if (read < length) notes.push(`Read the first ${read.toLocaleString('en')} of ${length.toLocaleString('en')} characters.`)
  if (collector.cut > 0) notes.push(`Of ${collector.cut.toLocaleString('en')} very long lines only the beginning was read.`)
  return notes
}

/** Peels one line and adds what is inside it. */
function collect(collector: Collector, raw: Line, outerSource: string, depth: number): void {
  if (collector.sorted.length >= collector.limits.lines) {
    collector.full = true
    return
  }
  const { escapedLine, line: shown } = collector.limits
  const { line, source } = peel(shorten(raw, escapedLine))
  const whole = outerSource + source
  const inner = depth < MAX_DEPTH && /\\[ntu]|#012|["']/.test(line.text) ? unescapeLine(line) : undefined
  if (inner) for (const part of inner) collect(collector, part, whole, depth + 1)
  else collector.sorted.push({ line: shorten(line, shown), source: whole })
  if (raw.text.length > escapedLine || (!inner && line.text.length > shown)) collector.cut++
}

function shorten(line: Line, limit: number): Line {
  return line.text.length <= limit ? line : sliceLine(line, 0, limit)
}

function peel(raw: Line): Sorted {
  let line = raw
  if (line.text.includes('&')) line = decodeEntities(line)
  if (line.text.includes('\u001b') || line.text.includes('\u009b')) line = stripAnsi(line)
  if (line.text.includes('\u00a0')) line = { ...line, text: line.text.replaceAll('\u00a0', ' ') }
  const quoted = quoteLength(line.text)
  if (quoted > 0) line = sliceLine(line, quoted)
  const prefix = readPrefix(line.text)
  if (prefix.length > 0) line = { ...sliceLine(line, prefix.length), prefixed: true }
  return { line, source: prefix.source }
}

/**
 * One stream for each source that prefixes each of its lines, known by its indented ones. A prefix that stands only before
 * whole records (`[main] ERROR …`, with the trace below it bare) divides nothing.
 */
function divide(sorted: readonly Sorted[]): Line[][] {
  const sources = new Set<string>()
  for (const { line, source } of sorted) if (source !== '' && isInner(line.text)) sources.add(source)
  const streams = new Map<string, Line[]>()
  for (const { line, source } of sorted) {
    const key = sources.has(source) ? source : ''
    const stream = streams.get(key)
    if (stream) stream.push(line)
    else streams.set(key, [line])
  }
  return [...streams.values()]
}

/** Lines that stand inside a trace rather than begin a record: indented ones, and frames of formats that do not indent theirs. */
const UNINDENTED = /^(?:at |File "|from |#\d{1,6}\s|==\d{1,10}==\s|\d{1,6}:?\s{1,4}\S{1,200}\s{1,60}0x[0-9a-f]{6}|[^\s:]{1,300}:\d{1,9}:in |[^\s@]{0,200}@\S{1,1000}:\d{1,9}:\d{1,9}$)/

function isInner(text: string): boolean {
  const first = text.charCodeAt(0)
  return ((first === 32 || first === 9) && text.trim() !== '') || UNINDENTED.test(text)
}
