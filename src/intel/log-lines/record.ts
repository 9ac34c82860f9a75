/** Reads one line of a log: what it says, and what stands around that. */

import { stripVTControlCharacters } from 'node:util'
import { readPrefix } from '../traces/prefix.ts'

export interface LogRecord {
  /** The message, or the line with the message in it, with single blanks. */
  text: string
  /** Where the message most likely begins in the text. */
  start: number
  /** Where else it may begin: behind what looks like more of a prefix. */
  starts: ReadonlySet<number>
  /** Where it may begin if what stands before belongs to it in no way: behind any colon, mark of equality or quote. */
  weakStarts: ReadonlySet<number>
  /** What stands in other fields of the record: time, level, thread, logger, file. The text before the message tells the same. */
  context: string
  /** As it stands in the line; null if there is none. */
  time: string | null
  level: string | null
  /** Where it stands in a field of its own or behind the message; else empty. */
  thread: string
  /** Names of the record's other fields. */
  fields: ReadonlySet<string>
}

/** A longer message is read as far as this, in UTF-16 units. */
export const MOST_LINE = 8_000
/** A message begins this far into a line at most. */
export const MOST_PREFIX = 400

const MESSAGE = ['msg', 'message', '@message', 'log', 'text', 'event', 'short_message', 'MESSAGE', 'Message', 'RenderedMessage', '@m', '@mt', 'textPayload', 'body']
const LEVEL = /^(?:@?l|level|lvl|levelname|severity|log\.level|severity_text|severityText)$/i
const THREAD = /^(?:thread|thread_?name|threadId|thread_id|goroutine)$/i
const TIME = /^(?:@?t|ts|time|@?timestamp|datetime|date|asctime)$/i

const none: ReadonlySet<never> = new Set()

export function readLogRecord(line: string): LogRecord {
  const plain = stripVTControlCharacters(line.slice(0, MOST_LINE)).trim()
  const { length = 0 } = CONTAINER.exec(plain)?.[0] ?? {}
  if (plain[length] === '{') {
    // Cut, it would be no JSON any more; its other fields may be long.
    const record = readJson(line.length > MOST_LINE ? line.trim().slice(length) : plain.slice(length), 0) ?? readCutJson(plain.slice(length))
    if (record) return record
  }
  return readLogfmt(plain) ?? readPlain(unrepeated(plain))
}

/** What those who run containers put before what a program wrote: `shop-1  | `, `2026-01-02T10:11:12.345678901Z `, `stdout F `. */
const CONTAINER = /^(?:[\w.-]{1,100} {0,100}\| {0,100})?(?:\d{4}-\d\d-\d\dT[\d:.]{8,24}(?:Z|[+-]\d\d:?\d\d) )?(?:std(?:out|err) [FP] )?/

/** What syslog writes instead of a message that comes again and again. */
const REPEATED = /^(.{1,200}?: )message repeated \d{1,9} times: \[ ?(.*)\]$/

const unrepeated = (line: string): string => REPEATED.exec(line)?.slice(1).join('') ?? line

const CUT_FIELD = /"(?:@?msg|message|Message|MESSAGE|short_message|@m)":\s*"((?:[^"\\]|\\.)*)"/

/** A record that was cut off by whoever passed it on: its message may stand before that. */
function readCutJson(line: string): LogRecord | null {
  const match = CUT_FIELD.exec(line)
  if (match === null) return null
  const said = textOfJson(match[1] ?? '')
  const context = line.slice(0, match.index).slice(0, 1_000)
  return { ...readPlain(said), context, time: timeIn(line), level: levelIn(/"(?:level|lvl|severity)":\s*"?(\w+)/.exec(line)?.[1] ?? ''), fields: new Set([...line.matchAll(/"([\w.@-]+)":/g)].map(([, key]) => key ?? '')) }
}

function textOfJson(escaped: string): string {
  try {
    return String(JSON.parse(`"${escaped}"`))
  } catch {
    return escaped
  }
}

/** A record may hold another one as its text, as those of containers do. */
function readJson(line: string, depth: number): LogRecord | null {
  let fields: [string, unknown][]
  try {
    fields = Object.entries(JSON.parse(line) as object)
  } catch {
    return null
  }
  const named = new Map(fields)
  const said = MESSAGE.map((name) => named.get(name)).find((value) => typeof value === 'string' && value !== '')
  if (typeof said !== 'string') return null
  const inner = depth < 3 && said.trimStart().startsWith('{') ? readJson(said.trim(), depth + 1) : null
  if (inner) return inner
  const valueOf = (name: RegExp) => fields.find(([key, value]) => name.test(key) && (typeof value === 'string' || typeof value === 'number'))?.[1]
  const own = readPlain(said.slice(0, MOST_LINE).trimEnd())
  const time = valueOf(TIME)
  const level = valueOf(LEVEL)
  return {
    ...own,
    context: contextOf(fields),
    thread: String(valueOf(THREAD) ?? ''),
    time: time === undefined ? own.time : String(time),
    level: level === undefined ? own.level : levelIn(String(level)),
    fields: new Set(fields.map(([key]) => key)),
  }
}

/** Short values, with tabs between them, may name the logger, the file or the thread; `file` and `line` are put together as a place. */
function contextOf(fields: readonly [string, unknown][]): string {
  const short = fields.flatMap(([key, value]) => !MESSAGE.includes(key) && typeof value === 'string' && value.length < 200 ? [value] : [])
  const line = fields.find(([key]) => /^(?:line|lineno|lineNumber|line_number|n)$/.test(key))?.[1]
  const file = fields.find(([key]) => /^(?:file|filename|pathname|source|fileName)$/.test(key))?.[1]
  return [...short, typeof file === 'string' && line !== undefined ? `${file}:${String(line)}` : ''].join('\t').slice(0, 1_000)
}

const QUOTED_FIELD = /(?:^|\s)(?:msg|message|event)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/

/** `time=… level=info msg="text" key=value` */
function readLogfmt(line: string): LogRecord | null {
  const match = QUOTED_FIELD.exec(line)
  if (match === null) return null
  const said = match[1]?.replace(/\\(.)/g, '$1') ?? match[2] ?? ''
  const context = (line.slice(0, match.index) + line.slice(match.index + match[0].length)).slice(0, 1_000)
  const fields = new Set([...context.matchAll(/(?:^|\s)([\w.]+)=/g)].map(([, key]) => key ?? ''))
  return { text: flattened(said), start: 0, starts: none, weakStarts: none, context, time: timeIn(line), thread: '', level: levelIn(/\b(?:level|lvl|severity)=(\w+)/.exec(context)?.[1] ?? ''), fields }
}

function readPlain(line: string): LogRecord {
  const { length } = readPrefix(line)
  const before = flattened(line.slice(0, length), 'start')
  const text = flattened(line)
  const likely = before === '' ? 0 : Math.min(before.length + (before.endsWith(' ') ? 0 : text[before.length] === ' ' ? 1 : 0), text.length)
  return { text, start: likely, ...startsIn(text, likely), context: '', thread: '', time: timeIn(line), level: levelIn(text.slice(0, Math.max(likely, 60))), fields: none }
}

/** `… (org.apache.kafka.raft.QuorumState)`, `… | org.apache.activemq.broker.Queue | main`: a class with its packages, as some programs put the name of the logger, and the thread, behind the message. */
const LOGGER_BEHIND = / (?:\(((?:[a-z][\w-]*\.){2,12}[\w$.]{1,200})\)|\| ((?:[a-z][\w-]*\.){2,12}[\w$.]{1,200})(?: \| ([^|]{1,200}))?)$/

/** The logger's name taken out of the message; the record itself where none stands at its end. */
export function withoutLogger(record: LogRecord): LogRecord {
  const match = LOGGER_BEHIND.exec(record.text)
  return match === null ? record : { ...record, text: record.text.slice(0, match.index), thread: match[3] ?? '', context: `${record.context} ${match[1] ?? match[2]}` }
}

/** What tells the threads of a log apart: their own field, and what stands in brackets before the message, but for times. */
export function threadOf({ text, start, thread }: LogRecord): string {
  const bracketed = text.slice(0, start).match(/\[[^\]]{1,80}\]/g) ?? []
  return [thread, ...bracketed.filter((words) => !/\d\d:\d\d|\d{4}-\d\d/.test(words))].join('')
}

/** A template's blanks are made single in the same way, as loggers and the wrapping of lines change them. */
export function flattened(text: string, trim: 'both' | 'start' | 'none' = 'both'): string {
  const single = text.replace(/\s+/g, ' ')
  return trim === 'both' ? single.trim() : trim === 'start' ? single.trimStart() : single
}

/** The name of a thread may have several; a sentence has more. */
const MOST_PREFIX_WORDS = 4

/** `npm verbose …`, `12 error …`: a level among the first words. It may also be the message's first word. */
const LEVEL_WORD = /^(?:\S{1,40} ){0,2}?(?:fatal|critical|error|err!?|warning|warn|notice|info|debug|verbose|trace|silly)[:!]? /i

/** `a.b.Cart (debug): `, whatever stands before. */
const LEVEL_IN_BRACKETS = /[[(<{](?:fatal|critical|crit|error|err|warning|warn|notice|info|debug|verbose|trace)[\])}>]:? /i

/** A level with a colon may be what the program itself writes: `trace: run it`. */
const LEVEL_AT_END = /(?<![^\s])(?:fatal|error|warning|notice|info|debug|trace): $/i

/** Where a message begins if a level stands before it, among the first words from a place on; the place itself if there is none. */
export const behindLevel = (text: string, from: number): number => from + (LEVEL_WORD.exec(text.slice(from, from + MOST_PREFIX))?.[0].length ?? 0)

/** A colon ends a prefix if one word stands before it, or between it and a bracket, the name of a logger say; brackets and dashes do if a few do. */
function startsIn(text: string, likely: number): Pick<LogRecord, 'starts' | 'weakStarts'> {
  const bracketed = LEVEL_IN_BRACKETS.exec(text.slice(0, MOST_PREFIX))
  const level = LEVEL_AT_END.exec(text.slice(0, likely))
  const starts = new Set([0, level === null ? 0 : level.index, behindLevel(text, 0), bracketed === null ? 0 : bracketed.index + bracketed[0].length])
  const weakStarts = new Set<number>()
  let named = likely
  for (const { 0: mark, index } of text.slice(0, MOST_PREFIX).matchAll(/[\])}>|] |[:=] |(?<= )- |["=#]/g)) {
    const at = index + mark.length
    const words = text.slice(likely, index).split(' ').length
    const isStrong = mark === ': ' ? words === 1 || !text.slice(named, index).includes(' ') : /^[\])}>|-]/.test(mark) && words <= MOST_PREFIX_WORDS
    if ((isStrong && mark === '] ') || (mark === ': ' && /[\])}>]/.test(text[index - 1] ?? ''))) named = at
    if (isStrong) starts.add(at)
    else weakStarts.add(at)
  }
  return { starts, weakStarts }
}

const CLOCK = /\d{4}-\d\d-\d\d[T ,_]\d\d:\d\d:\d\d(?:[.,:]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?|\d\d\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d+)?|[A-Z][a-z]{2} +\d{1,2}(?: \d{4})? \d\d:\d\d:\d\d(?:\.\d+)?|\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d(?:\.\d+)?|\d\d:\d\d:\d\d(?:[.,]\d{1,9})?/

const timeIn = (line: string): string | null => CLOCK.exec(line.slice(0, MOST_PREFIX))?.[0] ?? null

const LEVELS: readonly [RegExp, string][] = [
  [/\b(?:FATAL|CRITICAL|CRIT|EMERG|ALERT|PANIC|SEVERE)\b/i, 'fatal'], [/\b(?:ERROR|ERR|E\d{4})\b/i, 'error'], [/\b(?:WARNING|WARN|WRN|W\d{4})\b/i, 'warn'],
  [/\b(?:INFO|INF|NOTICE|I\d{4})\b/i, 'info'], [/\bLOG(?=:)/, 'info'], [/\b(?:DEBUG|DBG|FINE|VERBOSE|D\d{4})\b/i, 'debug'], [/\b(?:TRACE|FINER|FINEST)\b/i, 'trace'],
]

export const isLevel = (word: string): boolean => LEVELS.some(([pattern]) => pattern.exec(word)?.[0] === word)

/** The first word for a level. */
export function levelIn(text: string): string | null {
  const found = LEVELS.map(([pattern, level]) => ({ level, at: text.search(pattern) })).filter(({ at }) => at >= 0)
  return found.sort((a, b) => a.at - b.at)[0]?.level ?? null
}
