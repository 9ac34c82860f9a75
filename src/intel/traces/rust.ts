/**
 * Rust: panics and backtraces, as the standard library prints them (https://doc.rust-lang.org/std/backtrace), and the chain of
 * causes that `anyhow` prints above one. A frame is a line for the call, and one for the place where it is known.
 */
import { clip, type ExceptionPart, finish, type Frame, LOOK, type Reading, type TraceFormat } from './format.ts'
import { endOffsetOf, type Line, offsetOf } from './line.ts'
import { findLine, findLineBack, type FrameReader, notesOf, openStacks, type Stacks, takeFrames, textOf } from './stack.ts'
import { indentOf, isBlank, isDigit, rangeOf, spanOf, splitPosition } from './text.ts'

export const rust: TraceFormat = {
  name: 'rust',
  language: 'rust',
  starts: (text) => text.includes('panicked at ') || /^\s*[Ss]tack backtrace:\s*$/.test(text) || isCall(text),
  read(lines, at, floor) {
    const text = lines[at]?.text ?? ''
    if (text.includes('panicked at ')) return readPanic(lines, at)
    return isCall(text) ? readRemains(lines, at) : readBacktrace(lines, at, floor)
  },
}

/** `   6: shop::price`, and in full `   6:     0x5615d04d87aa - shop::price::ha82f970dfc430508`. */
const CALL = /^\s{1,16}(\d{1,6}):\s{1,20}(?:0x[0-9a-f]{1,16} - )?(\S.{0,2000})$/

function isCall(text: string): boolean {
  const at = indentOf(text)
  return at > 0 && at <= 16 && isDigit(text.charCodeAt(at)) && CALL.test(text)
}

/** `             at ./src/cart.rs:14:44`. */
const PLACE = /^\s{6,}at (\S.{0,1000}?):(\d{1,9})(?::(\d{1,9}))?\s*$/

const LIBRARY = /^\/rustc\/|\/rustlib\/|[\\/]\.?cargo[\\/](?:registry|git)[\\/]|^\/usr\/src\/rustc|(?:^|\/)library\/(?:std|core|alloc|test|panic_unwind)\/|\/(?:csu|sysdeps|nptl)\/|\.\.\/sysdeps/

const readFrame: FrameReader = (lines, at) => {
  const line = lines[at]
  if (!line) return undefined
  const place = PLACE.exec(lines[at + 1]?.text ?? '')
  const call = CALL.exec(line.text.trimEnd())?.[2] ?? (place && /^\s{4,}/.test(line.text) && !PLACE.test(line.text) ? line.text.trim() : undefined)
  if (call === undefined) return undefined
  const name = nameOf(call)
  const below = lines[at + 1]
  if (!place || !below) return { frame: { ...rangeOf(line), function: name, kind: 'native', inApp: false }, next: at + 1 }
  const file = place[1] ?? ''
  const column = place[3] === undefined ? {} : { column: Number(place[3]) }
  return { frame: { ...spanOf(line, below), function: name, file, line: Number(place[2]), ...column, ...crateOf(name), kind: 'frame', inApp: !LIBRARY.test(file) }, next: at + 2 }
}

/** Without the hash that tells monomorphic copies apart, and those of the crates. */
const nameOf = (call: string): string => call.replace(/::h[0-9a-f]{16}$/, '').replaceAll(/\[[0-9a-f]{8,16}\](?=::)/g, '').replace(/^<unknown>$/, '')

function crateOf(name: string): { module?: string } {
  const crate = /^<?&?(?:mut |dyn )?([A-Za-z_]\w*)::/.exec(name)?.[1]
  return crate === undefined ? {} : { module: crate }
}

interface Panic {
  part: ExceptionPart
  /** The place that the message names. */
  place: Frame
  next: number
}

function readPanic(lines: readonly Line[], at: number): Reading | undefined {
  const panic = headOf(lines, at)
  if (!panic) return undefined
  const stacks = openStacks(lines, panic.next)
  if (/^\s*stack backtrace:/.test(lines[stacks.at]?.text ?? '')) {
    stacks.at++
    takeFrames(stacks, panic.part, readFrame)
  }
  const closed = findLine(lines, { from: stacks.at, to: stacks.at + 1 }, (text) => text.startsWith('note: ')) !== undefined
  const crash = placeIn(panic)
  return finish({ language: 'rust', format: 'rust', lines, from: at, next: stacks.at + (closed ? 1 : 0), exceptions: [panic.part], order: 'innermost-first', root: 0, crash, truncated: false, notes: notesOf(stacks) })
}

/** The frame that stands at the place which the message names; where the stack has none, the place itself is put on top. */
function placeIn({ part, place }: Panic): number {
  const same = part.frames.findIndex(({ file, line }) => line === place.line && file !== undefined && isSamePath(file, place.file ?? ''))
  if (same >= 0) return same
  part.frames.unshift(place)
  return 0
}

const isSamePath = (one: string, other: string): boolean => one === other || one.endsWith(`/${other.replace(/^\.?\//, '')}`)

/** Since 1.73 the place stands in the first line and the message below it; before that both in one line. */
const NEWER = /thread '([^']{0,200})'(?: \(\d{1,20}\))? panicked at ([^'\s][^']{0,1000}:\d{1,9}:\d{1,9}):\s*$/
const OLDER = /thread '([^']{0,200})' panicked at '/

/** `message', place` at the end of what older versions print. */
function splitOlder(text: string): { message: string; place: string } | undefined {
  const trimmed = text.trimEnd()
  const at = trimmed.lastIndexOf("', ")
  const place = trimmed.slice(at + 3)
  return at >= 0 && splitPosition(place)?.column !== undefined ? { message: trimmed.slice(0, at), place } : undefined
}

function headOf(lines: readonly Line[], at: number): Panic | undefined {
  const line = lines[at]
  if (!line) return undefined
  const newer = NEWER.exec(line.text)
  if (newer) {
    const next = endOfMessage(lines, at + 1)
    return panicOf({ thread: newer[1], message: textOf(lines, at + 1, next), place: placeOf(line, newer[2] ?? '') }, next)
  }
  return olderHead(lines, at)
}

/** The message may have many lines; the place stands behind its last one. */
function olderHead(lines: readonly Line[], at: number): Panic | undefined {
  const first = lines[at]?.text ?? ''
  const begin = OLDER.exec(first)
  const last = begin ? findLine(lines, { from: at, to: at + LOOK }, (text) => splitOlder(text) !== undefined) : undefined
  const line = last === undefined ? undefined : lines[last]
  if (!begin || !line || last === undefined) return undefined
  const from = begin.index + begin[0].length
  const end = splitOlder(last === at ? first.slice(from) : line.text)
  if (!end) return undefined
  const message = [...(last === at ? [] : [first.slice(from), ...lines.slice(at + 1, last).map(({ text }) => text)]), end.message].join('\n')
  return panicOf({ thread: begin[1], message, place: placeOf(line, end.place) }, skipBlank(lines, last + 1))
}

function panicOf({ thread, message, place }: { thread: string | undefined; message: string; place: Frame | undefined }, next: number): Panic | undefined {
  if (!place) return undefined
  return { part: { type: 'panic', ...(message !== '' && { message: clip(message) }), frames: [], ...(thread !== undefined && { thread }) }, place, next }
}

function placeOf(line: Line, place: string): Frame | undefined {
  const position = splitPosition(place)
  if (!position) return undefined
  const from = line.text.lastIndexOf(place)
  const column = position.column === undefined ? {} : { column: position.column }
  return { raw: place, start: offsetOf(line, from), end: endOffsetOf(line, from + place.length), file: position.path, line: position.line, ...column, kind: 'frame', inApp: !LIBRARY.test(position.path) }
}

/** The message goes on up to the backtrace or the note in its stead; where neither is near it has one line. */
function endOfMessage(lines: readonly Line[], from: number): number {
  const end = findLine(lines, { from, to: from + LOOK }, (text) => /^\s*(?:stack backtrace:|note: )/.test(text) || text.includes('panicked at '))
  if (end !== undefined && !(lines[end]?.text ?? '').includes('panicked at ')) return end
  return Math.min(lines.length, from + 1)
}

const skipBlank = (lines: readonly Line[], at: number): number => (at < lines.length && isBlank(lines[at]?.text ?? '') ? at + 1 : at)

/** `Stack backtrace:` as `anyhow` prints it, below the error and its causes. */
function readBacktrace(lines: readonly Line[], at: number, floor: number): Reading | undefined {
  const stacks = openStacks(lines, at + 1)
  const part: ExceptionPart = { frames: [] }
  if (!takeFrames(stacks, part, readFrame)) return undefined
  const head = findLineBack(lines, { from: Math.max(floor, at - LOOK), to: at }, (text) => /^\s*Error: /.test(text))
  const causes = head === undefined ? [] : causesOf(lines, head + 1, at)
  if (head !== undefined) Object.assign(part, { type: 'Error', message: clip((lines[head]?.text ?? '').replace(/^\s*Error: /, '').trim()) })
  return finishStack(stacks, { from: head ?? at, parts: [part, ...causes], truncated: head === undefined })
}

function causesOf(lines: readonly Line[], from: number, to: number): ExceptionPart[] {
  const title = findLine(lines, { from, to }, (text) => /^\s*Caused by:\s*$/.test(text))
  if (title === undefined) return []
  const texts = lines.slice(title + 1, to).map(({ text }) => text.trim()).filter((text) => text !== '')
  return texts.map((text, index) => ({ message: clip(text.replace(/^\d{1,4}: /, '')), frames: [], relation: 'caused by', parent: index }))
}

function readRemains(lines: readonly Line[], at: number): Reading | undefined {
  if (!PLACE.test(lines[at + 1]?.text ?? '')) return undefined
  const stacks = openStacks(lines, at)
  const part: ExceptionPart = { frames: [] }
  return takeFrames(stacks, part, readFrame) ? finishStack(stacks, { from: at, parts: [part], truncated: true }) : undefined
}

function finishStack(stacks: Stacks, { from, parts, truncated }: { from: number; parts: ExceptionPart[]; truncated: boolean }): Reading {
  const own = parts[0]?.frames.findIndex((frame) => frame.inApp) ?? -1
  return finish({ language: 'rust', format: 'rust', lines: stacks.lines, from, next: stacks.at, exceptions: parts, order: 'innermost-first', root: 0, truncated, notes: notesOf(stacks), ...(own >= 0 && { crash: own }) })
}
