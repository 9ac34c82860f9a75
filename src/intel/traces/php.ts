/**
 * PHP: uncaught exceptions, as `Throwable::__toString` writes them (https://www.php.net/manual/en/exception.tostring.php), with
 * those before them, as Monolog writes them, and errors of a single place.
 *
 * A printed frame pairs the place of a call with the name of what is called there. Here a frame has the name of the function
 * in which its place lies, so the names move up by one and the place that the header names comes first.
 */
import { clip, deepestCause, type ExceptionPart, finish, type Frame, LOOK, MAX_PARTS, type Reading, type TraceFormat } from './format.ts'
import { endOffsetOf, type Line, offsetOf } from './line.ts'
import { findLine, findLineBack, type FrameReader, hasPlaceNear, inOrder, notesOf, openStacks, type Stacks, takeFrames } from './stack.ts'
import { isBlank, rangeOf } from './text.ts'

export const php: TraceFormat = {
  name: 'php',
  language: 'php',
  starts: (text) => TITLE.test(text) || ON_LINE.test(text) || FRAME.test(text),
  read(lines, at, floor) {
    const text = lines[at]?.text ?? ''
    if (FRAME.test(text)) return readRemains(lines, at)
    return TITLE.test(text) ? readStack(lines, at, floor) : readError(lines, at)
  },
}

const TITLE = /^\s*(?:PHP )?(?:Stack trace:|\[stacktrace\])\s*$/

/** `#0 /srv/index.php(31): Shop\Cart->total(Array)`, `#1 [internal function]: {closure}()`, `#2 {main}`. */
const FRAME = /^\s*#\d{1,6} (?:(\S.{0,1000}?)\((\d{1,9})\): (\S.{0,2000})|\[internal function\]: (\S.{0,2000})|\{main\})\s*$/

/** `in /srv/cart.php on line 12`, as every error of PHP ends. */
const ON_LINE = /^\s*(?:PHP )?\s*(?:Fatal error|Warning|Notice|Parse error|Deprecated|Recoverable fatal error|Core error|Compile error|Strict Standards|Unknown error): {1,2}(.{1,4000}) in (\S.{0,1000}?) on line (\d{1,9})\s*$/

const LIBRARY = /(?:^|[\\/])vendor[\\/]|^phar:|^\[|(?:^|[\\/])(?:usr|opt)[\\/][^:]{0,200}[\\/](?:pear|php)[\\/]/

/** Frames as printed, still paired with the name of what they call. */
const framesInOrder = (): FrameReader => inOrder(readFrame, /^\s*#(\d{1,6}) /)

const readFrame: FrameReader = (lines, at) => {
  const line = lines[at]
  const match = line && FRAME.exec(line.text)
  if (!line || !match) return undefined
  const [, file, number, call, internal] = match
  const name = nameOf(call ?? internal ?? '{main}')
  const place = file === undefined ? { kind: 'native' as const } : { file: withoutEval(file), line: Number(number), kind: 'frame' as const }
  return { frame: { ...rangeOf(line), function: name, ...place, inApp: file !== undefined && !LIBRARY.test(file) }, next: at + 1 }
}

/** Without the arguments, which may hold secrets and anything else. */
function nameOf(call: string): string {
  const closure = /^(.*?\{closure[^}]{0,500}\})/.exec(call)?.[1]
  const open = call.indexOf('(')
  return unescaped(closure ?? (open < 0 ? call : call.slice(0, open)))
}

/** In a log of JSON the separators of namespaces stand twice, though its newlines are real. */
const unescaped = (name: string): string => name.replaceAll('\\\\', '\\')

/** `/srv/x.php(12) : eval()'d code`: the file that holds the text which was evaluated. */
const withoutEval = (file: string): string => file.replace(/\(\d{1,9}\) : eval\(\)'d code.*$/, '')

/**
 * Names move up to the place inside the function that they name; what is called from the outermost place is `{main}`. Where the
 * place that the header names is that of the first call, a function of PHP itself threw, and has no place.
 */
function shiftNames(thrown: Frame | undefined, printed: readonly Frame[]): Frame[] {
  const [first] = printed
  if (thrown && first?.file === thrown.file && first?.line === thrown.line) {
    const { file: _, line: __, ...called } = first
    return [{ ...called, kind: 'native', inApp: false }, ...shiftNames(undefined, printed)]
  }
  const places = [...(thrown ? [thrown] : []), ...printed]
  const names = thrown ? printed : printed.slice(1)
  const shifted = places.map(({ function: _, ...frame }, index) => ({ ...frame, ...(names[index]?.function !== undefined && { function: names[index].function }) }))
  return shifted.filter((frame) => frame.file !== undefined || frame.function !== undefined)
}

interface Head {
  part: ExceptionPart
  place: Frame
  at: number
}

/** `Uncaught Class: message in FILE:LINE`, `Next Class: …`, and Monolog's `[object] (Class(code: 0): message at FILE:LINE)`. */
const PLACED = /^(.*) (?:in|at) (\S.{0,1000}?):(\d{1,9})\)?\s*$/s

function headAbove(lines: readonly Line[], title: number, floor: number): Head | undefined {
  const at = findLineBack(lines, { from: Math.max(floor, title - LOOK), to: title }, (text) => NAMES.some((name) => name.test(text)))
  const last = lines[title - 1]
  const placed = at === undefined || !last ? null : PLACED.exec(last.text)
  if (at === undefined || !last || !placed) return undefined
  const first = lines[at]?.text ?? ''
  const name = NAMES.map((each) => each.exec(first)).find((match) => match !== null)
  if (!name) return undefined
  const begin = name[0].length
  const texts = at === title - 1 ? [(placed[1] ?? '').slice(begin)] : [first.slice(begin), ...lines.slice(at + 1, title - 1).map(({ text }) => text), placed[1] ?? '']
  const message = texts.join('\n').trim()
  const from = last.text.lastIndexOf(placed[2] ?? '')
  const end = from + (placed[2] ?? '').length + 1 + (placed[3] ?? '').length
  const place: Frame = { raw: last.text.slice(from, end), start: offsetOf(last, from), end: endOffsetOf(last, end), file: withoutEval(placed[2] ?? ''), line: Number(placed[3]), kind: 'frame', inApp: !LIBRARY.test(placed[2] ?? '') }
  return { at, place, part: { type: unescaped(name[1] ?? ''), ...(message !== '' && { message: clip(message) }), frames: [] } }
}

const NAMES = [
  /^.{0,300}?Uncaught (?:PHP Exception )?([A-Za-z_\\][\w\\]{0,300})(?:: )?/,
  /^\s*Next ([A-Za-z_\\][\w\\]{0,300})(?:: )?/,
  /^.{0,8000}?\[(?:object|previous exception)\] (?:\[object\] )?\(([A-Za-z_\\][\w\\@]{0,300})\(code: [^)]{1,20}\): ?/,
  /^.{0,300}?(?<![\w\\])((?:[A-Za-z_]\w{0,100}\\){0,20}[A-Z]\w{0,100}(?:Exception|Error))(?:: | in (?=\S))/,
]

function readStack(lines: readonly Line[], at: number, floor: number): Reading | undefined {
  const stacks = openStacks(lines, at)
  const head = headAbove(lines, at, floor)
  if (!takeStack(stacks, head)) return undefined
  while (stacks.parts.length < MAX_PARTS && takeNext(stacks));
  const closing = findLine(lines, { from: stacks.at, to: stacks.at + 1 }, (text) => /^\s*thrown in \S.* on line \d+\s*$/.test(text))
  return finishPhp(stacks, { from: head?.at ?? at, next: stacks.at + (closing === undefined ? 0 : 1), truncated: !head })
}

/** The title at `stacks.at` with its frames. */
function takeStack(stacks: Stacks, head: Head | undefined): boolean {
  const printed: ExceptionPart = { frames: [] }
  stacks.at++
  if (!takeFrames(stacks, printed, framesInOrder()) && !head) return false
  const part = { ...head?.part, frames: shiftNames(head?.place, printed.frames) }
  const parent = stacks.parts.length - 1
  stacks.parts.push(parent < 0 ? part : { ...part, relation: relationOf(stacks, head), parent })
  return true
}

/** `Next` stands before what wraps the exception above it; Monolog writes what was wrapped below. */
function relationOf({ lines }: Stacks, head: Head | undefined): 'direct cause' | 'caused by' {
  return /^\s*Next /.test(lines[head?.at ?? -1]?.text ?? '') ? 'direct cause' : 'caused by'
}

function takeNext(stacks: Stacks): boolean {
  const { lines, at } = stacks
  let first = at
  while (first < at + 3 && isBlank(lines[first]?.text ?? 'x')) first++
  if (!/^\s*Next |\[previous exception\]/.test(lines[first]?.text ?? '')) return false
  const title = findLine(lines, { from: first, to: first + LOOK }, (text) => TITLE.test(text))
  const head = title === undefined ? undefined : headAbove(lines, title, first)
  if (title === undefined || !head) return false
  stacks.at = title
  return takeStack(stacks, head)
}

function finishPhp(stacks: Stacks, { from, next, truncated }: { from: number; next: number; truncated: boolean }): Reading {
  const { lines, parts } = stacks
  return finish({ language: 'php', format: 'php', lines, from, next, exceptions: parts, order: 'innermost-first', root: deepestCause(parts), truncated, notes: notesOf(stacks) })
}

function readRemains(lines: readonly Line[], at: number): Reading | undefined {
  if (!hasPlaceNear(lines, at, readFrame)) return undefined
  const stacks = openStacks(lines, at)
  const part: ExceptionPart = { frames: [] }
  takeFrames(stacks, part, framesInOrder())
  stacks.parts.push({ frames: shiftNames(undefined, part.frames) })
  return finishPhp(stacks, { from: at, next: stacks.at, truncated: true })
}

/** A warning or an error with its place in one line; Xdebug puts a stack below it. */
function readError(lines: readonly Line[], at: number): Reading | undefined {
  const line = lines[at]
  const match = line && ON_LINE.exec(line.text)
  if (!line || !match) return undefined
  const file = match[2] ?? ''
  const type = /^\s*(?:PHP )?\s*([A-Z][\w ]{1,40}): /.exec(line.text)?.[1]
  const part: ExceptionPart = { ...(type !== undefined && { type }), message: clip(match[1] ?? ''), frames: [{ ...rangeOf(line), file, line: Number(match[3]), kind: 'frame', inApp: !LIBRARY.test(file) }] }
  return finish({ language: 'php', format: 'php', lines, from: at, next: at + 1, exceptions: [part], order: 'innermost-first', root: 0, truncated: false })
}
