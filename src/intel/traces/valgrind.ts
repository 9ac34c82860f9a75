/** Valgrind: https://valgrind.org/docs/manual/mc-manual.html#mc-manual.errormsgs. Each line begins with the number of the process. */
import { clip, type ExceptionPart, finish, type Frame, MAX_PARTS, type Reading, type Relation, type TraceFormat } from './format.ts'
import type { Line } from './line.ts'
import { crashBelow, type FrameReader, notesOf, openStacks, type Stacks, takeFrames } from './stack.ts'
import { rangeOf } from './text.ts'

export const valgrind: TraceFormat = { name: 'valgrind', language: 'c', starts: (text) => FRAME.test(text.trimEnd()), read }

/** `==2719==    at 0x1091A8: cart_total (cart.c:17)`, `by 0x48417B4: malloc (in /usr/lib/vgpreload.so)`. */
const FRAME = /^\s*(?:==|--)(\d{1,10})(?:==|--)\s+(?:at|by) 0x[0-9A-F]{1,16}: (\S.{0,2000}?)(?: \((?:in (\S.{0,1000}?)|([^()\s][^()]{0,1000}?):(\d{1,9}))\))?$/

const LINE = /^\s*(?:==|--)(\d{1,10})(?:==|--)\s?(.*)$/

const ALLOCATOR = /^(?:malloc|calloc|realloc|free|memalign|posix_memalign|aligned_alloc|operator (?:new|delete)(?:\[\])?|mem(?:cpy|move|set)|str\w{2,8}|_vgr\w+)$/

const readFrame: FrameReader = (lines, at) => {
  const line = lines[at]
  const match = line && FRAME.exec(line.text.trimEnd())
  if (!line || !match) return undefined
  const [, , call = '', library, file, number] = match
  const place = file === undefined ? { kind: 'native' as const, ...(library !== undefined && { module: library }) } : { file, line: Number(number), kind: 'frame' as const }
  return { frame: { ...rangeOf(line), function: call === '???' ? '???' : call.replace(/\(.*\)(?: const)?$/, ''), ...place, inApp: file !== undefined && !isLibrary(file, call) }, next: at + 1 }
}

const isLibrary = (file: string, call: string): boolean => /^\/usr\/|^vg_replace|^vgpreload|^libc-start|[\\/]sysdeps[\\/]/.test(file) || /^(?:std::|__libc_|__gnu_cxx::)/.test(call) || ALLOCATOR.test(call)

const OTHERS: [RegExp, Relation][] = [
  [/^\s*Address 0x[0-9A-Fa-f]{1,16} is .{0,200}free'd/, 'freed at'],
  [/^\s*(?:Block was alloc'd at|Address 0x[0-9A-Fa-f]{1,16} is .{0,200}alloc'd|Uninitialised value was created)/, 'allocated at'],
  [/^\s*(?:This conflicts with|Thread #\d+ was created)/, 'other access'],
]

/** What stands on a line behind the number of its process; undefined for a line of another one. */
function textAt({ lines }: Stacks, at: number, process: string): string | undefined {
  const match = LINE.exec(lines[at]?.text ?? '')
  return match?.[1] === process ? (match[2] ?? '') : undefined
}

function read(lines: readonly Line[], at: number, floor: number): Reading | undefined {
  const process = LINE.exec(lines[at]?.text ?? '')?.[1] ?? ''
  const stacks = openStacks(lines, at)
  const above = at - 1 >= floor ? textAt(stacks, at - 1, process)?.trim() : undefined
  const titled = above !== undefined && above !== ''
  stacks.parts.push({ ...(titled && { message: clip(above) }), frames: [] })
  takeFrames(stacks, stacks.parts[0] ?? { frames: [] }, readFrame)
  while (stacks.parts.length < MAX_PARTS && takeOther(stacks, process));
  const isMachinery = (frame: Frame): boolean => ALLOCATOR.test(frame.function ?? '')
  return finish({
    language: 'c', format: 'valgrind', lines, from: titled ? at - 1 : at, next: stacks.at, exceptions: stacks.parts, order: 'innermost-first', root: 0, truncated: !titled, notes: notesOf(stacks),
    ...crashBelow(stacks.parts[0], isMachinery),
  })
}

/** Where the memory was freed or allocated, or what the other thread did. */
function takeOther(stacks: Stacks, process: string): boolean {
  const text = textAt(stacks, stacks.at, process)
  const relation = OTHERS.find(([pattern]) => pattern.test(text ?? ''))?.[1]
  if (text === undefined || relation === undefined) return false
  const part: ExceptionPart = { message: clip(text.trim()), frames: [], relation, parent: 0 }
  stacks.at++
  if (takeFrames(stacks, part, readFrame)) stacks.parts.push(part)
  return true
}
