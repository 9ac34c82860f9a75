import { createLayouts, type Layouts } from './layout.ts'
import { likelihoodOf } from './neighbours.ts'
import { fit, type Fit, type Pattern } from './pattern.ts'
import { PatternIndex } from './pattern-index.ts'
import { isLevel, readLogRecord, threadOf, withoutLogger, type LogRecord } from './record.ts'
import { keyOfPlace, type Writer, type Written } from './writers.ts'

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
/** Of one line that the lines around may choose from: each is held in memory until all lines were looked at. */
const MOST_ALIKE = 200
/** Of one line: more are in no log that people wrote. */
const MOST_CANDIDATES = 20_000

/** A statement whose level is only known when it runs is hardly less likely than one that agrees. */
const AGREES = -1
const DISAGREES = 5
const NAMES_PLACE = -30
const NAMES_FILE = -12
const NAMES_FOLDER = -2
const NAMES_FUNCTION = -10
/** More tell no more; names are read as far back as this. */
const MOST_FOLDERS = 4
const LONGEST_FOLDERS = 200
const NOT_KNOWN_TO_LOG = 25
/** What is not known to log must account for most of the message. */
const LEAST_EXPLAINED = 0.4
const PRINTS = 2
const SHARES_FIELD = -2
const LACKS_FIELD = 2
/** More tell no more. */
const MOST_FIELDS = 6
/** Of two statements alike, that of a dependency which was copied in is the less likely one. */
const COPIED_IN = 1
/** Nor do functions that are there for tests run where logs are written. */
const FOR_TESTS = 1
const TEST_NAME = /^test(?=[A-Z_])|(?:For|_for_)_?[Tt]est(?:ing|s)?$/
const DEPENDENCIES = /(?:^|\/)(?:node_modules|_?vendor(?:ed)?|third[_-]?party|external|deps)\//

/**
 * Which statement wrote each line. First each line by itself; where several statements remain, the one is taken that the lines around speak
 * for, or else that whose file wrote more of the other lines. A line that no statement can have written has no match.
 */
export function matchLines(lines: readonly string[], written: Written): MatchedLine[] {
  const index = new PatternIndex(written.patterns)
  const textless = textlessIn(written)
  const records = new Map(lines.map((line) => [line, withoutLogger(readLogRecord(line))]))
  const known = new Map([...records].map(([line, record]) => [line, judge(record, index, written)]))
  const layouts = layoutsOf(known.values(), written.writers)
  for (const [line, record] of records) {
    const applied = layouts.applied(record)
    if (applied !== record && !isSettled(known.get(line), applied)) known.set(line, judge(applied, index, written))
  }
  const judged = lines.map((line) => {
    const { record, best } = known.get(line) ?? { record: readLogRecord(line), best: [] }
    return { record, best: best.length > 0 ? best : judgeTextless(record, textless) }
  })
  const linesOfFile = countFiles(judged.map(({ best }) => best), written.writers)
  const share = (writer: number) => linesOfFile.get(written.writers[writer]?.path ?? '') ?? 0
  const likelihood = likelihoodOf(written.writers, judged.map(({ record, best: [first, ...others] }) => ({ writer: first === undefined || others.length > 0 ? null : first.writer, thread: threadOf(record) })))
  return judged.map(({ best, record: { time } }, line) => ({ time, match: matchOf(inOrder(best, [({ writer }) => likelihood(writer, line), ({ writer }) => share(writer), ({ cost }) => -cost])) }))
}

/** Those with the most of the first measure first; where they are alike, the next one counts. */
function inOrder(all: readonly Judged[], measures: readonly ((judged: Judged) => number)[]): Judged[] {
  if (all.length < 2) return [...all]
  const measured = all.map((judged) => ({ judged, values: measures.map((measure) => measure(judged)) }))
  return measured.sort((a, b) => b.values.map((value, at) => value - (a.values[at] ?? 0)).find((difference) => difference !== 0) ?? 0).map(({ judged }) => judged)
}

interface JudgedLine {
  record: LogRecord
  /** The statements that explain the line best, all of them that do so equally well. */
  best: Judged[]
}

/** From the lines whose message begins with text that is the statement's own. */
function layoutsOf(lines: Iterable<JudgedLine>, writers: readonly Writer[]): Layouts {
  const layouts = createLayouts()
  for (const { record, best: [first] } of lines) if (first?.fit.telling === true && writers[first.writer]?.sink === 'logger') layouts.note(record.text, first.fit.from, first.writer)
  return layouts
}

/** Of most lines the first look was right; a second one costs as much again. */
function isSettled(before: JudgedLine | undefined, { start }: LogRecord): boolean {
  const [first, ...others] = before?.best ?? []
  return first?.fit.telling === true && first.fit.from === start && others.length === 0
}

function judge(record: LogRecord, index: PatternIndex, written: Written): JudgedLine {
  const byWriter = new Map<number, Judged>()
  let held = 0
  for (const pattern of index.candidates(record.text)) {
    if (++held > MOST_CANDIDATES) break
    const judged = judgeOne(pattern, record, written)
    const before = judged && byWriter.get(judged.writer)
    if (judged !== null && (!before || judged.cost < before.cost)) byWriter.set(judged.writer, judged)
  }
  const least = Math.min(...[...byWriter.values()].map(({ cost }) => cost))
  return { best: [...byWriter.values()].filter(({ cost }) => cost <= least + CLOSE).slice(0, MOST_ALIKE), record }
}

/** Statements that log nothing but values, by the names of their files, each with the marks between its values. */
function textlessIn({ writers, patterns, marks }: Written): Map<string, Textless[]> {
  const telling = new Set(patterns.map(({ writer }) => writer))
  const marksOf = Map.groupBy(marks, ({ writer }) => writer)
  const all = writers.flatMap((writer, number) => (writer.sink === 'logger' && writer.level !== null && !telling.has(number) ? [{ number, writer, marks: (marksOf.get(number) ?? []).map(({ literals }) => literals) }] : []))
  return Map.groupBy(all, ({ writer }) => stemOf(writer.path))
}

interface Textless {
  number: number
  writer: Writer
  marks: readonly (readonly string[])[]
}

/** Calls of a helper are less likely to be what the logger saw than the helper's own. */
const LOGS_THROUGH = 1

/** Where no text fits, those of the file that the line names which log at its level, and whose marks stand in it. */
function judgeTextless(record: LogRecord, textless: ReadonlyMap<string, readonly Textless[]>): Judged[] {
  if (record.level === null) return []
  const begin = Math.max(record.start, ...record.starts)
  const origin = `${record.context} ${record.text.slice(0, begin)}`
  const fitting = new Set(origin.match(/[\w-]+/g) ?? []).values().flatMap((word) => textless.get(word) ?? []).toArray().flatMap(({ number, writer, marks }) => {
    const place = writer.level === record.level ? costOfOrigin(writer, origin) : 0
    const explained = explainedBy(marks, record.text.slice(begin))
    return place > NAMES_FILE || explained === null ? [] : [{ writer: number, fit: VALUES_ONLY, cost: place - explained + (writer.through === null ? 0 : LOGS_THROUGH) }]
  })
  const least = Math.min(...fitting.map(({ cost }) => cost))
  return fitting.filter(({ cost }) => cost <= least + CLOSE).slice(0, 1 + MOST_EQUALS)
}

/** How many letters of a message are the marks of the way of it that explains most; null where there are ways and none can be. */
function explainedBy(ways: readonly (readonly string[])[], message: string): number | null {
  const explained = ways.flatMap((marks) => {
    const end = marks.reduce((at, mark) => (at < 0 || message.indexOf(mark, at) < 0 ? -1 : message.indexOf(mark, at) + mark.length), 0)
    return end < 0 ? [] : [marks.join('').length]
  })
  return ways.length === 0 ? 0 : explained.length === 0 ? null : Math.max(...explained)
}

const VALUES_ONLY: Fit = { cost: 0, explained: 0, anchored: false, from: 0, telling: false }

const stemOf = (path: string) => path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '')

function judgeOne(pattern: Pattern, record: LogRecord, { writers, numbers }: Written): Judged | null {
  const writer = writers[pattern.writer]
  const fitting = writer && fit(pattern, record)
  if (!fitting || (writer.sink === 'unknown' && !(fitting.anchored && fitting.explained >= LEAST_EXPLAINED))) return null
  const before = record.text.slice(0, fitting.from)
  const origin = `${record.context} ${before}`
  const own = costOfOrigin(writer, origin) + costOfFunction(writer.function, before, record.context)
  const helper = writer.through === null ? undefined : numbers.get(keyOfPlace(writer.through))
  // A logger names the place of the call that it sees, which is the helper's, unless it is told of the helper.
  const through = helper === undefined ? 0 : costOfOrigin(writers[helper] ?? writer, origin)
  return { writer: through < own && helper !== undefined ? helper : pattern.writer, fit: fitting, cost: fitting.cost + Math.min(own, through) + costOf(writer, record) }
}

/** What the line says of its statement besides the message and the place. */
function costOf({ path, level, sink, fields, function: name }: Writer, record: LogRecord): number {
  const agreement = level === null || record.level === null ? 0 : level === record.level ? AGREES : DISAGREES
  const kind = sink === 'unknown' ? NOT_KNOWN_TO_LOG : sink === 'output' ? PRINTS : 0
  return agreement + kind + (DEPENDENCIES.test(path) ? COPIED_IN : 0) + (name !== null && TEST_NAME.test(name) ? FOR_TESTS : 0) + costOfFields(fields, record.fields)
}

/** What a structured logger is given stands in the record, beside what it knew before. */
function costOfFields(given: readonly string[], told: ReadonlySet<string>): number {
  if (told.size === 0) return 0
  const shared = given.filter((field) => told.has(field)).length
  return SHARES_FIELD * Math.min(shared, MOST_FIELDS) + LACKS_FIELD * Math.min(given.length - shared, MOST_FIELDS)
}

/** A prefix often names the file and the line, or the class or module, which is named as its file is, behind its packages or folders. */
function costOfOrigin({ path, line, endLine }: Writer, context: string): number {
  const stem = stemOf(path)
  let cost = 0
  for (let at = stem.length < 2 ? -1 : context.indexOf(stem); at >= 0; at = context.indexOf(stem, at + 1)) {
    if (/\w/.test(context[at - 1] ?? '')) continue
    const [, extension, told] = /^(\.\w{1,5})?(?:[:@(](\d{1,7}))?(?!\w)/.exec(context.slice(at + stem.length, at + stem.length + 20)) ?? []
    if (extension === undefined && /\w/.test(context[at + stem.length] ?? '')) continue
    const folders = foldersNamed(path, context.slice(Math.max(0, at - LONGEST_FOLDERS), at))
    if (folders === 0 && isLevel(stem)) continue // `error: …` names no error.c
    if (folders === 0 && extension === undefined && isWordOfPhrase(stem, context.slice(Math.max(0, at - 20), at), context.slice(at + stem.length, at + stem.length + 2))) continue
    const named = told !== undefined && line <= Number(told) && Number(told) <= endLine ? NAMES_PLACE : NAMES_FILE
    cost = Math.min(cost, named + NAMES_FOLDER * folders)
  }
  return cost
}

/** `scrape` in `component="scrape manager"` names no scrape.go. */
function isWordOfPhrase(stem: string, before: string, behind: string): boolean {
  const last = /(\p{Ll}+) $/u.exec(before)?.[1]
  return /^[a-z]+$/.test(stem) && (/^ \p{Ll}/u.test(behind) || (last !== undefined && !isLevel(last)))
}

/** Before the message, or by itself in another field, stands the name of the function: `flush: …`, `[flush] …`, `Cart::flush() - …`; one of several words may be further off: `flush_all:<cart 3> …`. */
function costOfFunction(name: string | null, before: string, context: string): number {
  if (name === null || name.length < 3) return 0
  const last = /([\w$]+)(?:\(\))?[\s:\])}>,|-]{0,4}$/.exec(before.slice(-LONGEST_FOLDERS))?.[1]
  return last === name || context.split('\t').includes(name) || (SEVERAL_WORDS.test(name) && standsIn(before, name)) ? NAMES_FUNCTION : 0
}

const SEVERAL_WORDS = /[A-Za-z\d]_[A-Za-z\d]|[a-z\d][A-Z]/

function standsIn(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) if (!/[\w$]/.test(text[at - 1] ?? '') && !/[\w$]/.test(text[at + name.length] ?? '')) return true
  return false
}

/** How many of the folders above a file are named before it: `a.b.Cart`, `a/b/Cart.java`, `a.b::Cart`; in full or by their first letters. */
function foldersNamed(path: string, before: string): number {
  const named = (/(?:[\w$-]+(?:[./\\]|::))+$/.exec(before)?.[0] ?? '').split(/[./\\:]+/).slice(0, -1).reverse()
  const folders = path.split('/').slice(0, -1).reverse()
  const apart = named.findIndex((name, at) => folders[at] !== name && !(name.length === 1 && folders[at]?.startsWith(name)))
  return Math.min(apart < 0 ? named.length : apart, MOST_FOLDERS)
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
