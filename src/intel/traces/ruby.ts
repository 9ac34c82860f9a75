/**
 * Ruby: uncaught exceptions as the interpreter prints them (https://docs.ruby-lang.org/en/3.4/Exception.html#method-i-full_message),
 * innermost first or, on terminals of 2.5 to 2.7, last; and the bare backtraces that Rails and job runners log.
 */
import { clip, type ExceptionPart, finish, type Frame, LOOK, type Reading, type TraceFormat } from './format.ts'
import { endOffsetOf, type Line, offsetOf } from './line.ts'
import { findLine, findLineBack, type FrameReader, hasPlaceNear, notesOf, openStacks, type Stacks, takeFrames } from './stack.ts'
import { findErrorName, indentOf, rangeOf } from './text.ts'

export const ruby: TraceFormat = {
  name: 'ruby',
  language: 'ruby',
  starts: (text) => text.includes(':in ') || FROM.test(text) || classBehind(text) !== undefined || text.includes(REVERSED),
  read: (lines, at, floor) => ((lines[at]?.text ?? '').includes(REVERSED) ? readReversed(lines, at) : (readException(lines, at) ?? readLogged(lines, at, floor))),
}

const REVERSED = 'Traceback (most recent call last):'

/** `app/cart.rb:12:in 'Cart#total'`; a quote or, before 3.4, a backtick. The name may be missing at the top of a file. */
const PLACE = /([^\s:'"`()[\]][^:'"`]{0,1000}?|[A-Za-z]:[\\/][^:'"`]{1,1000}?|\(eval[^)]{0,200}\)|<internal:[\w/.-]{1,200}>):(\d{1,9})(?::in [`'‘]([^'`’]{0,500})['’])?/y

/** Files of Ruby and its templates, or a name of what runs behind it. */
const SOURCE = /(?:\.(?:rb|erb|rake|ru|haml|slim|gemspec|jbuilder|thor|builder)|(?:^|\/)(?:Rakefile|Gemfile|Guardfile|Capfile|bin\/[\w-]+|[\w-]+))$|^\(eval|^<internal:/

const LIBRARY = /(?:^|[\\/])(?:gems|rubygems|vendor[\\/]bundle|lib[\\/]ruby|rbenv|rvm)[\\/]|^<internal:|^\(eval|[\\/]bin[\\/](?:bundle|rails|rake|ruby|irb|rspec|puma|sidekiq)$/

const FROM = /^\s+(?:\d{1,6}: )?from \S/
const ELIDED = /^\s+\.{3} (\d{1,9}) levels\.{3}/

/** The class in parentheses at the end of a line that begins with a place, and where it begins. */
function classBehind(text: string): { type: string; at: number } | undefined {
  const trimmed = text.trimEnd()
  const open = trimmed.endsWith(')') ? trimmed.lastIndexOf('(') : -1
  const type = trimmed.slice(open + 1, -1)
  return open > 0 && /^[A-Z][\w:]{0,200}$/.test(type) && /^\s*\S[^:]{0,1000}:\d/.test(text.replace(/^\s*[A-Za-z]:/, '')) ? { type, at: open } : undefined
}

/** The frame whose place begins at `from`, and where it ends in the line. */
function frameAt(line: Line, from: number): { frame: Frame; end: number } | undefined {
  PLACE.lastIndex = from
  const match = PLACE.exec(line.text)
  const file = match?.[1] ?? ''
  if (!match || !SOURCE.test(file) || (match[3] === undefined && !/\.\w{2,8}$/.test(file))) return undefined
  const end = from + match[0].length
  const name = match[3] === undefined ? {} : { function: match[3] }
  const place = /^<internal:|^\(eval/.test(file) ? { kind: 'native' as const } : { file, line: Number(match[2]), kind: 'frame' as const }
  return { frame: { raw: line.text.slice(indentOf(line.text), end), start: offsetOf(line, indentOf(line.text)), end: endOffsetOf(line, end), ...name, ...place, inApp: !LIBRARY.test(file) }, end }
}

/** `\tfrom app/main.rb:3:in '<main>'`. */
const readFrom: FrameReader = (lines, at) => {
  const line = lines[at]
  if (!line) return undefined
  const elided = ELIDED.exec(line.text)
  if (elided) return { frame: { ...rangeOf(line), kind: 'elided', inApp: false, times: Number(elided[1]) }, next: at + 1 }
  const from = FROM.test(line.text) ? line.text.indexOf('from ') + 5 : -1
  const found = from < 0 ? undefined : frameAt(line, from)
  return found && { frame: found.frame, next: at + 1 }
}

/** A backtrace as an array prints itself: nothing but places. */
const readBare: FrameReader = (lines, at) => {
  const line = lines[at]
  const found = line && frameAt(line, indentOf(line.text))
  return found?.frame.function !== undefined && found.end === line?.text.trimEnd().length ? { frame: found.frame, next: at + 1 } : undefined
}

function readException(lines: readonly Line[], at: number): Reading | undefined {
  const stacks = openStacks(lines, at)
  if (!takeException(stacks)) return readRest(lines, at)
  while (stacks.parts.length < LOOK && takeException(stacks));
  return finishRuby(stacks, at, { root: stacks.parts.length - 1 })
}

/** An exception with its frames; those below the first are what caused it, and are printed after it. */
function takeException(stacks: Stacks): boolean {
  const { lines, at, parts } = stacks
  const head = headAt(lines, at)
  const open = head && (parts.length === 0 || FROM.test(lines[head.next]?.text ?? '') || head.named)
  if (!head || !open || !(head.named || FROM.test(lines[head.next]?.text ?? ''))) return false
  stacks.parts.push(parts.length === 0 ? head.part : { ...head.part, relation: 'caused by', parent: parts.length - 1 })
  stacks.at = head.next
  takeFrames(stacks, head.part, readFrom)
  return true
}

interface Head {
  part: ExceptionPart
  /** The class stands behind the message. */
  named: boolean
  /** The first line after the message. */
  next: number
}

/** `app/cart.rb:12:in 'total': message (Class)`; the class stands at the end of the first line, further lines may follow. */
function headAt(lines: readonly Line[], at: number): Head | undefined {
  const line = lines[at]
  const found = line && frameAt(line, indentOf(line.text))
  if (!line || !found || !line.text.startsWith(': ', found.end)) return undefined
  const named = classBehind(line.text)
  const text = line.text.slice(found.end + 2, named?.at).trimEnd()
  const frames = findLine(lines, { from: at + 1, to: at + LOOK }, (each) => FROM.test(each) || classBehind(each) !== undefined)
  const next = frames !== undefined && FROM.test(lines[frames]?.text ?? '') ? frames : at + 1
  const more = lines.slice(at + 1, next).map((each) => each.text.trimEnd()).join('\n').trimEnd()
  const message = [text, ...(more === '' ? [] : [more])].join('\n').trim()
  const part: ExceptionPart = { ...(named && { type: named.type }), ...(message !== '' && { message: clip(message) }), frames: [found.frame] }
  return { part, named: named !== undefined, next }
}

/** The end of a trace whose beginning was cut off. */
function readRest(lines: readonly Line[], at: number): Reading | undefined {
  if (!FROM.test(lines[at]?.text ?? '') || !hasPlaceNear(lines, at, readFrom)) return undefined
  const stacks = openStacks(lines, at)
  const part: ExceptionPart = { frames: [] }
  takeFrames(stacks, part, readFrom)
  stacks.parts.push(part)
  return finishRuby(stacks, at, { root: 0, truncated: true })
}

/** `NoMethodError (message):` or `Class: message`, then places one to a line. */
function readLogged(lines: readonly Line[], at: number, floor: number): Reading | undefined {
  const stacks = openStacks(lines, at)
  const part: ExceptionPart = { frames: [] }
  if (!takeFrames(stacks, part, readBare)) return undefined
  const head = findLineBack(lines, { from: Math.max(floor, at - LOOK), to: at }, (text) => nameIn(text) !== undefined)
  const near = head !== undefined && !lines.slice(head + 1, at).some(({ text }) => FROM.test(text)) ? head : undefined
  if (near === undefined && part.frames.length < 2) return undefined
  stacks.parts.push({ ...(near !== undefined && nameIn(lines[near]?.text ?? '')), frames: part.frames })
  return finishRuby(stacks, near ?? at, { root: 0, truncated: near === undefined })
}

function nameIn(text: string): Pick<ExceptionPart, 'type' | 'message'> | undefined {
  const rails = /^\s*([A-Z][\w:]{0,200}) \((.{0,4000})\):?\s*$/.exec(text)
  if (rails) return { type: rails[1] ?? '', message: clip(rails[2] ?? '') }
  const qualified = /(?:^|\s)((?:[A-Z]\w{0,100}::){1,10}[A-Z]\w{0,100}): (.{1,4000})$/.exec(text)
  const named = qualified ? { type: qualified[1] ?? '', message: qualified[2] ?? '' } : findErrorName(text)
  return named && { type: named.type, ...(named.message !== '' && { message: clip(named.message) }) }
}

/** `Traceback (most recent call last):` with numbered frames, the outermost first, and the exception last. */
function readReversed(lines: readonly Line[], at: number): Reading | undefined {
  const stacks = openStacks(lines, at + 1)
  const part: ExceptionPart = { frames: [] }
  if (!takeFrames(stacks, part, readFrom)) return undefined
  const head = headAt(lines, stacks.at)
  if (head) stacks.at++
  stacks.parts.push(head ? { ...head.part, frames: [...part.frames, ...head.part.frames] } : part)
  return finish({ language: 'ruby', format: 'ruby', lines, from: at, next: stacks.at, exceptions: stacks.parts, order: 'innermost-last', root: 0, truncated: !head, notes: notesOf(stacks) })
}

function finishRuby(stacks: Stacks, from: number, { root, truncated = false }: { root: number; truncated?: boolean }): Reading {
  return finish({ language: 'ruby', format: 'ruby', lines: stacks.lines, from, next: stacks.at, exceptions: stacks.parts, order: 'innermost-first', root, truncated, notes: notesOf(stacks) })
}
