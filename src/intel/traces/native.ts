/**
 * Native code on Android: the backtrace of a tombstone (https://source.android.com/docs/core/tests/debug), and the same with
 * the places that `ndk-stack` adds to it.
 */
import { clip, type ExceptionPart, finish, type Frame, LOOK, type Reading, type TraceFormat } from './format.ts'
import type { Line } from './line.ts'
import { crashBelow, findLineBack, type FrameReader, notesOf, openStacks, takeFrames } from './stack.ts'
import { rangeOf, spanOf, splitPosition } from './text.ts'

export const native: TraceFormat = { name: 'native', language: 'c', starts: (text) => text.includes('#') && FRAME.test(text.trimEnd()), read }

/** `      #01 pc 0000000000012345  /data/app/lib/arm64/libshop.so (shop::Cart::total(int)+24) (BuildId: 1f)`. */
const FRAME = /^\s*#(\d{2,6})  ?(?:pc )?(?:0x)?[0-9a-f]{5,16}  ?(\S{1,500})(?: \(offset 0x[0-9a-f]{1,16}\))?(?: \((\S.{0,1000}?)(?:\+(?:0x)?[0-9a-f]{1,12})?\))?(?: \(BuildId: [0-9a-f]{1,64}\))?$/

const LIBRARY = /^\/(?:system|apex|vendor)\/|lib(?:c|art|log|stdc\+\+|c\+\+_shared)\.so$/

const readFrame: FrameReader = (lines, at) => {
  const line = lines[at]
  const match = line && FRAME.exec(line.text.trimEnd())
  if (!line || !match) return undefined
  const [, , module = '', symbol] = match
  const known = { ...(symbol !== undefined && { function: symbol.replace(/\(.*\)(?: const)?$/, '') }), module }
  const below = placeBelow(lines, at)
  if (below === undefined) return { frame: { ...rangeOf(line), ...known, kind: 'native', inApp: false }, next: at + 1 }
  const last = lines[below] ?? line
  const { path = '', line: number, column } = splitPosition(last.text.trim()) ?? {}
  const place = { file: path, ...(number !== undefined && { line: number }), ...(column !== undefined && { column }) }
  return { frame: { ...spanOf(line, last), ...known, ...place, kind: 'frame', inApp: !LIBRARY.test(module) }, next: below + 1 }
}

/** `ndk-stack` prints the name and the place below a frame, far to the right. */
function placeBelow(lines: readonly Line[], at: number): number | undefined {
  const isName = /^\s{20,}\S/.test(lines[at + 1]?.text ?? '')
  return isName && /^\s{20,}\S/.test(lines[at + 2]?.text ?? '') && splitPosition((lines[at + 2]?.text ?? '').trim()) ? at + 2 : undefined
}

function read(lines: readonly Line[], at: number, floor: number): Reading | undefined {
  const stacks = openStacks(lines, at)
  const part: ExceptionPart = { frames: [] }
  takeFrames(stacks, part, readFrame)
  const signal = findLineBack(lines, { from: Math.max(floor, at - LOOK), to: at }, (text) => /\bsignal \d{1,2} \(SIG[A-Z]{2,8}\)/.test(text))
  const [, type, says] = /signal \d{1,2} \((SIG[A-Z]{2,8})\)(?:, (.{1,1000}))?$/.exec((lines[signal ?? -1]?.text ?? '').trimEnd()) ?? []
  stacks.parts.push({ ...(type !== undefined && { type }), ...(says !== undefined && { message: clip(says) }), frames: part.frames })
  const isMachinery = (frame: Frame): boolean => LIBRARY.test(frame.module ?? '')
  return finish({
    language: 'c', format: 'native', lines, from: signal ?? at, next: stacks.at, exceptions: stacks.parts, order: 'innermost-first', root: 0, truncated: signal === undefined, notes: notesOf(stacks),
    ...crashBelow(stacks.parts[0], isMachinery),
  })
}
