/**
 * Finds stack traces in text as people paste it: whole logs, quoted mails, JSON, half a trace, several at once.
 */
import { type Limits, LIMITS, openEnvelope } from './envelope.ts'
import { nameStacks, readEvents } from './events.ts'
import type { ParsedTrace } from './format.ts'
import { FORMATS } from './formats.ts'
import { readPlaces } from './generic.ts'
import type { Line } from './line.ts'

export type { ExceptionPart, Frame, FrameKind, FrameRef, Language, ParsedTrace, Relation } from './format.ts'

export interface TraceReport {
  /** Traces of a known format in the order of the text, then (language `generic`) places in files that belong to none of them. */
  traces: ParsedTrace[]
  /** What was not read or not kept, as sentences; empty when all was. */
  notes: string[]
}

/** Traces kept of one text; a retry loop can print the same one for hours. */
const MAX_TRACES = 500

/** Frames kept of one text. */
const MAX_TOTAL_FRAMES = 40_000

/** Places kept of what is no trace. */
const MAX_PLACES = 500

interface Found {
  traces: ParsedTrace[]
  frames: number
  /** Traces that were found but not kept. */
  dropped: number
  /** Ranges of lines that no format claimed. */
  rest: { lines: readonly Line[]; from: number; to: number }[]
}

/**
 * Reads `text` in time linear in its length (some 10 MB a second) and in memory bounded by `limits`; never throws.
 * All of it in one go: for more than about 100 kB on a server use `parseTracesApart`.
 */
export function parseTraces(text: string, limits: Limits = LIMITS): TraceReport {
  const { streams, notes } = openEnvelope(text, limits)
  const found: Found = { traces: [], frames: 0, dropped: 0, rest: [] }
  for (const lines of streams) readStream(lines, found)
  const events = readEvents(text.slice(0, limits.text))
  const isOutside = ({ start }: ParsedTrace): boolean => !events.traces.slice(0, MAX_TRACES).some((event) => event.start <= start && start < event.end)
  const read = nameStacks(found.traces.filter(isOutside), events.named)
  const places = readRest(found).filter(isOutside)
  const traces = [...events.traces.slice(0, MAX_TRACES), ...read].toSorted((a, b) => a.start - b.start || a.end - b.end)
  const more = events.traces.length > MAX_TRACES ? [`Kept the first ${MAX_TRACES} of ${events.traces.length.toLocaleString('en')} events.`] : []
  return { traces: [...traces, ...places], notes: [...notes, ...describe(found, places), ...events.notes, ...more] }
}

function describe(found: Found, places: readonly ParsedTrace[]): string[] {
  const notes: string[] = []
  if (found.dropped > 0) notes.push(`Kept the first ${found.traces.length.toLocaleString('en')} traces; ${found.dropped.toLocaleString('en')} more were found.`)
  const kept = places.reduce((sum, place) => sum + (place.exceptions[0]?.frames.length ?? 0), 0)
  if (kept >= MAX_PLACES) notes.push(`Kept the first ${MAX_PLACES} places in files outside of traces; there may be more.`)
  return notes
}

/** The traces in lines of one source, in their order, and nothing else that they hold. */
export function readLines(lines: readonly Line[]): ParsedTrace[] {
  const found: Found = { traces: [], frames: 0, dropped: 0, rest: [] }
  readStream(lines, found)
  return found.traces
}

function readStream(lines: readonly Line[], found: Found): void {
  let floor = 0
  let at = 0
  while (at < lines.length) {
    const reading = readAt(lines, at, floor)
    if (!reading) {
      at++
      continue
    }
    keep(found, reading.trace)
    const from = Math.max(floor, reading.from)
    if (from > floor) found.rest.push({ lines, from: floor, to: from })
    floor = Math.max(reading.next, at + 1)
    at = floor
  }
  if (floor < lines.length) found.rest.push({ lines, from: floor, to: lines.length })
}

function readAt(lines: readonly Line[], at: number, floor: number): ReturnType<(typeof FORMATS)[number]['read']> {
  const text = lines[at]?.text ?? ''
  for (const format of FORMATS) {
    const reading = format.starts(text) ? format.read(lines, at, floor) : undefined
    if (reading) return reading
  }
  return undefined
}

function keep(found: Found, trace: ParsedTrace): void {
  if (found.traces.length >= MAX_TRACES || found.frames >= MAX_TOTAL_FRAMES) {
    found.dropped++
    return
  }
  found.traces.push(trace)
  for (const part of trace.exceptions) found.frames += part.frames.length
}

function readRest(found: Found): ParsedTrace[] {
  const places: ParsedTrace[] = []
  let room = MAX_PLACES
  for (const { lines, from, to } of found.rest) {
    for (const trace of readPlaces(lines, from, to, room)) {
      places.push(trace)
      room -= trace.exceptions[0]?.frames.length ?? 0
    }
    if (room <= 0) break
  }
  return places.toSorted((a, b) => a.start - b.start)
}
