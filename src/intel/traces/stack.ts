/**
 * What formats share whose stacks are a line that opens them and the frames below it. Every step goes forward, so a text is
 * read in linear time whatever it holds.
 */
import { type ExceptionPart, type Frame, MAX_FRAMES } from './format.ts'
import type { Line } from './line.ts'

export interface Stacks {
  lines: readonly Line[]
  /** The line that comes next. */
  at: number
  parts: ExceptionPart[]
  /** Frames read, kept or not. */
  frames: number
  /** Threads whose stacks were read, and the stacks that were kept by what they print. */
  threads: number
  seen: Map<string, ExceptionPart>
}

export function openStacks(lines: readonly Line[], at: number): Stacks {
  return { lines, at, parts: [], frames: 0, threads: 0, seen: new Map() }
}

/** Reads what stands at `lines[at]`: a frame, or a line between frames that says nothing. `next` is the first line after it. */
export type FrameReader = (lines: readonly Line[], at: number) => { frame?: Frame; next: number } | undefined

/** Takes the frames that stand at `stacks.at` into `part`; false when there is none. */
export function takeFrames(stacks: Stacks, part: ExceptionPart, read: FrameReader): boolean {
  const from = stacks.at
  for (let found = read(stacks.lines, stacks.at); found; found = read(stacks.lines, stacks.at)) {
    if (found.frame && ++stacks.frames <= MAX_FRAMES) part.frames.push(found.frame)
    stacks.at = found.next
  }
  return stacks.at > from
}

/** Keeps the stack of a thread, or counts it with an equal one. A stack without a thread is that of one which is printed again. */
export function keepThread(stacks: Stacks, part: ExceptionPart): void {
  const key = part.frames.map((frame) => `${frame.function}@${frame.file}:${frame.line}`).join('\n')
  const same = part.frames.length > 0 ? stacks.seen.get(key) : undefined
  if (same && same.thread === undefined) {
    Object.assign(same, part)
    return
  }
  if (part.thread !== undefined) stacks.threads++
  if (same) {
    same.times = (same.times ?? 1) + 1
    return
  }
  stacks.seen.set(key, part)
  stacks.parts.push(part)
}

export function notesOf({ frames, threads, parts }: Stacks): string[] {
  const notes: string[] = []
  const kept = parts.filter((part) => part.thread !== undefined).length
  if (threads > kept) notes.push(`${threads} threads with ${kept} different stacks.`)
  if (frames > MAX_FRAMES) notes.push(`${frames - MAX_FRAMES} more frames were not kept.`)
  return notes
}

/** How many lines may be read before one of them tells a place. */
const NEAR = 24

/** Whether one of the next frames has a file: what has none tells no place, and is left before more of it is read than may be. */
export function hasPlaceNear(lines: readonly Line[], at: number, read: FrameReader): boolean {
  const end = at + NEAR
  for (let found = read(lines, at); found && found.next < end; found = read(lines, found.next)) if (found.frame?.file !== undefined) return true
  return false
}

/**
 * Reads frames as long as their numbers, the first group of `number`, go up; a frame that begins again belongs to another stack.
 * Lines without a number are read as `read` says.
 */
export function inOrder(read: FrameReader, number: RegExp): FrameReader {
  let last = -1
  return (lines, at) => {
    const found = number.exec(lines[at]?.text ?? '')?.[1]
    if (found === undefined) return read(lines, at)
    if (Number(found) <= last) return undefined
    last = Number(found)
    return read(lines, at)
  }
}

/** The texts of `lines[from, to)` as one message, without blank ends. */
export function textOf(lines: readonly Line[], from: number, to: number): string {
  return lines.slice(from, to).map((line) => line.text.trimEnd()).join('\n').trim()
}

/** The first line in `lines[from, to)` that passes, or undefined. */
export function findLine(lines: readonly Line[], { from, to }: { from: number; to: number }, passes: (text: string) => boolean): number | undefined {
  for (let at = from; at < Math.min(to, lines.length); at++) if (passes(lines[at]?.text ?? '')) return at
  return undefined
}

/** The last line in `lines[from, to)` that passes, or undefined. */
export function findLineBack(lines: readonly Line[], { from, to }: { from: number; to: number }, passes: (text: string) => boolean): number | undefined {
  for (let at = Math.min(to, lines.length) - 1; at >= from; at--) if (passes(lines[at]?.text ?? '')) return at
  return undefined
}

/** The first frame with a file that is not one of those that a run time puts on top of each stack. */
export function crashBelow(part: ExceptionPart | undefined, isMachinery: (frame: Frame) => boolean): { crash?: number } {
  const crash = part?.frames.findIndex((frame) => frame.file !== undefined && !isMachinery(frame)) ?? -1
  return crash < 0 ? {} : { crash }
}
