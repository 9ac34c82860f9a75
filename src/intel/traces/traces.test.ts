import { describe, expect, test } from 'vitest'
import { Problem } from '../../platform/errors.ts'
import { type Case, readCases, show, showTrace } from './cases.ts'
import { LIMITS, openEnvelope } from './envelope.ts'
import { LOOK } from './format.ts'
import type { Line } from './line.ts'
import { parseTracesApart } from './trace-reader.ts'
import { parseTraces, readLines, type TraceReport } from './traces.ts'

const FORMATS = ['node', 'gecko', 'python', 'java', 'go', 'rust', 'ruby', 'php', 'dotnet', 'sanitizer', 'valgrind', 'debugger', 'kernel', 'native', 'swift', 'dart', 'beam'] as const
const TABLES = [...FORMATS, 'generic', 'envelope', 'events'] as const
const CASES: Record<string, Case[]> = Object.fromEntries(TABLES.map((table) => [table, readCases(table)]))
const TRACES = FORMATS.flatMap((table) => CASES[table] ?? [])

/** Each range holds the name of the file that its frame names, and lies in its text in order. */
function checkOffsets(text: string, report: TraceReport): void {
  for (const trace of report.traces) {
    expect(trace.start).toBeLessThanOrEqual(trace.end)
    expect(trace.end).toBeLessThanOrEqual(text.length)
    for (const frame of trace.exceptions.flatMap((part) => part.frames)) {
      expect(frame.start).toBeLessThanOrEqual(frame.end)
      expect(frame.end).toBeLessThanOrEqual(text.length)
      if (frame.file === undefined || frame.kind === 'repeated') continue
      const name = frame.file.split(/[\\/]/).at(-1) ?? ''
      expect(decode(text.slice(frame.start, frame.end)), `${frame.raw} at ${frame.start}`).toContain(name)
    }
  }
}

/** The characters of a range, freed of what the envelope may have put into it. */
function decode(range: string): string {
  // oxlint-disable-next-line no-control-regex -- colours are part of the envelope
  const plain = range.replace(/\x1b\[[\d;]*m/g, '').replace(/%20/g, ' ')
  return plain.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').replaceAll('&quot;', '"')
}

function check({ text, expected }: Pick<Case, 'text' | 'expected'>): void {
  const report = parseTraces(text)
  expect(show(report)).toBe(expected)
  checkOffsets(text, report)
}

describe.each(TABLES)('%s', (table) => {
  test.each(CASES[table] ?? [])('$name', check)
})

/** A trace without its messages, whose further lines cannot be told from the log around them once every line has a prefix. */
function skeleton(report: TraceReport): string[] {
  const traces = report.traces.filter((trace) => trace.language !== 'generic')
  return traces.map((trace) => showTrace({ ...trace, truncated: false, exceptions: trace.exceptions.map(({ message: _, ...part }) => part) }))
}

const eachLine = (change: (line: string, index: number) => string) => (text: string): string => text.trimEnd().split('\n').map(change).join('\n')
const colour = (text: string): string => text.replaceAll(/(\w+\.(?:js|py|java|go))/g, '\x1b[36m$1\x1b[39m')
const second = (index: number): string => String(index % 60).padStart(2, '0')
const html = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const ENVELOPES: Record<string, (text: string) => string> = {
  'a log around it': (text) => `2024-11-02 11:59:59 INFO started\n2024-11-02 12:00:00 INFO ready\n${text}\n2024-11-02 12:00:01 INFO next\n`,
  'line ends of Windows': (text) => text.replaceAll('\n', '\r\n'),
  'mail quoting': eachLine((line) => `> ${line}`),
  'mail quoting twice': eachLine((line) => `> > ${line}`),
  'a Markdown fence': (text) => `Please help:\n\n\`\`\`\n${text.trimEnd()}\n\`\`\`\nthanks`,
  'a Markdown indent': eachLine((line) => `    ${line}`),
  'terminal colours': colour,
  'HTML entities': html,
  'docker compose': eachLine((line) => `shop-web-1  | ${line}`),
  'docker compose with times': eachLine((line, i) => `shop-web-1  | 2024-11-02T12:00:${second(i)}.123456789Z ${line}`),
  'kubectl --prefix --timestamps': eachLine((line, i) => `[pod/web-7d9f8-x2x/web] 2024-11-02T12:00:${second(i)}.123Z ${line}`),
  'container runtime logs': eachLine((line, i) => `2024-11-02T12:00:${second(i)}.123456789Z stderr F ${line}`),
  journald: eachLine((line, i) => `Nov 02 12:00:${second(i)} web-01 shop[4242]: ${line}`),
  'Heroku': eachLine((line, i) => `2024-11-02T12:00:${second(i)}.123456+00:00 app[web.1]: ${line}`),
  'GitHub Actions': eachLine((line, i) => `test\tRun npm test\t2024-11-02T12:00:${second(i)}.1234567Z ${line}`),
  'levels in brackets': eachLine((line) => `[ERROR] ${line}`),
  'gunicorn': eachLine((line) => `[2024-11-02 12:00:00 +0000] [12] [ERROR] ${line}`),
  'Python logging': eachLine((line, i) => `2024-11-02 12:00:${second(i)},123 ERROR ${line}`),
  'Docker json-file': eachLine((line, i) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: `2024-11-02T12:00:${second(i)}Z` })),
  'JSON': (text) => `{"level":"info","msg":"ok"}\n${JSON.stringify({ level: 'error', time: 1730548800, stack: text, pid: 4 })}\n{"level":"info"}`,
  'JSON, printed over lines': (text) => JSON.stringify({ level: 'error', error: { stack: text } }, null, 2),
  'JSON in JSON': (text) => JSON.stringify({ log: JSON.stringify({ exception: { stacktrace: text } }) }),
  'JSON behind a prefix': (text) => `shop-web-1  | 2024-11-02T12:00:00Z ${JSON.stringify({ message: text })}`,
  'escaped newlines alone': (text) => text.trimEnd().replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t'),
}

/** Texts that are an envelope themselves, or that one undoes: where the file is quoted, cut, or holds backslashes. */
const SENSITIVE = /JSON|beginning is missing|end is missing|object|logged|log record|Windows|in a log|Spring|lost on the way/

describe.each(Object.entries(ENVELOPES))('%s', (_, wrap) => {
  const cases = TRACES.filter(({ name }) => !SENSITIVE.test(name))
  test.each(cases)('$name', ({ text }) => {
    const wrapped = wrap(text)
    const report = parseTraces(wrapped)
    expect(skeleton(report)).toEqual(skeleton(parseTraces(text)))
    checkOffsets(wrapped, report)
  })
})

/** mulberry32: a small generator of reproducible numbers in [0, 1). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const SEEDS = [1, 2, 3, 4, 5]
const pick = <T>(list: readonly T[], next: () => number): T => list[Math.floor(next() * list.length)] as T

/** Merges the lines of two texts at random, each with its own order kept. */
function interleave(a: string[], b: string[], next: () => number): string {
  const lines: string[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length; ) lines.push((j >= b.length || (i < a.length && next() < 0.5) ? a[i++] : b[j++]) ?? '')
  return lines.join('\n')
}

describe.each(SEEDS)('with seed %i', (seed) => {
  const next = random(seed)

  test('any piece of a case is read without a wrong offset', () => {
    for (const { text } of TRACES) {
      const from = next() < 0.5 ? 0 : Math.floor(next() * text.length)
      const piece = text.slice(from, from + Math.floor(next() * (text.length - from)))
      checkOffsets(piece, parseTraces(piece))
    }
  })

  test('a whole trace is not disturbed by a piece of another one behind it', () => {
    for (const { text, name } of TRACES.filter((one) => !SENSITIVE.test(one.name))) {
      const other = pick(TRACES, next).text
      const whole = skeleton(parseTraces(text))
      const report = parseTraces(`${text}\n2024-11-02 12:00:00 INFO next\n${other.slice(0, Math.floor(next() * other.length))}`)
      expect(skeleton(report).slice(0, whole.length), name).toEqual(whole)
    }
  })

  test('two traces written at once by two services are both read', () => {
    for (let round = 0; round < 40; round++) {
      const [a, b] = [pick(TRACES, next), pick(TRACES, next)]
      if (SENSITIVE.test(a.name) || SENSITIVE.test(b.name)) continue
      const mixed = interleave(eachLine((line) => `web-1  | ${line}`)(a.text).split('\n'), eachLine((line) => `api-2  | ${line}`)(b.text).split('\n'), next)
      const report = parseTraces(mixed)
      expect(skeleton(report).toSorted(), `${a.name} + ${b.name}`).toEqual([...skeleton(parseTraces(a.text)), ...skeleton(parseTraces(b.text))].toSorted())
      checkOffsets(mixed, report)
    }
  })

  test('damaged text and noise are read without a crash', () => {
    for (let round = 0; round < 60; round++) {
      const text = [...pick(TRACES, next).text]
      for (let hit = 0; hit < 20; hit++) text[Math.floor(next() * text.length)] = String.fromCharCode(Math.floor(next() * (next() < 0.7 ? 128 : 65536)))
      const damaged = text.join('')
      checkOffsets(damaged, parseTraces(damaged))
      const noise = Array.from({ length: 2000 }, () => pick(NOISE, next)).join('')
      checkOffsets(noise, parseTraces(noise))
    }
  })
})

/** What formats and envelope look for, to be thrown together. */
const NOISE = ['\n', '\n', '\r', ' ', '    ', '\t', 'at ', '(', ')', ':', '1', '.js', '.go:1', 'File "', '", line 3', ', in f', 'Traceback (most recent call last):', '  | ', '+-+---', '{', '}', '[', ']', '"', '\\n', '\\', 'Caused by: ', '... 9 more', 'goroutine 1 [running]:', 'panic: ', 'Error', ': ', '> ', '\x1b[31m', '\0', '\ud800', '^', 'main.f()', '[cause]: ', '[errors]: [', 'Suppressed: ', '2024-11-02 12:00:00 ', 'web | ', "thread 'main' panicked at ", '   0: f', '             at ', '.rs:1:2', ':in `', '\tfrom ', '.rb:1', 'Stack trace:', '#0 ', '#1  0x00 in f ', '{main}', ' ---> ', '   at A.B(C d) in ', ':line 3', '==1==', 'ERROR: AddressSanitizer: x', ' at ', 'Thread 1 (LWP 1):', 'Call Trace:', 'f+0x1/0x2', 'BUG: ', '@', '** (E) ', '    (a 1.0) lib/a.ex:1: A.b/1', '{f,g,1,[{file,"a.erl"},{line,1}]}', '(package:a/b.dart:1:2)', 'Fatal error: ', ' [ra] 0x0000000000 ', ' in m at ']

/** Lines that would cost much if any look-around were not bounded; each is repeated to a megabyte. */
const HOSTILE: Record<string, string> = {
  'frames without end': '    at f (/a.js:1:2)\n',
  'causes without end': '  [cause]: Error: x {\n    at f (/a.js:1:2) {\n',
  'groups without end': '  + Exception Group Traceback (most recent call last):\n  | E: x\n  +-+---------------- 1 ----------------\n',
  'frames of causes that repeat': 'Caused by: a.B: c\n\tat a.B.c(B.java:1)\n\t... 999999 more\n',
  'goroutines without end': 'goroutine 1 [running]:\nmain.f()\n\t/a.go:1 +0x1\n\n',
  'panics without a stack': 'panic: x\n',
  'carets': 'a.js:1\nx\n^\n',
  'one long line of names': 'Error'.repeat(50),
  'one long line of colons': 'a.js:1:',
  'one long line of escapes': '\\n\\t at ',
  'open brackets': '{"a":"',
  'quotes': '> ',
  'short lines': 'a\n',
  'blank lines': '\n',
  'stacks without a place': '#1  0x00 in f\n',
  'stacks without a place that are Swift': '0 [ra] 0x0000000000 f in m\n',
  'stacks without a place that are Ruby': '\tfrom <internal:a>:1:in `f\'\n',
  'stacks without a place that are PHP': '#0 [internal function]: f()\n',
  'panics of Rust': "thread 'main' panicked at src/a.rs:1:2:\n",
  'older panics of Rust': "thread 'main' panicked at '\n",
  'titles of PHP': 'Stack trace:\n',
  'causes of .NET': 'A.B: c ---> A.B: c\n   at A.B(C d) in e.cs:line 1\n   --- End of inner exception stack trace ---\n',
  'names of .NET': `   at ${'a+'.repeat(3900)}(\n`,
  'reports of a sanitizer': '==1==ERROR: AddressSanitizer: x\nREAD\n',
  'reports of the kernel': 'BUG: x\n',
  'errors of Elixir': '** (E) x\n    lib/a.ex:1: A.b/1\n',
  'one long line of terms': '{f,g,1,[{file,"a.erl"},{line,1}]},',
  'one long line of signs': 'a@',
  'one long line of places in Ruby': "a.rb:1:in `f': (A) ",
  'one long line of Swift': ' [ra] 0x0000000000 in m at ',
  'events of Sentry': '{"exception":{"values":[{"stacktrace":{"frames":[{"filename":"a.js","lineno":1}]}}]}}',
  'open objects': '{"stacktrace":{"a":[',
  'chained sentences': 'Traceback (most recent call last):\n  File "a", line 1, in f\nE: x\n\nDuring handling of the above exception, another exception occurred:\n\n',
}

test.each(Object.entries(HOSTILE))('%s: 1 MB is read', (_, unit) => {
  const text = unit.repeat(Math.ceil(1_000_000 / unit.length))
  const report = parseTraces(text)
  expect(report.traces.length).toBeLessThanOrEqual(1000)
  expect(report.traces.reduce((sum, trace) => sum + trace.exceptions.flatMap((part) => part.frames).length, 0)).toBeLessThanOrEqual(50_000)
})

/** Whatever the text, each line is looked at a bounded number of times. */
test.each([...TRACES.map(({ name, text }) => [name, text] as const), ...Object.entries(HOSTILE)])('%s: lines are looked at in proportion to their number', (_, unit) => {
  const text = `${unit}\n`.repeat(Math.ceil(60_000 / unit.length))
  const lines = openEnvelope(text.slice(0, 120_000)).streams.flat()
  let looks = 0
  const counted = new Proxy(lines, {
    get(target, key) {
      if (typeof key === 'string' && key <= '9') looks++
      return Reflect.get(target, key) as Line
    },
  })
  readLines(counted)
  expect(looks).toBeLessThan((lines.length + LOOK) * LOOK * 8)
})

test('what was not read is said', () => {
  const text = `${'x'.repeat(120)}\n${'y\n'.repeat(500)}`
  expect(parseTraces(text, { ...LIMITS, lines: 10, line: 100 }).notes).toEqual(['Read the first 141 of 1,121 characters.', 'Of 1 very long lines only the beginning was read.'])
})

test('a prefix before whole records does not part a trace from its title', () => {
  const text = '[main] ERROR failed\n[main] com.acme.Declined: no\n\tat com.acme.Shop.pay(Shop.java:3)\n[main] INFO next\n'
  expect(openEnvelope(text).streams).toHaveLength(1)
  expect(show(parseTraces(text))).toBe('java com.acme.Declined "no" | com/acme/Shop.java:3 pay *!^')
})

test('of JSON no more values are read than there is memory for, and that is said', () => {
  const text = `{"stacktrace":[${'{},'.repeat(2_100_000)}{}]}\n${TRACES[0]?.text ?? ''}`
  const { traces, notes } = parseTraces(text)
  expect([traces.length, notes.at(-1)]).toEqual([1, 'Of the JSON, the first 2,000,000 values were read.'])
})

describe('in a process', () => {
  const long = `${'2024-11-02 12:00:00 INFO all is well\n'.repeat(5000)}${TRACES[0]?.text ?? ''}`

  test('the answer is the same', async () => expect(await parseTracesApart(long)).toEqual(parseTraces(long)))

  test('reading stops when it is told to', async () => {
    const controller = new AbortController()
    const answer = parseTracesApart(long, controller.signal)
    controller.abort(new Error('closed'))
    await expect(answer).rejects.toThrow('closed')
  })

  test('a text that needs more memory than there is ends it alone, and is refused in a sentence', async () => {
    const refused = new Problem(400, 'intel.trace_too_complex', 'Finding traces in this text takes more memory than it may. Send only the part of it around the trace.')
    await expect(parseTracesApart(`{"stacktrace":[${'{},'.repeat(1_000_000)}{}]}`, undefined, 48)).rejects.toEqual(refused)
  })
})
