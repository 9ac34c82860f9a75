import type { Located, LogStatementLines } from '../../src/intel/contract.ts'

/** The lines of a text that may be a program's log. */
export interface LogText {
  lines: readonly string[]
  /** Where each of them stands in the text, from 1. */
  numbers: readonly number[]
  /** There were more, which are not looked at. */
  left: number
}

/** The server takes no more at once. */
const mostLines = 200_000
const mostCharacters = 12_000_000

/**
 * What of a text stands outside of its traces and is not blank. Beside a trace only lines that begin as records of a log do, with a time or
 * a level, as whatever else stands there belongs to the trace as a rule. Null where nothing is left.
 */
export function logTextOf(text: string, { traces }: Located): LogText | null {
  const ranges = traces.filter(({ language }) => language !== 'generic').toSorted((a, b) => a.start - b.start)
  const lines: string[] = []
  const numbers: number[] = []
  let [at, number, next, left, length] = [0, 0, 0, 0, 0]
  for (const line of text.split('\n')) {
    number++
    while (next < ranges.length && (ranges[next]?.end ?? 0) <= at) next++
    const inTrace = (ranges[next]?.start ?? Infinity) < at + line.length + 1
    at += line.length + 1
    if (inTrace || line.trim() === '' || (ranges.length > 0 && !isRecord(line))) continue
    if (lines.length >= mostLines || length + line.length > mostCharacters) left++
    else {
      length += line.length + 1
      lines.push(line.replace(/\r$/, ''))
      numbers.push(number)
    }
  }
  return lines.length === 0 ? null : { lines, numbers, left }
}

const record = /^[\s[({"'|>\w./:-]{0,60}?(?:\d{2}:\d{2}:\d{2}|\d{4}-\d\d-\d\d|\b(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b|"(?:level|msg|message)":|\blevel=|\b[IWEF]\d{4} )/

const isRecord = (line: string) => record.test(line.slice(0, 200))

/** The repository and revision of the frame to look at first: what logs beside a trace is the same program as a rule. */
export function nearOf({ traces }: Located): { repo: string; rev: string } | undefined {
  const places = traces.flatMap(({ focus, exceptions }) => (focus ? (exceptions[focus.exception]?.frames[focus.frame]?.place ?? []) : []))
  const [first] = places
  return first && { repo: first.repo, rev: first.rev }
}

export interface LogLine {
  /** In the pasted text, from 1. */
  number: number
  text: string
}

export interface LogGroup {
  /** Null for the lines that no statement can have written. */
  statement: LogStatementLines | null
  lines: LogLine[]
}

/** A group for each statement, those with the most lines first, and behind them the lines that no statement can have written. */
export function groupsOf({ lines, numbers }: LogText, answer: { lines: readonly ({ statement: number } | null)[]; statements: readonly LogStatementLines[] }): LogGroup[] {
  const groups: LogGroup[] = answer.statements.map((statement) => ({ statement, lines: [] }))
  const nobody: LogGroup = { statement: null, lines: [] }
  for (const [at, text] of lines.entries()) {
    const of = answer.lines[at]
    const group = of ? groups[of.statement] : nobody
    group?.lines.push({ number: numbers[at] ?? 0, text })
  }
  return nobody.lines.length === 0 ? groups : [...groups, nobody]
}

const counted = (count: number, one: string, many = `${one}s`) => `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`

/** `38 of 40 lines were written by 3 statements`. */
export function writtenWords(total: number, groups: readonly LogGroup[]): string {
  const statements = groups.filter(({ statement }) => statement !== null)
  const written = statements.reduce((sum, { lines }) => sum + lines.length, 0)
  if (written === 0) return `${total === 1 ? 'This line' : `None of ${total.toLocaleString('en-US')} lines`} can have been written by ${total === 1 ? 'no' : 'a'} statement that was read`
  const all = total === 1 ? 'The line was' : total === 2 ? 'Both lines were' : `All ${total.toLocaleString('en-US')} lines were`
  const part = written === total ? all : `${written.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} lines were`
  return `${part} written by ${counted(statements.length, 'statement')}`
}

/** When a statement wrote first and last, by the times on its lines; else by the numbers of the lines in the text. */
export function spanWords({ statement, lines }: LogGroup): string {
  const [first, last] = [lines[0], lines.at(-1)]
  if (!first || !last) return ''
  const [from, to] = [statement?.first.time, statement?.last.time]
  if (lines.length === 1) return from ?? `line ${first.number.toLocaleString('en-US')}`
  if (!from || !to) return `lines ${first.number.toLocaleString('en-US')} to ${last.number.toLocaleString('en-US')}`
  return from === to ? from : `${from} to ${to}`
}

/** Why a statement is believed to have written its lines. */
export function reasonsOf({ logs, through, others }: LogStatementLines): string[] {
  return [
    'its text accounts for the message, part by part',
    ...(logs ? [] : ['it is not known to log: it makes the text, of an error say']),
    ...(through ? [`it is logged by ${through.path}:${through.line}`] : []),
    ...(others.length > 0 ? [`${counted(others.length, 'other statement')} can have written some of the lines just as well`] : []),
  ]
}
