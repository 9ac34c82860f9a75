import { fit, type Fit, type Pattern } from './pattern.ts'
import { PatternIndex } from './pattern-index.ts'
import { readLogRecord, type LogRecord } from './record.ts'
import type { Writer, Written } from './writers.ts'

export interface LineMatch {
  /** The number of the statement. */
  writer: number
  /** 0–1. */
  confidence: number
  /** Other statements that can have written the line just as well. */
  equals: readonly number[]
}

export interface MatchedLine {
  match: LineMatch | null
  time: string | null
}

interface Judged {
  writer: number
  fit: Fit
  cost: number
}

/** Statements so close in cost cannot be told apart by the line alone. */
const CLOSE = 0.5
const MOST_EQUALS = 20
/** Of one line: more are in no log that people wrote. */
const MOST_CANDIDATES = 20_000

const AGREES = -3
const DISAGREES = 3
const NAMES_PLACE = -30
const NAMES_FILE = -12
const NOT_KNOWN_TO_LOG = 25
/** What is not known to log must account for most of the message. */
const LEAST_EXPLAINED = 0.4
const PRINTS = 2
const PER_FIELD = -2
/** Of two statements alike, that of a dependency which was copied in is the less likely one. */
const COPIED_IN = 1
const DEPENDENCIES = /(?:^|\/)(?:node_modules|_?vendor(?:ed)?|third[_-]?party|external|deps)\//

/**
 * Which statement wrote each line. First each line by itself; where several statements remain, the one whose file wrote more of the other
 * lines is taken. A line that no statement can have written has no match.
 */
export function matchLines(lines: readonly string[], written: Written): MatchedLine[] {
  const index = new PatternIndex(written.patterns)
  const known = new Map<string, ReturnType<typeof judge>>()
  const judged = lines.map((line) => {
    const found = known.get(line) ?? judge(readLogRecord(line), index, written.writers)
    known.set(line, found)
    return found
  })
  const linesOfFile = countFiles(judged.map(({ best }) => best), written.writers)
  const share = (writer: number) => linesOfFile.get(written.writers[writer]?.path ?? '') ?? 0
  return judged.map(({ best, time }) => ({ time, match: matchOf(best.toSorted((a, b) => share(b.writer) - share(a.writer) || a.cost - b.cost)) }))
}

/** The statements that explain a line best, all of them that do so equally well. */
function judge(record: LogRecord, index: PatternIndex, writers: readonly Writer[]): { best: Judged[]; time: string | null } {
  const byWriter = new Map<number, Judged>()
  let held = 0
  for (const pattern of index.candidates(record.text)) {
    if (++held > MOST_CANDIDATES) break
    const judged = judgeOne(pattern, record, writers[pattern.writer])
    const before = byWriter.get(pattern.writer)
    if (judged !== null && (before === undefined || judged.cost < before.cost)) byWriter.set(pattern.writer, judged)
  }
  const least = Math.min(...[...byWriter.values()].map(({ cost }) => cost))
  return { best: [...byWriter.values()].filter(({ cost }) => cost <= least + CLOSE), time: record.time }
}

function judgeOne(pattern: Pattern, record: LogRecord, writer: Writer | undefined): Judged | null {
  const fitting = writer && fit(pattern, record)
  if (!fitting || (writer.sink === 'unknown' && !(fitting.anchored && fitting.explained >= LEAST_EXPLAINED))) return null
  return { writer: pattern.writer, fit: fitting, cost: fitting.cost + costOf(writer, record) }
}

/** What the line says of its origin besides the message. */
function costOf({ path, line, endLine, level, sink, fields, function: name }: Writer, record: LogRecord): number {
  const agreement = level === null || record.level === null ? 0 : level === record.level ? AGREES : DISAGREES
  const kind = sink === 'unknown' ? NOT_KNOWN_TO_LOG : sink === 'output' ? PRINTS : 0
  const shared = fields.filter((field) => record.fields.has(field)).length
  return agreement + kind + (DEPENDENCIES.test(path) ? COPIED_IN : 0) + costOfOrigin({ path, line, endLine, name }, record.context) + PER_FIELD * Math.min(shared, 4)
}

/** A prefix often names the file and the line, or the class or module, which is named as its file is. */
function costOfOrigin({ path, line, endLine }: { path: string; line: number; endLine: number; name: string | null }, context: string): number {
  const file = path.slice(path.lastIndexOf('/') + 1)
  const stem = file.replace(/\.\w+$/, '')
  for (let at = stem.length < 2 ? -1 : context.indexOf(stem); at >= 0; at = context.indexOf(stem, at + 1)) {
    if (/\w/.test(context[at - 1] ?? '')) continue
    const [, extension, told] = /^(\.\w{1,5})?(?:[:@(](\d{1,7}))?(?!\w)/.exec(context.slice(at + stem.length, at + stem.length + 20)) ?? []
    if (told !== undefined && line <= Number(told) && Number(told) <= endLine) return NAMES_PLACE
    if (extension !== undefined || !/\w/.test(context[at + stem.length] ?? '')) return NAMES_FILE
  }
  return 0
}

/** Of the lines of which only one file can have written them. */
function countFiles(judged: readonly (readonly Judged[])[], writers: readonly Writer[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const best of judged) {
    const paths = new Set(best.map(({ writer }) => writers[writer]?.path ?? ''))
    for (const path of paths.size === 1 ? paths : []) counts.set(path, (counts.get(path) ?? 0) + 1)
  }
  return counts
}

function matchOf(best: readonly Judged[]): LineMatch | null {
  const [first] = best
  if (first === undefined) return null
  const equals = best.slice(1, 1 + MOST_EQUALS).map(({ writer }) => writer)
  return { writer: first.writer, confidence: confidenceOf(first, equals.length), equals }
}

/** High where the message is accounted for from its beginning to its end, and by literal text rather than by values. */
function confidenceOf({ fit: { explained, anchored } }: Judged, equals: number): number {
  const single = (anchored ? 0.7 : 0.3) + 0.29 * Math.min(1, explained * 1.5)
  return Math.round(100 * (equals === 0 ? single : Math.max(0.1, single / (1 + equals)))) / 100
}
