/**
 * Stacks of programs in C, C++ and what is compiled like them, as gdb (https://sourceware.org/gdb/current/onlinedocs/gdb/Backtrace.html)
 * and lldb print them. Those of all threads are read as one trace.
 */
import { clip, type ExceptionPart, finish, type Frame, LOOK, MAX_PARTS, type Reading, type TraceFormat } from './format.ts'
import { endOffsetOf, type Line, offsetOf } from './line.ts'
import { findLineBack, type FrameReader, hasPlaceNear, inOrder, keepThread, notesOf, openStacks, type Stacks, takeFrames } from './stack.ts'
import { callOf as sanitizedCall } from './sanitizer.ts'
import { indentOf, isBlank, splitPosition } from './text.ts'

export const debuggers: TraceFormat = {
  name: 'debugger',
  language: 'c',
  starts: (text) => isFrame(text) || threadOf(text) !== undefined,
  read,
}

/** What stands before the call: `#1  0x0000555 in `, or `  * frame #0: 0x0000555 shop``. */
const GDB = /^\s*#(\d{1,6})  ?(?:0x[0-9a-f]{1,16} in |(?=[A-Za-z_~<?(:]))/
const LLDB = /^\s*(?:\* )?frame #(\d{1,6}): (?:0x[0-9a-f]{1,16} )?(?:([^\s`]{1,200})`)?/

const NUMBER = /^\s*(?:\* )?(?:frame )?#(\d{1,6})[: ]/

const LIBRARY = /(?:^|[\\/])(?:sysdeps|nptl|csu|libc|stdlib|libstdc\+\+[\w-]*|libsanitizer|compiler-rt)[\\/]|^\/usr\/(?:include|lib|src)\/|^\/build\/|^\/rustc\/|[\\/]c\+\+[\\/](?:v1|\d)/

/** What runs on top of the call that failed, from a signal or a throw on. */
const MACHINERY = /^(?:__pthread_kill\w*|pthread_kill|__GI_raise|raise|__GI_abort|abort|__assert_fail\w*|__GI___assert_fail|__cxa_throw|__cxa_rethrow|std::terminate|__libc_message|malloc_printerr|__kill|kill|__fortify_fail\w*|__stack_chk_fail|\?\?|<signal handler called>|std::__throw_\w+|rust_panic|_assertionFailure)$/

const isFrame = (text: string): boolean => GDB.test(text) || LLDB.test(text)

const readFrame: FrameReader = (lines, at) => {
  const line = lines[at]
  if (!line) return undefined
  const head = GDB.exec(line.text) ?? LLDB.exec(line.text)
  if (!head) return isDetail(line.text, lines[at + 1]) ? { next: at + 1 } : undefined
  const more = isWrapped(line, lines[at + 1]) ? 1 : 0
  const text = `${line.text.trimEnd()}${more === 1 ? ` ${lines[at + 1]?.text.trim()}` : ''}`
  const last = lines[at + more] ?? line
  const from = indentOf(line.text)
  const range = { raw: text.slice(from), start: offsetOf(line, from), end: endOffsetOf(last, last.text.trimEnd().length) }
  return { frame: { ...range, ...callOf(text.slice(head[0].length), head[2]) }, next: at + 1 + more }
}

/** gdb breaks a line that is longer than the terminal is wide before `at`. */
const isWrapped = (line: Line, below: Line | undefined): boolean => /^\s+(?:at|from) \S/.test(below?.text ?? '') && !splitPosition(line.text.trimEnd())

/** The values of local variables that `bt full` prints below a frame, indented further than it. */
function isDetail(text: string, below: Line | undefined): boolean {
  if (/^\s*(?:\[Current thread is .{1,200}\]|No (?:locals|symbol table info available)\.)$/.test(text)) return true
  return /^\s{4,}[\w.]{1,200} = /.test(text) && below !== undefined && (isFrame(below.text) || /^\s{4,}|^\s*No locals/.test(below.text))
}

function callOf(text: string, module: string | undefined): Pick<Frame, 'function' | 'module' | 'file' | 'line' | 'column' | 'kind' | 'inApp'> {
  const at = text.lastIndexOf(' at ')
  if (at < 0 && splitPosition(text)) return sanitizedCall(text)
  const place = at < 0 ? undefined : splitPosition(text.slice(at + 4))
  const from = place ? -1 : text.lastIndexOf(' from ')
  const library = module ?? (from < 0 ? undefined : text.slice(from + 6))
  const name = nameOf(text.slice(0, place ? at : from < 0 ? undefined : from))
  const known = { ...(name !== '' && { function: name }), ...(library !== undefined && { module: library }) }
  if (!place) return { ...known, kind: 'native', inApp: false }
  const { path, line, column } = place
  return { ...known, file: path, line, ...(column !== undefined && { column }), kind: 'frame', inApp: !LIBRARY.test(path) }
}

/** Without the arguments and their values, which begin behind the first parenthesis that is not part of the name. */
function nameOf(call: string): string {
  const open = /(?<!operator)(?: \(|\()(?!anonymous namespace\)|\)\()/.exec(call)
  return (open && open.index > 0 ? call.slice(0, open.index) : call).replace(/ \+ \d+$/, '').trim()
}

/** `Thread 1 (Thread 0x7ffff7dd2740 (LWP 2793) "plain"):`, `* thread #1, name = 'plain', stop reason = signal SIGSEGV`. */
function threadOf(text: string): { thread: string; reason?: string } | undefined {
  const gdb = /^(Thread \d{1,9}) \((?:Thread |LWP |process )(.{1,400})\):$/.exec(text.trim())
  if (gdb) return { thread: [gdb[1], /"[^"]{0,200}"/.exec(gdb[2] ?? '')?.[0]].filter(Boolean).join(' ') }
  const lldb = /^\s*\*? ?(thread #\d{1,9})(?:, [^=]{1,40} = '[^']{0,200}'|, tid = [\w]{1,40})*(?:, stop reason = (.{1,1000}))?$/.exec(text.trimEnd())
  return lldb ? { thread: lldb[1] ?? '', ...(lldb[2] !== undefined && { reason: lldb[2] }) } : undefined
}

function read(lines: readonly Line[], at: number, floor: number): Reading | undefined {
  const first = threadOf(lines[at]?.text ?? '') ? at + 1 : at
  if (!hasPlaceNear(lines, first, readFrame)) return undefined
  const stacks = openStacks(lines, at)
  while (stacks.parts.length < MAX_PARTS && takeThread(stacks));
  const parts = currentFirst(stacks.parts)
  const [current, ...others] = parts
  const head = reasonAbove(lines, at, floor)
  if (current && current.type === undefined) Object.assign(current, head?.reason)
  for (const other of others) Object.assign(other, { relation: 'other thread', parent: 0 })
  return finish({
    language: 'c', format: 'debugger', lines, from: head?.at ?? at, next: stacks.at, exceptions: parts, order: 'innermost-first', root: 0,
    truncated: !/#0\D/.test(current?.frames[0]?.raw ?? ''), notes: notesOf(stacks), ...crashOf(current),
  })
}

/**
 * The thread that failed: the one whose innermost frame gdb prints by itself before all, else number 1, which is the one that
 * a core was dumped for, else the first. It comes first.
 */
function currentFirst(parts: ExceptionPart[]): ExceptionPart[] {
  const [first, ...others] = parts
  const [frame] = first?.frames ?? []
  const alone = first !== undefined && first.thread === undefined && first.frames.length === 1
  const same = alone ? others.findIndex(({ frames: [top] }) => top?.file === frame?.file && top?.line === frame?.line && top?.function === frame?.function) : -1
  const current = same >= 0 ? others[same] : first?.thread === undefined ? first : (parts.find(({ thread }) => /^Thread 1\b/.test(thread ?? '')) ?? first)
  return current ? [current, ...(same >= 0 ? others : parts).filter((part) => part !== current)] : []
}

function takeThread(stacks: Stacks): boolean {
  const { lines } = stacks
  let next = stacks.at
  while (stacks.parts.length > 0 && next < stacks.at + 3 && isBlank(lines[next]?.text ?? 'x')) next++
  const thread = threadOf(lines[next]?.text ?? '')
  if (!thread && stacks.parts.length > 0) return false
  const part: ExceptionPart = { ...(thread?.reason !== undefined && { type: thread.reason }), frames: [], ...(thread && { thread: thread.thread }) }
  const before = stacks.at
  stacks.at = thread ? next + 1 : next
  if (!takeFrames(stacks, part, inOrder(readFrame, NUMBER)) || part.frames.length === 0) {
    stacks.at = before
    return false
  }
  keepThread(stacks, part)
  return true
}

/** Below the frames of what a signal or a throw runs, where one of them stands above the first call of our own. */
function crashOf(part: ExceptionPart | undefined): { crash?: number } {
  if (!part) return {}
  const handled = part.frames.findLastIndex((frame) => frame.function === '<signal handler called>')
  const last = part.frames.findLastIndex((frame) => MACHINERY.test(frame.function ?? ''))
  const own = part.frames.findIndex((frame, index) => frame.inApp && index > handled)
  const from = last >= 0 && last < own ? last + 1 : 0
  const crash = part.frames.findIndex((frame, index) => index >= from && frame.file !== undefined)
  return crash < 0 ? {} : { crash }
}

/** `Program received signal SIGSEGV, Segmentation fault.`, or what a C++ program that throws says above it. */
function reasonAbove(lines: readonly Line[], at: number, floor: number): { at: number; reason: Pick<ExceptionPart, 'type' | 'message'> } | undefined {
  const range = { from: Math.max(floor, at - 12), to: at }
  const signal = findLineBack(lines, range, (text) => /^\s*(?:Program|Thread \d{1,9}(?: "[^"]{0,100}")?) (?:received|terminated with) signal \w/.test(text))
  const thrown = findLineBack(lines, { from: Math.max(floor, at - LOOK), to: signal ?? at }, (text) => /^\s*terminate called after throwing an instance of '/.test(text))
  if (thrown !== undefined) {
    const type = /instance of '([^']{1,500})'/.exec(lines[thrown]?.text ?? '')?.[1] ?? ''
    const says = /^\s*what\(\):\s{0,4}(.{1,4000})$/.exec(lines[thrown + 1]?.text ?? '')?.[1]
    return { at: thrown, reason: { type, ...(says !== undefined && { message: clip(says) }) } }
  }
  const [, name = '', says] = /signal (\w{1,20})(?:, (.{1,200}?)\.?)?$/.exec((lines[signal ?? -1]?.text ?? '').trimEnd()) ?? []
  return signal === undefined ? undefined : { at: signal, reason: { type: name, ...(says !== undefined && { message: says }) } }
}
