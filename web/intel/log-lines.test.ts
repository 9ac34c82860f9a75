import { describe, expect, test } from 'vitest'
import type { Located, LogStatementLines, ResolvedTrace } from '../../src/intel/contract.ts'
import { groupsOf, logTextOf, nearOf, reasonsOf, spanWords, writtenWords } from './log-lines.ts'

const traceAt = (start: number, end: number, language = 'java'): ResolvedTrace => ({ language, format: language, start, end, truncated: false, exceptions: [], focus: null, searches: [], notes: [] })
const locatedOf = (...traces: ResolvedTrace[]): Located => ({ traces, notes: [], considered: [] })

describe('the lines of a log in a text', () => {
  /** What stands between « and » is a trace, between ‹ and › places in files. */
  const check = (marked: string, expected: string) => test(`${JSON.stringify(marked)} ⇒ ${expected}`, () => {
    const text = marked.replace(/[«»‹›]/g, '')
    const at = (mark: string) => marked.slice(0, marked.indexOf(mark)).replace(/[«»‹›]/g, '').length
    const traces = [...(marked.includes('«') ? [traceAt(at('«'), at('»'))] : []), ...(marked.includes('‹') ? [traceAt(at('‹'), at('›'), 'generic')] : [])]
    const log = logTextOf(text, locatedOf(...traces))
    expect(log ? log.lines.map((line, place) => `${log.numbers[place]} ${line}`).join(' | ') : '-').toBe(expected)
  })

  check('it began\r\n\nit ended\n', '1 it began | 3 it ended')
  check('', '-')
  check('«E: x\n at f»', '-')
  check('10:00:00 INFO a\n«E: x\n at f»\n10:00:01 INFO b', '1 10:00:00 INFO a | 4 10:00:01 INFO b')
  check('words\n«E: x\n at f»\nNode.js v24.1.0\n{"level":"info","msg":"b"}', '5 {"level":"info","msg":"b"}')
  check('10:00:00 INFO «E: x\n at f»', '-')
  check('10:00:00 ‹a.go:3› it began', '1 10:00:00 a.go:3 it began')
})

const statement = (more: Partial<LogStatementLines> = {}): LogStatementLines => ({ path: 'a.go', line: 3, endLine: 3, function: 'f', level: 'info', logs: true, through: null, count: 2, first: { line: 1, time: null }, last: { line: 3, time: null }, confidence: 0.9, others: [], ...more })
const log = { lines: ['a 1', 'b', 'a 2'], numbers: [4, 6, 9], left: 0 }

describe('groups', () => {
  const check = (answers: (number | null)[], expected: string, words: string) => test(`${answers.join()} ⇒ ${expected}`, () => {
    const groups = groupsOf(log, { lines: answers.map((of) => (of === null ? null : { statement: of })), statements: [statement(), statement({ line: 7 })].slice(0, Math.max(0, ...answers.map((of) => (of ?? -1) + 1))) })
    expect(groups.map((group) => `${group.statement?.line ?? 'nobody'}: ${group.lines.map(({ number }) => number).join()}`).join(' | ')).toBe(expected)
    expect(writtenWords(3, groups)).toBe(words)
  })

  check([0, null, 0], '3: 4,9 | nobody: 6', '2 of 3 lines were written by 1 statement')
  check([0, 1, 0], '3: 4,9 | 7: 6', 'All 3 lines were written by 2 statements')
  check([null, null, null], 'nobody: 4,6,9', 'None of 3 lines can have been written by a statement that was read')
})

describe('when a statement wrote', () => {
  const check = (times: [string | null, string | null], numbers: number[], expected: string) => test(expected, () => {
    const [first, last] = times
    expect(spanWords({ statement: statement({ first: { line: 1, time: first }, last: { line: 2, time: last } }), lines: numbers.map((number) => ({ number, text: '' })) })).toBe(expected)
  })

  check(['10:00:00', '10:00:09'], [1, 2], '10:00:00 to 10:00:09')
  check(['10:00:00', '10:00:00'], [1, 2], '10:00:00')
  check(['10:00:00', '10:00:00'], [1], '10:00:00')
  check([null, null], [1, 1200], 'lines 1 to 1,200')
  check([null, null], [7], 'line 7')
})

test('what a statement is believed for', () => {
  expect(reasonsOf(statement({ logs: false, through: { path: 'b.go', line: 9 }, others: [{ path: 'c.go', line: 1 }] }))).toEqual([
    'its text accounts for the message, part by part', 'it is not known to log: it makes the text, of an error say', 'it is logged by b.go:9', '1 other statement can have written some of the lines just as well',
  ])
})

test('beside a trace, the repository of the frame to look at first is asked first', () => {
  const frame = { raw: '', start: 0, end: 0, function: null, file: null, line: null, column: null, inApp: true, alternatives: [], excerpt: null, place: { repo: 'acme/a', rev: 'v1', commit: 'c0ffee', path: 'a.ts', line: 1, confidence: 1, reasons: [] } }
  const trace = { ...traceAt(0, 1), exceptions: [{ type: null, message: null, relation: null, thread: null, frames: [frame] }], focus: { exception: 0, frame: 0 } }
  expect([nearOf(locatedOf(traceAt(0, 1), trace)), nearOf(locatedOf(traceAt(0, 1)))]).toEqual([{ repo: 'acme/a', rev: 'v1' }, undefined])
})
