/** Dart and Flutter: `StackTrace.toString` (https://api.dart.dev/stable/dart-core/StackTrace-class.html), and the short form of package:stack_trace. */
import { clip, type ExceptionPart, finish, type Frame, LOOK, type Reading, type TraceFormat } from './format.ts'
import type { Line } from './line.ts'
import { findLineBack, type FrameReader, notesOf, openStacks, takeFrames, textOf } from './stack.ts'
import { isBlank, rangeOf } from './text.ts'

export const dart: TraceFormat = { name: 'dart', language: 'dart', starts: (text) => text.includes('#') && FRAME.test(text.trimEnd()), read }

/** `#0      Cart.total (package:shop/cart.dart:12:5)`. */
const FRAME = /^\s*#\d{1,6}\s{2,}(\S.{0,1000}?) \(((?:package|dart|file|http|https|org-dartlang-\w{1,20}|[A-Za-z_]\w{0,40}):.{1,1000}?|[^()\s:]{1,500}\.dart)(?::(\d{1,9}))?(?::(\d{1,9}))?\)$/
const BETWEEN = /^\s*(?:<asynchronous suspension>|\(elided .{1,200}\)|\.{3,5}\s.{0,300})\s*$/

const LIBRARY = /^(?:dart:|org-dartlang-)|^package:(?:flutter|flutter_test|test|test_api|async|collection|stack_trace|bloc|provider|dio|http|riverpod|go_router|get)\/|[\\/]\.pub-cache[\\/]/

const readFrame: FrameReader = (lines, at) => {
  const line = lines[at]
  if (!line) return undefined
  const match = FRAME.exec(line.text.trimEnd())
  if (!match) return BETWEEN.test(line.text) ? { next: at + 1 } : undefined
  const [, name = '', file = '', number, column] = match
  const place = { file, ...(number !== undefined && { line: Number(number) }), ...(column !== undefined && { column: Number(column) }) }
  return { frame: { ...rangeOf(line), function: name.replace(/^new /, ''), ...packageOf(file), ...place, kind: 'frame', inApp: !LIBRARY.test(file) }, next: at + 1 }
}

function packageOf(file: string): Pick<Frame, 'module'> {
  const name = /^package:([\w.-]{1,200})\//.exec(file)?.[1]
  return name === undefined ? {} : { module: name }
}

function read(lines: readonly Line[], at: number, floor: number): Reading | undefined {
  const stacks = openStacks(lines, at)
  const part: ExceptionPart = { frames: [] }
  takeFrames(stacks, part, readFrame)
  const head = headAbove(lines, at, floor)
  stacks.parts.push({ ...head?.named, frames: part.frames })
  const truncated = !/#0\D/.test(part.frames[0]?.raw ?? '')
  return finish({ language: 'dart', format: 'dart', lines, from: head?.at ?? at, next: stacks.at, exceptions: stacks.parts, order: 'innermost-first', root: 0, truncated, notes: notesOf(stacks) })
}

/** `Unhandled exception:` with the message below it, Flutter's frame around a message, or the line above the stack. */
function headAbove(lines: readonly Line[], at: number, floor: number): { at: number; named: Pick<ExceptionPart, 'type' | 'message'> } | undefined {
  const from = Math.max(floor, at - LOOK)
  const title = findLineBack(lines, { from, to: at }, (text) => /Unhandled [Ee]xception:|EXCEPTION CAUGHT BY/.test(text))
  if (title !== undefined) return { at: title, named: nameOf(messageBelow(lines, title, at)) }
  const above = at - 1 >= floor ? (lines[at - 1]?.text ?? '') : ''
  return isBlank(above) || FRAME.test(above) ? undefined : { at: at - 1, named: nameOf(above.trim()) }
}

function messageBelow(lines: readonly Line[], title: number, at: number): string {
  const behind = /Unhandled [Ee]xception:\s*(.*)$/.exec(lines[title]?.text ?? '')?.[1] ?? ''
  const texts = textOf(lines, title + 1, at).split('\n')
  const flutter = texts.findIndex((text) => /was thrown .{0,200}:$/.test(text.trim()))
  const kept = flutter < 0 ? texts : texts.slice(flutter + 1)
  const end = flutter < 0 ? kept.length : kept.findIndex((text) => isBlank(text) || text.startsWith('When the exception was thrown'))
  return [behind, ...kept.slice(0, end < 0 ? kept.length : end)].join('\n').trim()
}

function nameOf(text: string): Pick<ExceptionPart, 'type' | 'message'> {
  const match = /^(?:Instance of ')?([A-Za-z_$][\w$]{0,200}(?:Exception|Error)(?:<[^>]{1,100}>)?)'?(?:\s?\([^)]{0,200}\))?(?:: ([\s\S]*))?$/.exec(text)
  if (!match) return text === '' ? {} : { message: clip(text) }
  return { type: match[1] ?? '', ...(match[2] && { message: clip(match[2].trim()) }) }
}
