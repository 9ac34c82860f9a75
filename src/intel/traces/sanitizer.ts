/**
 * Reports of the sanitizers of Clang and GCC: addresses, leaks, memory, threads and undefined behaviour
 * (https://github.com/google/sanitizers/wiki). The first stack of a report is the failing one; the others say where the
 * memory came from or went, and what the other thread did.
 */
import { clip, type ExceptionPart, finish, type Frame, LOOK, MAX_PARTS, type Reading, type Relation, type TraceFormat } from './format.ts'
import type { Line } from './line.ts'
import { crashBelow, findLine, type FrameReader, notesOf, openStacks, type Stacks, takeFrames } from './stack.ts'
import { isBlank, rangeOf, splitPosition } from './text.ts'

export const sanitizer: TraceFormat = {
  name: 'sanitizer',
  language: 'c',
  starts: (text) => TITLE.test(text) || BEHAVIOUR.test(text),
  read: (lines, at) => (TITLE.test(lines[at]?.text ?? '') ? readReport(lines, at) : readBehaviour(lines, at)),
}

/** `==2531==ERROR: AddressSanitizer: heap-use-after-free on …`, `WARNING: ThreadSanitizer: data race (pid=1)`; a level may have been taken for a log's. */
const TITLE = /^\s*(?:==\d{1,10}==\s?)?(?:(?:ERROR|WARNING|FATAL): )?((?:Address|Leak|Memory|Thread|HWAddress|UndefinedBehavior|Data[Ff]low)Sanitizer): (.{1,2000})$/

/** `src/cart.c:28:16: runtime error: index 7 out of bounds`. */
const BEHAVIOUR = /^\s*((?:[A-Za-z]:)?[^\s:][^:]{0,1000}\.\w{1,8}:\d{1,9}(?::\d{1,9})?): runtime error: (.{1,4000})$/

/** `    #1 0x4f in main src/main.c:9`; the address and the module are not always there. */
const FRAME = /^\s*#\d{1,6} +(?:0x[0-9a-f]{1,16} )?(?:in )?(\S.{0,4000}?)(?: \(([^()\s]{1,500})\+0x[0-9a-f]{1,16}\))?(?: \(BuildId: [0-9a-f]{1,64}\))?$/

const LIBRARY = /(?:^|[\\/])(?:libsanitizer|compiler-rt|sysdeps|nptl|csu|libc|libstdc\+\+[\w-]*|libcxx|libcxxabi)[\\/]|^\/usr\/(?:include|lib)\/|^\/build\/|[\\/]c\+\+[\\/](?:v1|\d)/

const INTERCEPTOR = /^(?:__interceptor_|___interceptor_|__asan_|__tsan_|__msan_|__sanitizer_|__ubsan_|operator (?:new|delete)|wrap_)/

const isFrame = (text: string): boolean => FRAME.test(text.trimEnd())

const readFrame: FrameReader = (lines, at) => {
  const line = lines[at]
  const match = line && FRAME.exec(line.text.trimEnd())
  if (!line || !match) return undefined
  return { frame: { ...rangeOf(line), ...callOf(match[1] ?? ''), ...(match[2] !== undefined && { module: match[2] }) }, next: at + 1 }
}

type Call = Pick<Frame, 'function' | 'file' | 'line' | 'column' | 'kind' | 'inApp'>

/** What a frame of a sanitizer calls and where: `shop::Counter<int>::add(int) src/race.cpp:8:3`; the name may hold blanks, the path as a rule does not. */
export function callOf(text: string): Call {
  const position = splitPosition(text)
  if (!position) return { function: nameOf(text.replace(/ <null>$/, '')), kind: 'native', inApp: false }
  const { name, file } = divide(position.path)
  const column = position.column === undefined ? {} : { column: position.column }
  return { function: nameOf(name), file, line: position.line, ...column, kind: 'frame', inApp: !LIBRARY.test(file) }
}

/** A path that begins at the root may hold blanks; any other begins behind the last one. */
function divide(text: string): { name: string; file: string } {
  const root = /(?:^| )(?:[A-Za-z]:)?[\\/](?=[^\s/\\])/.exec(text)
  const at = root ? root.index : text.lastIndexOf(' ')
  return { name: text.slice(0, Math.max(0, at)), file: text.slice(at + 1).replace(/^ /, '') }
}

/** Without the parameters. */
function nameOf(name: string): string {
  if (name.endsWith('operator()')) return name
  const end = name.endsWith(')') || name.endsWith(' const') ? openOfLast(name) : -1
  return end > 0 ? name.slice(0, end) : name
}

/** Where the parentheses open that close at the end of a name. */
function openOfLast(name: string): number {
  let depth = 0
  for (let at = name.lastIndexOf(')'); at >= 0; at--) {
    const character = name[at]
    if (character === ')') depth++
    else if (character === '(' && --depth === 0) return at
  }
  return -1
}

const OTHERS: [RegExp, Relation][] = [
  [/^(?:previously )?freed by |^Freed by /, 'freed at'],
  [/^(?:previously )?allocated by |^Allocated by |(?:heap|Uninitialized value was) (?:block|created)|^Uninitialized value was created/, 'allocated at'],
  [/^Thread T\d{1,6} .{0,200}created by|^Thread T\d{1,6}|^Mutex M\d{1,9} .{0,200}created/, 'created at'],
  [/^Previous |^(?:Atomic )?(?:Read|Write) of size|^As if synchronized/, 'other access'],
  [/^(?:Direct|Indirect) leak of/, 'other leak'],
  [/^Uninitialized value was stored|^Memory was marked as/, 'allocated at'],
]

function readReport(lines: readonly Line[], at: number): Reading | undefined {
  const title = TITLE.exec(lines[at]?.text ?? '')
  const stacks = openStacks(lines, at + 1)
  const message = clip((title?.[2] ?? '').trim())
  stacks.parts.push({ type: title?.[1] ?? '', message, frames: [] })
  while (stacks.parts.length < MAX_PARTS && takeStack(stacks));
  if (stacks.frames === 0) return undefined
  const closed = findLine(lines, { from: stacks.at, to: stacks.at + LOOK }, (text) => /^\s*SUMMARY: /.test(text))
  return finishReport(stacks, { from: at, next: closed === undefined ? stacks.at : closed + 1, truncated: closed === undefined })
}

/** The next stack of the report: the line that says what it is stands just above it. */
function takeStack(stacks: Stacks): boolean {
  const { lines, at } = stacks
  const frames = findLine(lines, { from: at, to: at + LOOK }, isFrame)
  const end = findLine(lines, { from: at, to: frames ?? at + LOOK }, (text) => /^\s*SUMMARY: |^={18}/.test(text) || TITLE.test(text))
  if (frames === undefined || end !== undefined) return false
  const titled = (lines[frames - 1]?.text ?? '').trim().replace(/:$/, '')
  const first = stacks.parts[0]
  const part: ExceptionPart = first && stacks.frames === 0 ? first : { message: clip(titled), frames: [], relation: OTHERS.find(([pattern]) => pattern.test(titled))?.[1] ?? 'other access', parent: 0 }
  if (part === first && frames > at && !isBlank(titled)) part.message = clip(`${part.message}\n${titled}`)
  stacks.at = frames
  takeFrames(stacks, part, readFrame)
  if (part !== first) stacks.parts.push(part)
  return true
}

function readBehaviour(lines: readonly Line[], at: number): Reading | undefined {
  const line = lines[at]
  const match = line && BEHAVIOUR.exec(line.text)
  const position = splitPosition(match?.[1] ?? '')
  if (!line || !match || !position) return undefined
  const stacks = openStacks(lines, at + 1)
  const part: ExceptionPart = { type: 'runtime error', message: clip(match[2] ?? ''), frames: [] }
  const stack = findLine(lines, { from: at + 1, to: at + 5 }, (text) => isFrame(text) || BEHAVIOUR.test(text) || TITLE.test(text))
  if (stack !== undefined && isFrame(lines[stack]?.text ?? '')) {
    stacks.at = stack
    takeFrames(stacks, part, readFrame)
  }
  if (!part.frames.some((frame) => frame.line === position.line && frame.file?.endsWith(position.path))) {
    const column = position.column === undefined ? {} : { column: position.column }
    part.frames.unshift({ ...rangeOf(line), raw: match[1] ?? '', file: position.path, line: position.line, ...column, kind: 'frame', inApp: !LIBRARY.test(position.path) })
  }
  stacks.parts.push(part)
  return finishReport(stacks, { from: at, next: stacks.at, truncated: false })
}

function finishReport(stacks: Stacks, { from, next, truncated }: { from: number; next: number; truncated: boolean }): Reading {
  const isMachinery = (frame: Frame): boolean => INTERCEPTOR.test(frame.function ?? '') || /libsanitizer|compiler-rt/.test(frame.file ?? '')
  return finish({
    language: 'c', format: 'sanitizer', lines: stacks.lines, from, next, exceptions: stacks.parts, order: 'innermost-first', root: 0, truncated, notes: notesOf(stacks),
    ...crashBelow(stacks.parts[0], isMachinery),
  })
}
