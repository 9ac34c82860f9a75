/** What the tests of traces share: tables of cases in `cases/*.txt`, and traces printed as compact lines. */
import { readFileSync } from 'node:fs'
import type { Frame, ParsedTrace } from './format.ts'
import type { TraceReport } from './traces.ts'

export interface Case {
  name: string
  text: string
  expected: string
}

/** A table holds, for each case, `=== name`, the text as pasted, `--- expected` and what `show` prints for it. */
export function readCases(table: string): Case[] {
  const source = readFileSync(new URL(`./cases/${table}.txt`, import.meta.url), 'utf8')
  return source.split(/^=== /m).slice(1).map((block) => {
    const [head = '', expected = ''] = block.split('\n--- expected\n')
    const newline = head.indexOf('\n')
    return { name: head.slice(0, newline), text: head.slice(newline + 1), expected: expected.trim() }
  })
}

/**
 * One line for each exception: `language relation type "message" [thread] | frame | …`. A frame is `file:line:column function`, then
 * `*` when it is our own code, `!` where it crashed, `^` the first of our own to look at, `~` when it was left out in the text,
 * `xN` when it stands for N calls.
 */
export function show(report: TraceReport): string {
  return [...report.traces.map(showTrace), ...report.notes.map((note) => `note ${note}`)].join('\n')
}

export function showTrace(trace: ParsedTrace): string {
  const lines = trace.exceptions.map((part, p) => {
    const relation = part.relation ? `  ${part.relation}${part.parent === undefined ? '' : ` ${part.parent}`}:` : `${trace.language}${trace.truncated ? ' (cut)' : ''}`
    const head = [relation, part.type, part.message === undefined ? undefined : JSON.stringify(part.message), part.thread && `[${part.thread}]`, part.times && `x${part.times}`]
    const frames = part.frames.map((frame, f) => showFrame(frame) + (isAt(trace.crashFrame, p, f) ? '!' : '') + (isAt(trace.appFrame, p, f) ? '^' : ''))
    return [head.filter(Boolean).join(' '), ...frames].join(' | ')
  })
  return [...lines, ...trace.notes.map((note) => `  note ${note}`)].join('\n')
}

function isAt(ref: ParsedTrace['crashFrame'], exception: number, frame: number): boolean {
  return ref?.exception === exception && ref.frame === frame
}

function showFrame(frame: Frame): string {
  const place = frame.file === undefined ? frame.kind : [frame.file, frame.line, frame.column].filter((value) => value !== undefined).join(':')
  const alias = frame.alias ? ` as ${frame.alias}` : ''
  const times = frame.times === undefined ? '' : ` x${frame.times}`
  const source = frame.sourceText === undefined ? '' : ` «${frame.sourceText}»`
  return `${frame.kind === 'elided' ? '~' : ''}${place}${frame.function ? ` ${frame.function}` : ''}${alias}${source}${times}${frame.inApp ? ' *' : ''}`
}
