/**
 * Swift: the message of a run-time failure, the backtrace that the run time prints below it since 5.9
 * (https://github.com/swiftlang/swift/blob/main/docs/Backtracing.rst), and the threads of Apple's crash reports.
 */
import { clip, type ExceptionPart, finish, type Frame, LOOK, MAX_PARTS, type Reading, type TraceFormat } from './format.ts'
import { endOffsetOf, type Line, offsetOf } from './line.ts'
import { findLine, findLineBack, type FrameReader, hasPlaceNear, keepThread, notesOf, openStacks, type Stacks, takeFrames } from './stack.ts'
import { isBlank, rangeOf, splitPosition } from './text.ts'

export const swift: TraceFormat = {
  name: 'swift',
  language: 'swift',
  starts: (text) => text.includes('Fatal error: ') || threadOf(text) !== undefined || isCall(text),
  read(lines, at, floor) {
    const text = lines[at]?.text ?? ''
    if (threadOf(text) !== undefined || isCall(text)) return readThreads(lines, at, floor)
    return readFailure(lines, at)
  },
}

/** `shop/Cart.swift:12: Fatal error: Index out of range`; before 5.3 `Fatal error: Index out of range: file Cart.swift, line 12`. */
const NEWER = /^\s*(\S.{0,1000}?\.swift):(\d{1,9}): Fatal error(?:: (.{1,4000}))?$/
const OLDER = /^\s*Fatal error: (.{1,4000}?): file (\S.{0,1000}\.swift), line (\d{1,9})$/

/** What stands before the call in `0 [ra] 0x0000000104 Cart.total() + 24 in shop at /src/Cart.swift:12:3`. */
const SWIFT = /^\s*(?:#?\d{1,6}|→)(?: \[(?:ra|inlined|system|thunk|async)\]| 0x[0-9a-f]{6,16}){1,6} (?=\S)/

/** `0   Shop   0x0000000104 Cart.total() + 24 (Cart.swift:12)`. */
const APPLE = /^\s*\d{1,6}\s{1,10}(\S.{0,200}?)\s{1,60}0x[0-9a-f]{6,16} (\S.{0,1000}?)(?: \+ \d{1,12})?(?: \(([^()\s]{1,500}:\d{1,9})\))?$/

interface Call {
  name: string
  module: string
  /** `file:line:column`, or less of it. */
  place: string | undefined
}

function callOf(text: string): Call | undefined {
  if (!/^\s*(?:#?\d|→)/.test(text)) return undefined
  const trimmed = text.trimEnd()
  const head = SWIFT.exec(trimmed)
  const apple = head ? null : APPLE.exec(trimmed)
  if (apple) return { name: apple[2] ?? '', module: apple[1] ?? '', place: apple[3] }
  const rest = trimmed.slice(head?.[0].length ?? 0)
  const at = rest.indexOf(' at ')
  const call = at < 0 ? rest : rest.slice(0, at)
  const inside = call.lastIndexOf(' in ')
  const module = call.slice(inside + 4)
  return head && inside > 0 && /^\S{1,200}$/.test(module) ? { name: call.slice(0, inside).replace(/ \+ \d{1,12}$/, ''), module, place: at < 0 ? undefined : rest.slice(at + 4) } : undefined
}

const isCall = (text: string): boolean => callOf(text) !== undefined

const SOURCE_AROUND = /^\s*\d{1,7}\s?│|^\s*│/

const readFrame: FrameReader = (lines, at) => {
  const line = lines[at]
  if (!line) return undefined
  const call = callOf(line.text)
  if (call) return { frame: { ...rangeOf(line), function: nameOf(call.name), module: call.module, ...placeOf(call) }, next: at + 1 }
  return SOURCE_AROUND.test(line.text) || (isBlank(line.text) && isMore(lines, at + 1)) ? { next: at + 1 } : undefined
}

/** Source lines with a blank one before and after may stand between two frames. */
function isMore(lines: readonly Line[], at: number): boolean {
  const text = lines[at]?.text ?? ''
  return SOURCE_AROUND.test(text) || SWIFT.test(text)
}

function placeOf({ place, module }: Call): Pick<Frame, 'file' | 'line' | 'column' | 'kind' | 'inApp'> {
  const position = splitPosition(place ?? '')
  if (!position || position.line === 0) return { kind: 'native', inApp: false }
  const { path, line, column } = position
  const library = /^\/usr\/|^\.\.\/sysdeps\/|\.xctoolchain\/|^Swift\//.test(path) || /^(?:lib\w|UIKit|Foundation|CoreFoundation|SwiftUI|dyld)/.test(module)
  return { file: path, line, ...(column !== undefined && { column }), kind: 'frame', inApp: !library }
}

/** Without what the compiler made of it. */
const nameOf = (name: string): string => name.replace(/^(?:(?:specialized|partial apply for|merged|protocol witness for|@objc) )+/, '')

/** `Thread 0 "main" crashed:`, `Thread 3:`, `Thread 0 Crashed:: Dispatch queue: com.apple.main-thread`. */
function threadOf(text: string): string | undefined {
  const match = /^(Thread \d{1,6}(?: "[^"]{0,100}")?)(?: [Cc]rashed)?::? ?(?:(?:Dispatch queue|name): .{0,200})?$/.exec(text.trim())
  return match?.[1] === undefined ? undefined : match[1] + (/crashed/i.test(text) ? ' (crashed)' : '')
}

function readThreads(lines: readonly Line[], at: number, floor: number): Reading | undefined {
  const first = firstFrame(lines, at)
  if (first === undefined || !hasPlaceNear(lines, first, readFrame)) return undefined
  const stacks = openStacks(lines, at)
  while (stacks.parts.length < MAX_PARTS && takeThread(stacks));
  const crashed = Math.max(0, stacks.parts.findIndex((part) => part.thread?.includes('(crashed)')))
  const part = stacks.parts[crashed]
  if (!part) return undefined
  const head = reasonAbove(lines, at, floor)
  if (head) Object.assign(part, head.reason)
  const parts = [part, ...stacks.parts.filter((other) => other !== part).map((other) => ({ ...other, relation: 'other thread' as const, parent: 0 }))]
  return finish({ language: 'swift', format: 'swift', lines, from: head?.at ?? at, next: stacks.at, exceptions: parts, order: 'innermost-first', root: 0, truncated: threadOf(lines[at]?.text ?? '') === undefined, notes: notesOf(stacks) })
}

/** The frame at `at`, or the first one below the title of a thread. */
const firstFrame = (lines: readonly Line[], at: number): number | undefined => findLine(lines, { from: at, to: at + 4 }, isCall)

function takeThread(stacks: Stacks): boolean {
  const { lines, parts } = stacks
  let next = stacks.at
  while (parts.length > 0 && next < stacks.at + 3 && isBlank(lines[next]?.text ?? 'x')) next++
  const thread = threadOf(lines[next]?.text ?? '')
  if (thread === undefined && parts.length > 0) return false
  const part: ExceptionPart = { frames: [], ...(thread !== undefined && { thread }) }
  const before = stacks.at
  stacks.at = thread === undefined ? next : next + 1
  while (stacks.at < next + 3 && isBlank(lines[stacks.at]?.text ?? 'x')) stacks.at++
  if (!takeFrames(stacks, part, readFrame) || part.frames.length === 0) {
    stacks.at = before
    return false
  }
  keepThread(stacks, part)
  return true
}

/** The line of the failure, or `Exception Type: EXC_BREAKPOINT (SIGTRAP)` of a crash report. */
function reasonAbove(lines: readonly Line[], at: number, floor: number): { at: number; reason: Pick<ExceptionPart, 'type' | 'message'> } | undefined {
  const found = findLineBack(lines, { from: Math.max(floor, at - LOOK), to: at }, (text) => /(?:Program crashed: |Fatal error: |Exception Type: )/.test(text))
  const [, keyword = '', rest = ''] = /(Program crashed|Fatal error|Exception Type): {1,20}(.{1,4000})$/.exec(lines[found ?? -1]?.text ?? '') ?? []
  if (found === undefined) return undefined
  return { at: found, reason: keyword === 'Exception Type' ? { type: rest.trim() } : { type: keyword, message: clip(rest.trim()) } }
}

/** A failure with its place in one line; a backtrace may follow. */
function readFailure(lines: readonly Line[], at: number): Reading | undefined {
  const line = lines[at]
  const failure = line && failureOf(line)
  if (!line || !failure) return undefined
  const thread = findLine(lines, { from: at + 1, to: at + 12 }, (text) => threadOf(text) !== undefined)
  const below = thread === undefined ? undefined : readThreads(lines, thread, thread)
  if (!below) return finish({ language: 'swift', format: 'swift', lines, from: at, next: at + 1, exceptions: [failure], order: 'innermost-first', root: 0, truncated: false })
  const [first, ...others] = below.trace.exceptions
  const own = first?.frames.findIndex(({ inApp }) => inApp) ?? -1
  const part = { ...first, ...failure, frames: first?.frames ?? [], ...(first?.thread !== undefined && { thread: first.thread }) }
  return finish({ language: 'swift', format: 'swift', lines, from: at, next: below.next, exceptions: [part, ...others], order: 'innermost-first', root: 0, truncated: false, notes: below.trace.notes, ...(own >= 0 && { crash: own }) })
}

function failureOf(line: Line): ExceptionPart | undefined {
  const newer = NEWER.exec(line.text.trimEnd())
  const older = newer ? null : OLDER.exec(line.text.trimEnd())
  const file = newer?.[1] ?? older?.[2]
  if (file === undefined) return undefined
  const from = line.text.indexOf(file)
  const message = newer?.[3] ?? older?.[1]
  const frame: Frame = { raw: file, start: offsetOf(line, from), end: endOffsetOf(line, from + file.length), file, line: Number(newer?.[2] ?? older?.[3]), kind: 'frame', inApp: !/^(?:Swift|Foundation)\//.test(file) }
  return { type: 'Fatal error', ...(message !== undefined && { message: clip(message) }), frames: [frame] }
}
