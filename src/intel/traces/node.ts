/**
 * V8 stack traces as Node.js, Deno, Bun and Chromium print them: https://v8.dev/docs/stack-trace-api, and the shape that
 * `util.inspect` of Node gives to errors with properties, causes and lists of errors.
 */
import { clip, deepestCause, type ExceptionPart, finish, type Frame, LOOK, MAX_FRAMES, MAX_PARTS, type Reading, type Relation, type TraceFormat } from './format.ts'
import { endOffsetOf, type Line, offsetOf } from './line.ts'
import { findErrorName, indentOf, isBlank, rangeOf, splitPosition } from './text.ts'

export const node: TraceFormat = {
  name: 'v8',
  language: 'javascript',
  starts: (text) => text.startsWith('at ', indentOf(text)) || isCaret(text),
  read: (lines, at, floor) => (isCaret(lines[at]?.text ?? '') ? readThrown(lines, at, floor) : readTrace(lines, at, floor)),
}

/** Source files of languages whose own traces also have lines of `at path:line`. */
const FOREIGN = /\.(?:rs|c|cc|cpp|h|go|py|java|kt|cs|php|rb|dart|swift)$/

/** Files of Node's own library before names began with `node:`. */
const OLD_NODE = /^(?:internal\/|_\w+\.js$|(?:assert|buffer|child_process|dgram|dns|domain|events|fs|http|https|module|net|path|process|readline|repl|stream|timers|tls|url|util|vm|zlib|bootstrap_node|node)\.js$)/

function readFrame(line: Line | undefined): Frame | undefined {
  if (!line) return undefined
  const from = indentOf(line.text)
  return line.text.startsWith('at ', from) ? readCall(line, from, from + 3) : undefined
}

/** What is left of a frame whose beginning was cut off. */
function readRemains(line: Line | undefined): Frame | undefined {
  const text = line?.text ?? ''
  return line && text.includes(' (') && text.trim().endsWith(')') ? readCall(line, 0, 0) : undefined
}

/** Reads the frame that starts at `from`, from the name of the call at `name` on. */
function readCall(line: Line, from: number, name: number): Frame | undefined {
  const body = dropTail(line.text.slice(name))
  const open = body.indexOf(' (')
  const closed = body.endsWith(')')
  if (closed && open < 0) return undefined
  const call = open >= 0 && (closed || !splitPosition(body)?.column) ? body.slice(0, open) : closed ? body : undefined
  const place = call === undefined ? body : body.slice(open + 2, closed ? -1 : undefined)
  const located = call === undefined ? readPlace(place.replace(/^async /, '')) : readPlace(place)
  if (!located || (call === undefined && located.column === undefined)) return undefined
  const to = name + body.length
  return { raw: line.text.slice(from, to), start: offsetOf(line, from), end: endOffsetOf(line, to), ...nameOf(call ?? ''), ...located }
}

/** Quotes, commas and brackets that belong to the text around the trace. */
function dropTail(text: string): string {
  let end = text.length
  while (end > 0 && ' \t\'"`,;+{}[]'.includes(text[end - 1] ?? '')) end--
  return text.slice(0, end)
}

function nameOf(call: string): Pick<Frame, 'function' | 'alias'> {
  const name = call.startsWith('async ') ? call.slice(6) : call
  if (name === '') return {}
  const as = name.indexOf(' [as ')
  return as < 0 ? { function: name } : { function: name.slice(0, as), alias: name.slice(as + 5).replace(/\]$/, '') }
}

type Place = Pick<Frame, 'file' | 'line' | 'column' | 'module' | 'inApp' | 'kind'>

function readPlace(place: string): Place | undefined {
  if (/^(?:<anonymous>|native|native code|unknown location|index \d+)$/.test(place) || place.startsWith('wasm://')) return { kind: 'native', inApp: false }
  if (place.startsWith('eval at ')) return readEval(place)
  const position = splitPosition(place)
  if (position?.column === undefined && !/[./\\]/.test(position?.path ?? '')) return undefined
  if (!position || FOREIGN.test(position.path) || /^(?:<anonymous>|address at )/.test(position.path)) return undefined
  const file = toPath(position.path)
  const module = moduleOf(file)
  return { kind: 'frame', file, line: position.line, ...(position.column !== undefined && { column: position.column }), ...(module && { module }), inApp: isOwn(file) }
}

/** `eval at f (eval at g (file:1:2), <anonymous>:3:4), <anonymous>:5:6`: the file is where the text to evaluate came from. */
function readEval(place: string): Place | undefined {
  const open = place.lastIndexOf(' (')
  const close = place.indexOf(')', open)
  const inner = open < 0 ? undefined : place.slice(open + 2, close < 0 ? undefined : close)
  return (inner && !inner.startsWith('eval at ') ? readPlace(inner) : undefined) ?? { kind: 'native', inApp: false }
}

function toPath(place: string): string {
  if (!place.startsWith('file://')) return place
  const path = place.slice(7).replace(/^\/(?=[A-Za-z]:)/, '')
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function moduleOf(file: string): string | undefined {
  if (file.startsWith('node:')) return file
  const path = file.replaceAll('\\', '/')
  const at = path.lastIndexOf('node_modules/')
  if (at < 0) return undefined
  const [first = '', second = ''] = path.slice(at + 13).split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}

function isOwn(file: string): boolean {
  if (/^(?:node:|deno:|ext:|bun:|chrome-extension:|<|\[|evalmachine\.|webpack\/|webpack-internal:\/\/\/\.\/node_modules)/.test(file)) return false
  return !OLD_NODE.test(file) && !file.startsWith('/var/runtime/') && !/(?:^|[\\/])(?:node_modules|\.yarn[\\/]cache)[\\/]/.test(file)
}

interface Header {
  /** First line of the header. */
  at: number
  part: ExceptionPart
  /** The line of the source line and caret that Node prints above an uncaught exception. */
  context?: number
}

interface Reader {
  lines: readonly Line[]
  at: number
  parts: ExceptionPart[]
  /** Indentation of the line that each part begins with. */
  indents: number[]
  /** Property objects that are open. */
  open: number
  /** Frames that were not kept. */
  dropped: number
}

function readTrace(lines: readonly Line[], at: number, floor: number): Reading | undefined {
  if (!readFrame(lines[at])) return undefined
  const header = findHeader(lines, at, floor)
  const group = header ? groupAbove(lines, header.at, floor) : undefined
  const remains = header || at - 1 < floor ? undefined : readRemains(lines[at - 1])
  const reader: Reader = { lines, at, parts: [], indents: [], open: group ? 1 : 0, dropped: 0 }
  if (group) addPart(reader, group.part, indentOf(lines[group.at]?.text ?? ''))
  const first = header?.part ?? { frames: remains ? [remains] : [] }
  addPart(reader, group ? { ...first, relation: 'group member', parent: 0 } : first, indentOf(lines[header?.at ?? at]?.text ?? ''))
  while (reader.at < lines.length && step(reader)) reader.at++
  restoreElided(reader.parts)
  addSyntaxErrorPlace(reader.parts, lines, header)
  const from = group?.at ?? header?.context ?? header?.at ?? (remains ? at - 1 : at)
  return finish({
    language: 'javascript',
    format: 'v8',
    lines,
    from: Math.max(from, floor),
    next: reader.at,
    exceptions: reader.parts,
    order: 'innermost-first',
    root: deepestCause(reader.parts),
    truncated: !header || reader.open > 0 || isCut(lines[reader.at - 1]),
    notes: reader.dropped > 0 ? [`${reader.dropped} more frames were not kept.`] : [],
  })
}

/** A frame that breaks off before its closing parenthesis. */
function isCut(line: Line | undefined): boolean {
  const text = line?.text ?? ''
  return text.includes(' (') && !text.includes(')')
}

function addPart(reader: Reader, part: ExceptionPart, indent: number): void {
  reader.parts.push(part)
  reader.indents.push(indent)
}

/** Takes the line at `reader.at` into the trace, or says that the trace has ended. */
function step(reader: Reader): boolean {
  const { lines, at } = reader
  const line = lines[at]
  if (!line || reader.parts.length >= MAX_PARTS) return false
  const text = line.text.trim()
  const frame = readFrame(line) ?? readElided(line)
  if (frame) return takeFrame(reader, frame, text)
  const relation = relationOf(text)
  if (relation) return takePart(reader, relation, line)
  if (isGroupMember(reader, text)) return takePart(reader, { relation: 'group member', text }, line)
  return reader.open > 0 ? takeProperty(reader, text) : false
}

function takeFrame(reader: Reader, frame: Frame, text: string): boolean {
  const part = reader.parts.at(-1)
  if (part && part.frames.length < MAX_FRAMES) part.frames.push(frame)
  else reader.dropped++
  if (text.endsWith('{')) reader.open++
  return true
}

function readElided(line: Line): Frame | undefined {
  const match = /^\s*\.\.\. (\d{1,6}) lines matching cause stack trace \.\.\./.exec(line.text)
  return match ? { ...rangeOf(line), kind: 'elided', inApp: false, times: Number(match[1]) } : undefined
}

function relationOf(text: string): { relation: Relation; text: string } | undefined {
  if (text.startsWith('[cause]: ')) return { relation: 'caused by', text: text.slice(9) }
  if (/^caused by: /i.test(text)) return { relation: 'caused by', text: text.slice(11) }
  if (text.startsWith("Emitted 'error' event ")) return { relation: 'emitted at', text: '' }
  return undefined
}

function isGroupMember(reader: Reader, text: string): boolean {
  if (reader.open === 0 || !headerOf(text)) return false
  const before = reader.lines[reader.at - 1]?.text.trimEnd() ?? ''
  return before.endsWith('[') || (before.endsWith(',') && readFrame(reader.lines[reader.at - 1]) !== undefined)
}

/** Opens an exception inside the trace, with the further lines of its message. */
function takePart(reader: Reader, head: { relation: Relation; text: string }, line: Line): boolean {
  const indent = indentOf(line.text)
  const above = reader.indents.findLastIndex((other) => other < indent)
  const parent = above >= 0 ? above : reader.parts.length - 1
  const named = headerOf(head.text) ?? (head.text === '' ? {} : { message: head.text })
  const more = head.text.endsWith(']') || head.text.endsWith("'") ? 0 : linesToFrame(reader.lines, reader.at + 1)
  const message = [named.message ?? '', ...textsOf(reader.lines, reader.at + 1, reader.at + 1 + more)].join('\n')
  const part = { ...named, ...((more > 0 || named.message !== undefined) && { message: clip(message) }), frames: [], relation: head.relation, parent }
  addPart(reader, part, indent)
  if (head.text.endsWith('{')) reader.open++
  reader.at += more
  return true
}

/** How many lines stand before the next frame; 0 when there is none near or the message cannot go on so far. */
function linesToFrame(lines: readonly Line[], from: number): number {
  const end = Math.min(lines.length, from + LOOK)
  for (let i = from; i < end; i++) {
    if (readFrame(lines[i])) return i - from
    if (/^\s*(?:[}\]]|\[cause\]: |\[errors\]: )/.test(lines[i]?.text ?? '')) return 0
  }
  return 0
}

function takeProperty(reader: Reader, text: string): boolean {
  if (text.startsWith('}')) reader.open--
  else if (text.endsWith('{')) reader.open++
  if (reader.open === 0) {
    reader.at++
    return false
  }
  return propertiesSoFar(reader) < LOOK * 4
}

function propertiesSoFar(reader: Reader): number {
  const last = reader.parts.at(-1)?.frames.at(-1)
  if (!last) return 0
  let count = 0
  while (count < LOOK * 4 && (reader.lines[reader.at - count]?.start ?? 0) > last.start) count++
  return count
}

function textsOf(lines: readonly Line[], from: number, to: number): string[] {
  return lines.slice(from, to).map((line) => line.text.trimEnd())
}

/** Looks upwards from the first frame for the line that names the error. */
function findHeader(lines: readonly Line[], at: number, floor: number): Header | undefined {
  const lowest = Math.max(floor, at - LOOK)
  let named: number | undefined
  for (let i = at - 1; i >= lowest; i--) {
    const text = lines[i]?.text ?? ''
    if (readFrame(lines[i]) || text.trim().startsWith('Node.js v')) break
    if (isCaret(text) && i >= floor + 2 && !(named !== undefined && groupAbove(lines, named, floor))) return headerBelowCaret(lines, i, at)
    if (named === undefined && headerOf(text.trim(), true)) named = i
    if (named !== undefined && named - i > 3) break
  }
  const loose = at - 1 >= floor && headerOf(lines[at - 1]?.text.trim() ?? '') ? at - 1 : undefined
  const found = named ?? loose
  return found === undefined ? undefined : headerFrom(lines, found, at)
}

function headerBelowCaret(lines: readonly Line[], caret: number, at: number): Header | undefined {
  let first = caret + 1
  while (first < at && isBlank(lines[first]?.text ?? '')) first++
  if (first >= at) return undefined
  const placed = splitPosition(lines[caret - 2]?.text.trim() ?? '') !== undefined
  return { ...headerFrom(lines, first, at), ...(placed && { context: caret - 2 }) }
}

function headerFrom(lines: readonly Line[], first: number, at: number): Header {
  const head = headerOf(lines[first]?.text.trim() ?? '') ?? { message: lines[first]?.text.trim() ?? '' }
  const rest = textsOf(lines, first + 1, at)
  while (rest.length > 0 && rest.at(-1) === '') rest.pop()
  const message = clip([head.message ?? '', ...rest].join('\n'))
  return { at: first, part: { ...head, ...(message !== '' && { message }), frames: [] } }
}

/** Reads `Name: message`, `Name [CODE]: message` or `[Name: message] {`, wherever in the line it begins. `strict` wants a name that says error. */
function headerOf(text: string, strict = false): Pick<ExceptionPart, 'type' | 'message'> | undefined {
  const bare = text.startsWith('[') ? text.slice(1).replace(/\]( \{)?$/, '') : text
  const named = findErrorName(bare)
  if (named) return { type: named.type, ...(named.message !== '' && { message: named.message }) }
  if (strict) return undefined
  const plain = /^(?:Uncaught )?([A-Z][\w$.]{0,200})(?:: (.*))?$/.exec(bare)
  return plain ? { type: plain[1] ?? '', ...(plain[2] && { message: plain[2] }) } : undefined
}

/** The error whose list `[errors]: [` begins just above the line `at`. */
function groupAbove(lines: readonly Line[], at: number, floor: number): Header | undefined {
  if (!lines[at - 1]?.text.trim().endsWith('[errors]: [')) return undefined
  for (let i = at - 2; i >= Math.max(floor, at - 10); i--) {
    const text = lines[i]?.text.trim() ?? ''
    const head = text.endsWith('{') ? headerOf(text) : undefined
    if (head) return { at: i, part: { ...head, frames: [] } }
  }
  return undefined
}

/** Node leaves out the frames that an error shares with its cause; they stand in the cause. */
function restoreElided(parts: ExceptionPart[]): void {
  for (let p = parts.length - 1; p >= 0; p--) {
    const part = parts[p]
    const marker = part?.frames.findIndex((frame) => frame.kind === 'elided') ?? -1
    const cause = parts.find((other) => other.parent === p && other.relation === 'caused by')
    if (!part || !cause || marker < 1) continue
    const before = samePlace(part.frames[marker - 1])
    const first = cause.frames.findIndex((frame) => samePlace(frame) === before) + 1
    const count = part.frames[marker]?.times ?? 0
    if (first === 0 || first + count > cause.frames.length) continue
    part.frames.splice(marker, 1, ...cause.frames.slice(first, first + count).map((frame) => ({ ...frame, kind: 'elided' as const })))
  }
}

function samePlace(frame: Frame | undefined): string {
  return `${frame?.function ?? ''} ${frame?.file ?? ''}:${frame?.line ?? ''}:${frame?.column ?? ''}`
}

/** The frames of a syntax error are those of the loader; where it stands is said above the caret. */
function addSyntaxErrorPlace(parts: ExceptionPart[], lines: readonly Line[], header: Header | undefined): void {
  const part = parts[0]
  if (!part || part.type !== 'SyntaxError' || header?.context === undefined) return
  const place = contextFrame(lines, header.context)
  if (place?.file && !place.file.startsWith('<')) part.frames.unshift(place)
}

function contextFrame(lines: readonly Line[], at: number): Frame | undefined {
  const line = lines[at]
  const caret = lines[at + 2]
  const place = line && readPlace(line.text.trim())
  return line && caret && place?.file ? { ...rangeOf(line), ...place, column: Math.max(0, indentOf(caret.text) - indentOf(line.text)) + 1 } : undefined
}

function isCaret(text: string): boolean {
  const first = text.charCodeAt(indentOf(text))
  return (first === 94 || first === 126) && text.includes('^') && /^\s*[\^~]+[\^~\s]*$/.test(text)
}

/** Something thrown that is no error: Node prints the place, the source line, a caret and the value, but no frames. */
function readThrown(lines: readonly Line[], caret: number, floor: number): Reading | undefined {
  const place = caret - 2 >= floor ? contextFrame(lines, caret - 2) : undefined
  if (!place) return undefined
  const end = endOfThrown(lines, caret + 1)
  if (end === undefined) return undefined
  const message = clip(textsOf(lines, caret + 1, end).join('\n').trim())
  const closed = lines[end]?.text.trim().startsWith('(Use `node') ?? false
  const exceptions: ExceptionPart[] = [{ ...(message !== '' && { message }), frames: [place] }]
  return finish({ language: 'javascript', format: 'v8', lines, from: caret - 2, next: end + (closed ? 1 : 0), exceptions, order: 'innermost-first', root: 0, truncated: !closed })
}

/** Where the thrown value ends; undefined when frames follow, and it is an ordinary trace. */
function endOfThrown(lines: readonly Line[], from: number): number | undefined {
  const end = Math.min(lines.length, from + LOOK)
  for (let i = from; i < end; i++) {
    const text = lines[i]?.text.trim() ?? ''
    if (readFrame(lines[i]) || isCaret(text)) return undefined
    if (text.startsWith('(Use `node --trace') || text.startsWith('Node.js v')) return i
  }
  return end === lines.length && end - from <= 4 ? end : undefined
}
