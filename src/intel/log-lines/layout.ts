/**
 * How the lines of one log begin. A line alone does not tell where its message begins, as threads, loggers and requests are named in ever other
 * ways; but the lines of a log begin alike, so those whose message is known tell of the others.
 */

import { behindLevel, levelIn, MOST_PREFIX, type LogRecord } from './record.ts'

/** A beginning seen in front of fewer statements, or far fewer than another, may be part of a message. */
const LEAST_STATEMENTS = 3
const LEAST_SHARE = 0.05

export interface Layouts {
  /** Notes that the message of a statement begins at a place of a line. */
  note(text: string, at: number, statement: number): void
  /** The record with its message where lines of this log have theirs; the record itself where it begins like none of them. */
  applied(record: LogRecord): LogRecord
}

export function createLayouts(): Layouts {
  const statements = new Map<string, Set<number>>()
  let most = LEAST_STATEMENTS
  const seen = (layout: string) => statements.get(layout)?.size ?? 0
  const isKnown = (layout: string) => seen(layout) >= Math.max(LEAST_STATEMENTS, most * LEAST_SHARE)
  return {
    note(text, at, statement) {
      const layout = beginningsOf(text).find(({ end }) => end === at)?.layout
      if (layout === undefined) return
      const known = (statements.get(layout) ?? new Set()).add(statement)
      statements.set(layout, known)
      most = Math.max(most, known.size)
    },
    applied(record) {
      const known = beginningsOf(record.text).filter(({ layout }) => isKnown(layout))
      const start = known.toSorted((a, b) => seen(b.layout) - seen(a.layout))[0]?.end
      if (start === undefined) return record
      const behind = behindLevel(record.text, start)
      return { ...record, start, starts: new Set([record.start, ...known.map(({ end }) => end), behind]), weakStarts: new Set(), level: levelIn(record.text.slice(0, behind)) ?? record.level }
    },
  }
}

/** A word, whatever it is; a colon at its end tells more than the word. */
const WORD = /[^\s[\](){}<>|"']+/y

/** Each way to end the beginning of a line, with what it looks like: words, blanks, marks and whole brackets. */
function beginningsOf(text: string): { end: number; layout: string }[] {
  const beginnings: { end: number; layout: string }[] = []
  const closing = bracketsIn(text.slice(0, MOST_PREFIX))
  let layout = ''
  for (let at = 0; at < Math.min(text.length, MOST_PREFIX);) {
    const close = closing.get(at)
    WORD.lastIndex = at
    const word = close === undefined ? WORD.exec(text)?.[0] : undefined
    layout += close !== undefined ? '[]' : word === undefined ? text[at] : word.length > 1 ? `w${/[:=-]$/.exec(word)?.[0] ?? ''}` : /\w/.test(word) ? 'w' : word
    at = close === undefined ? at + (word?.length ?? 1) : close + 1
    beginnings.push({ end: at, layout })
  }
  return beginnings
}

/** Where brackets open, with where they close. */
function bracketsIn(text: string): Map<number, number> {
  const closing = new Map<number, number>()
  const open: number[] = []
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? ''
    if (letter === '[' || letter === '(') open.push(at)
    else if (letter === ']' || letter === ')') {
      const opened = open.pop()
      if (opened !== undefined) closing.set(opened, at)
    }
  }
  return closing
}
