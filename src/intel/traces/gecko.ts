/**
 * JavaScript in Firefox and Safari, and in programs on their engines: `name@address:line:column`, one to a line
 * (https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Error/stack). The stack itself names no error;
 * the line above it may. Firefox's console prints a blank for the sign.
 */
import { clip, type ExceptionPart, finish, type Frame, type Reading, type TraceFormat } from './format.ts'
import { endOffsetOf, type Line, offsetOf } from './line.ts'
import { type FrameReader, hasPlaceNear, notesOf, openStacks, takeFrames } from './stack.ts'
import { findErrorName, indentOf, isBlank, rangeOf, splitPosition } from './text.ts'

export const gecko: TraceFormat = { name: 'gecko', language: 'javascript', starts: (text) => text.includes('@') || CONSOLE.test(text.trimEnd()), read }

/** `    total https://shop.example/app.js:3:9`, as the console copies it. */
const CONSOLE = /^\s{2,}(\S{1,300}) ((?:https?|file|moz-extension|webpack(?:-internal)?|resource):\/\/\S{1,2000}|[\w./-]{1,300}\.js):(\d{1,9}):(\d{1,9})$/

/** What stands before the `@`: nothing, a name, `name/<`, `async*name`, `[5]</name`; no blanks but in a few words of Safari. */
const NAME = /^(?:[\w.]{1,40}(?: [a-z]{1,20})?\*){0,6}(?:[^\s@"'(),;=?&]{0,300}|global code|module code|eval code|anonymous|static initializer|get \S{1,200}|set \S{1,200})$/

const LIBRARY = /(?:^|\/)node_modules\/|^(?:resource|chrome|moz-extension|safari-web-extension|self-hosted|chrome-extension|safari-extension|user-script):/

const readFrame: FrameReader = (lines, at) => {
  const line = lines[at]
  if (!line) return undefined
  const frame = readAt(line) ?? readConsole(line)
  return frame && { frame, next: at + 1 }
}

function readAt(line: Line): Frame | undefined {
  const from = indentOf(line.text)
  const text = line.text.slice(from).trimEnd()
  const sign = signIn(text)
  if (sign < 0) return undefined
  const name = nameOf(text.slice(0, sign))
  const range = { raw: text, start: offsetOf(line, from), end: endOffsetOf(line, from + text.length) }
  if (/@\[native code\]$|^eval code@$/.test(text)) return { ...range, ...name, kind: 'native', inApp: false }
  const place = placeOf(text.slice(sign + 1))
  return place && { ...range, ...name, ...place }
}

/** The sign behind the name: the first one before which a name stands; addresses may hold more. */
function signIn(text: string): number {
  const sign = text.indexOf('@')
  return sign >= 0 && NAME.test(text.slice(0, sign)) ? sign : -1
}

function readConsole(line: Line): Frame | undefined {
  const match = CONSOLE.exec(line.text.trimEnd())
  const place = match && placeOf(`${match[2]}:${match[3]}:${match[4]}`)
  return match && place ? { ...rangeOf(line), ...nameOf(match[1] ?? ''), ...place } : undefined
}

/** `Cart.prototype.total`, `total/<` for what stands in it, `async*total`, `Cart/this.total`. */
function nameOf(name: string): Pick<Frame, 'function'> {
  const own = name.slice(name.lastIndexOf('*') + 1).replace(/(?:\/?<)+$/, '').split('</').at(-1) ?? ''
  return own === '' || own.includes('<') || /^(?:global code|module code|eval code|anonymous)$/.test(own) ? {} : { function: own }
}

/** Evaluated text is told by where it came from: `app.js line 3 > eval:1:1`. */
function placeOf(text: string): Pick<Frame, 'file' | 'line' | 'column' | 'kind' | 'inApp'> | undefined {
  const evaluated = /^(.{1,2000}?) line (\d{1,9}) > (?:eval|Function|injectedScript)/.exec(text)
  if (evaluated) return { file: evaluated[1] ?? '', line: Number(evaluated[2]), kind: 'frame', inApp: !LIBRARY.test(evaluated[1] ?? '') }
  const position = splitPosition(text)
  if (!position || !/[./]/.test(position.path) || /\s/.test(position.path.replace(/^file:.*/, ''))) return undefined
  if (!/^[\w-]{2,30}:\/\/|^\/|^[\w./-]{1,300}\.(?:[cm]?[jt]sx?|vue|svelte|html|bundle|wasm)$/.test(position.path)) return undefined
  return { file: position.path, line: position.line, ...(position.column !== undefined && { column: position.column }), kind: 'frame', inApp: !LIBRARY.test(position.path) }
}

function read(lines: readonly Line[], at: number, floor: number): Reading | undefined {
  if (!hasPlaceNear(lines, at, readFrame)) return undefined
  const stacks = openStacks(lines, at)
  const part: ExceptionPart = { frames: [] }
  takeFrames(stacks, part, readFrame)
  const head = at - 1 >= floor ? headOf(lines[at - 1]?.text ?? '') : undefined
  // A single line may be anything that holds the sign, a mail address for one.
  if (!head && part.frames.length < 2 && part.frames[0]?.column === undefined) return undefined
  stacks.parts.push({ ...head, frames: part.frames })
  return finish({ language: 'javascript', format: 'gecko', lines, from: head ? at - 1 : at, next: stacks.at, exceptions: stacks.parts, order: 'innermost-first', root: 0, truncated: !head, notes: notesOf(stacks) })
}

function headOf(text: string): Pick<ExceptionPart, 'type' | 'message'> | undefined {
  if (isBlank(text)) return undefined
  const outer = findErrorName(text)
  const named = outer?.type === 'Exception' ? (findErrorName(outer.message) ?? outer) : outer
  if (named) return { type: named.type, ...(named.message !== '' && { message: clip(named.message) }) }
  const uncaught = /Uncaught (?:\(in promise\) )?(.{1,4000})$/.exec(text)?.[1]
  return uncaught === undefined ? undefined : { message: clip(uncaught) }
}
