/**
 * Python tracebacks, as the `traceback` module prints them: https://docs.python.org/3/library/traceback.html,
 * with chained exceptions, exception groups (PEP 654) and the underlining of PEP 657.
 */
import { clip, type ExceptionPart, finish, type Frame, LOOK, MAX_FRAMES, MAX_PARTS, type Reading, type Relation, type TraceFormat } from './format.ts'
import { type Line, offsetOf } from './line.ts'
import { indentOf, isBlank, isDigit, rangeOf } from './text.ts'

const TITLE = 'Traceback (most recent call last):'

export const python: TraceFormat = {
  name: 'python',
  language: 'python',
  starts: (text) => text.includes(TITLE) || text.includes('File "'),
  read,
}

interface Margin {
  /** Column of the `|` or `+` that an exception group puts before its lines, 0 without one. */
  depth: number
  /** The line behind the margin, its indentation included. */
  body: string
}

function marginOf(text: string): Margin {
  const at = indentOf(text)
  const code = text.charCodeAt(at)
  const next = text.charCodeAt(at + 1)
  const margin = (code === 124 || code === 43) && (Number.isNaN(next) || next === 32)
  return margin ? { depth: at, body: text.slice(at + 2) } : { depth: 0, body: text }
}

/** The rule between the members of a group: its number, 0 for the closing one. */
function separatorOf(text: string): { depth: number; member: boolean } | undefined {
  const match = /^( *)(\+-)?\+-{4,}(?: (?:\d{1,6}|\.{3}) -{4,})?\s*$/.exec(text)
  return match ? { depth: (match[1] ?? '').length + (match[2] ?? '').length, member: /[\d.]/.test(text) } : undefined
}

const CHAINS: [string, Relation][] = [
  ['The above exception was the direct cause of the following exception:', 'direct cause'],
  ['During handling of the above exception, another exception occurred:', 'during handling'],
]

function chainOf(body: string): Relation | undefined {
  return CHAINS.find(([sentence]) => body.includes(sentence))?.[1]
}

interface Reader {
  lines: readonly Line[]
  at: number
  parts: ExceptionPart[]
  /** Margin column of each part. */
  depths: number[]
  pending?: Relation
  /** A rule has just opened a member of a group. */
  member: boolean
  /** The last exception that was read has its closing line. */
  closed: boolean
  frames: number
}

function read(lines: readonly Line[], at: number): Reading | undefined {
  const opening = marginOf(lines[at]?.text ?? '')
  const titled = opening.body.includes(TITLE)
  if (!titled && !readFrame(lines[at])) return undefined
  const reader: Reader = { lines, at, parts: [], depths: [], member: false, closed: false, frames: 0 }
  while (reader.at < lines.length && step(reader));
  if (!reader.parts.some((part) => part.frames.length > 0 || part.type)) return undefined
  return finish({
    language: 'python',
    format: 'python',
    lines,
    from: at,
    next: reader.at,
    exceptions: reader.parts,
    order: 'innermost-last',
    root: rootOf(reader.parts),
    truncated: !reader.closed || reader.pending !== undefined || reader.member || (!titled && reader.parts[0]?.type !== 'SyntaxError'),
    notes: reader.frames > MAX_FRAMES ? [`${reader.frames - MAX_FRAMES} more frames were not kept.`] : [],
  })
}

/** Takes what stands at `reader.at` into the traceback, or says that it has ended. */
function step(reader: Reader): boolean {
  const line = reader.lines[reader.at]
  if (!line || reader.parts.length >= MAX_PARTS) return false
  const rule = separatorOf(line.text)
  if (rule && reader.parts.length > 0) return takeRule(reader, rule)
  const margin = marginOf(line.text)
  const first = reader.parts.length === 0
  if (margin.body.includes(TITLE)) return first || reader.pending || reader.member ? takeBlock(reader, margin.depth, true) : false
  if (first) return takeBlock(reader, margin.depth, false)
  if (reader.member) return takeBareMember(reader, margin)
  return takeChain(reader)
}

function takeRule(reader: Reader, rule: { member: boolean }): boolean {
  reader.member = rule.member
  reader.at++
  return true
}

/** A member that was never raised has no traceback, only the line that names it. */
function takeBareMember(reader: Reader, margin: Margin): boolean {
  if (isBlank(margin.body) || !isExceptionLine(margin.body)) return false
  const part = addPart(reader, margin.depth)
  takeMessage(reader, part, margin.depth)
  return true
}

/** Moves on to the sentence that chains the next exception, past blank lines and the rest of a message. */
function takeChain(reader: Reader): boolean {
  const end = Math.min(reader.lines.length, reader.at + LOOK)
  for (let i = reader.at; i < end; i++) {
    const text = reader.lines[i]?.text ?? ''
    const relation = chainOf(text)
    if (relation) {
      reader.pending = relation
      reader.at = skipBlanks(reader.lines, i + 1)
      return true
    }
    if (text.includes(TITLE) || separatorOf(text)) return text.includes(TITLE) ? false : skipTo(reader, i)
  }
  return false
}

/** A rule further down belongs to the group when a margin leads to it. */
function skipTo(reader: Reader, at: number): boolean {
  for (let i = reader.at; i < at; i++) if (marginOf(reader.lines[i]?.text ?? '').depth === 0) return false
  reader.at = at
  return true
}

function skipBlanks(lines: readonly Line[], from: number): number {
  let at = from
  while (at < lines.length && at < from + LOOK && isBlank(marginOf(lines[at]?.text ?? '').body)) at++
  return at
}

function addPart(reader: Reader, depth: number): ExceptionPart {
  const last = reader.parts.length - 1
  const group = reader.depths.findLastIndex((other) => other < depth)
  const part: ExceptionPart = { frames: [] }
  if (reader.pending && last >= 0) Object.assign(part, { relation: reader.pending, parent: chainedTo(reader, depth) })
  else if (reader.member && group >= 0) Object.assign(part, { relation: 'group member', parent: group })
  reader.parts.push(part)
  reader.depths.push(depth)
  reader.pending = undefined
  reader.member = false
  return part
}

/** The exception before this one at the same margin. */
function chainedTo(reader: Reader, depth: number): number {
  const same = reader.depths.findLastIndex((other) => other === depth)
  return same >= 0 ? same : reader.parts.length - 1
}

/** Reads one traceback: title, frames and the line that names the exception. */
function takeBlock(reader: Reader, depth: number, titled: boolean): boolean {
  const part = addPart(reader, depth)
  reader.closed = false
  if (titled) reader.at++
  let indent = 0
  while (reader.at < reader.lines.length) {
    const line = reader.lines[reader.at]
    const frame = readFrame(line)
    const { body } = marginOf(line?.text ?? '')
    if (frame) {
      indent = indentOf(body)
      keep(reader, part, reader.at === reader.lines.length - 1 ? unsure(frame) : frame)
    } else if (!takeDetail(reader, part, body, indent)) break
    reader.at++
  }
  const { body } = marginOf(reader.lines[reader.at]?.text ?? '')
  if (reader.at >= reader.lines.length || !isExceptionLine(body)) return reader.at < reader.lines.length && separatorOf(reader.lines[reader.at]?.text ?? '') !== undefined
  takeMessage(reader, part, depth)
  return true
}

function keep(reader: Reader, part: ExceptionPart, frame: Frame): void {
  reader.frames++
  if (reader.frames <= MAX_FRAMES) part.frames.push(frame)
}

/** The last line of the text may end in the middle of the line number. */
function unsure(frame: Frame): Frame {
  if (frame.function !== undefined) return frame
  const { line: _, ...rest } = frame
  return rest
}

/** What stands below a frame: source text, underlining, a count of repetitions. False at the end of the traceback. */
function takeDetail(reader: Reader, part: ExceptionPart, body: string, indent: number): boolean {
  const frame = part.frames.at(-1)
  const text = body.trim()
  const repeated = /^\[Previous line repeated (\d{1,9}) more times?\]/.exec(text)
  if (repeated && frame) {
    const line = reader.lines[reader.at]
    const { sourceText: _, caret: __, ...same } = frame
    if (line) keep(reader, part, { ...same, ...rangeOf(line), raw: text, kind: 'repeated', times: Number(repeated[1]) })
    return true
  }
  if (!frame || text === '') return false
  const below = readFrame(reader.lines[reader.at - 1]) !== undefined
  const deeper = indentOf(body) > indent
  const flattened = indent === 0 && below && !(isExceptionLine(body) && frame.file?.startsWith('<'))
  if (!deeper && !flattened && !isUnderline(text)) return false
  if (isUnderline(text)) frame.caret ??= caretOf(reader, body)
  else if (below) frame.sourceText = text
  return true
}

function isUnderline(text: string): boolean {
  return /^[~^][~^ ]*$/.test(text)
}

function caretOf(reader: Reader, body: string): { from: number; to: number } {
  const above = indentOf(marginOf(reader.lines[reader.at - 1]?.text ?? '').body)
  const from = Math.max(0, indentOf(body) - above)
  return { from, to: from + body.trim().length }
}

function takeMessage(reader: Reader, part: ExceptionPart, depth: number): void {
  const line = reader.lines[reader.at]
  const body = marginOf(line?.text ?? '').body.trim()
  const colon = body.indexOf(':')
  part.type = colon < 0 ? body : body.slice(0, colon)
  const texts = colon < 0 ? [] : [body.slice(colon + 1).trim()]
  reader.at++
  reader.closed = true
  while (!line?.prefixed && texts.length < 20 && continues(reader, depth)) {
    texts.push(marginOf(reader.lines[reader.at]?.text ?? '').body.trimEnd())
    reader.at++
  }
  if (texts.length > 0) part.message = clip(texts.join('\n'))
}

function continues(reader: Reader, depth: number): boolean {
  const line = reader.lines[reader.at]
  if (!line || line.prefixed) return false
  const margin = marginOf(line.text)
  if (isBlank(margin.body) || margin.depth !== depth || separatorOf(line.text)) return false
  return !line.text.includes('Traceback (') && !chainOf(line.text) && !readFrame(line) && !line.text.startsWith('```')
}

/** `pkg.Type: message`, or the type alone. */
function isExceptionLine(body: string): boolean {
  return /^\s*[\p{L}_][\p{L}\p{N}_.<>]{0,300}(?::(?:\s|$)|\s*$)/u.test(body)
}

function readFrame(line: Line | undefined): Frame | undefined {
  if (!line) return undefined
  const open = line.text.indexOf('File "')
  if (open < 0 || !isMargin(line.text, open)) return undefined
  const close = line.text.indexOf('", line ', open + 6)
  if (close < 0) return undefined
  let at = close + 8
  while (isDigit(line.text.charCodeAt(at)) && at < close + 17) at++
  if (at === close + 8) return undefined
  const file = line.text.slice(open + 6, close)
  const name = line.text.startsWith(', in ', at) ? line.text.slice(at + 5).trim() : ''
  const module = packageOf(file)
  return {
    raw: line.text.slice(open).trim(),
    start: offsetOf(line, open),
    end: rangeOf(line).end,
    file,
    line: Number(line.text.slice(close + 8, at)),
    ...(name !== '' && { function: name }),
    ...(module && { module }),
    inApp: isOwn(file),
    kind: 'frame',
  }
}

function isMargin(text: string, end: number): boolean {
  for (let i = 0; i < end; i++) if (!' \t|'.includes(text[i] ?? '')) return false
  return true
}

function packageOf(file: string): string | undefined {
  const path = file.replaceAll('\\', '/')
  const at = Math.max(path.lastIndexOf('site-packages/') + 14, path.lastIndexOf('dist-packages/') + 14)
  return at < 14 ? undefined : path.slice(at).split('/')[0]?.replace(/\.py$/, '')
}

function isOwn(file: string): boolean {
  return !file.startsWith('<') && !/[\\/](?:site-packages|dist-packages)[\\/]|[\\/]lib(?:64)?[\\/]python\d|[\\/]Python\d*[\\/]Lib[\\/]|[\\/]python\d+\.zip[\\/]|\.framework[\\/]Versions[\\/]/i.test(file)
}

/**
 * The exception that explains the others: from the last one back through `direct cause`, and into the first member of a group.
 * What was being handled when another exception occurred is not followed: that one is the error.
 */
function rootOf(parts: readonly ExceptionPart[]): number {
  let root = parts.findLastIndex((part) => part.relation !== 'group member' && !isInsideGroup(parts, part))
  const seen = new Set<number>()
  while (root >= 0 && !seen.has(root)) {
    seen.add(root)
    const part = parts[root]
    const member = parts.findIndex((other) => other.relation === 'group member' && other.parent === root)
    const next = member >= 0 && hasFrames(parts, member) ? member : part?.relation === 'direct cause' ? part.parent : undefined
    if (next === undefined || !hasFrames(parts, next)) break
    root = next
  }
  return Math.max(0, root)
}

function hasFrames(parts: readonly ExceptionPart[], at: number): boolean {
  return (parts[at]?.frames.length ?? 0) > 0
}

function isInsideGroup(parts: readonly ExceptionPart[], part: ExceptionPart): boolean {
  for (let at = part.parent, hops = 0; at !== undefined && hops < parts.length; at = parts[at]?.parent, hops++) {
    if (parts[at]?.relation === 'group member') return true
  }
  return false
}
