/**
 * Text inside text: string literals of a JSON log line, and lines in which newlines were escaped on the way.
 */
import { type Line, LineRewriter, sliceLine } from './line.ts'
import { indentOf } from './text.ts'

/** Keys under which a logger puts one line of text. */
const TEXT_KEYS = new Set([
  'body', 'err', 'error', 'exc_info', 'exception', 'line', 'log', 'message', 'MESSAGE', 'msg', 'stack', 'stack_trace', 'stackTrace', 'stacktrace',
  'stringValue', 'text', 'textPayload', 'trace', 'traceback', '@message', '@m', 'exception.stacktrace', 'error.stack_trace', 'error.stack',
])

/** What stack frames and headers begin with, in a text in which newlines are written as `\n`. */
const OPENINGS = [
  String.raw`at [^\\]{1,300}?(?::\d{1,7}:\d|\([\w$-]{1,80}\.\w{1,8}:\d|\((?:Native|Unknown|<anon))`, // V8, the JVM
  String.raw`(?:at|bei|à|in|en|em|в) [\w<>+\x60$[\],]{1,150}\.[\w.<>+\x60$[\],]{1,150} ?\(`, // .NET
  String.raw`File \\?"|(?:Exception Group )?Traceback \(|[\^~]+[\^~ ]*\\n`, // Python
  String.raw`Caused by: |\.\.\. \d{1,6} more`,
  String.raw`WARNING: DATA RACE|\/[^\\\s]{1,300}?\.go:\d|goroutine \d`, // Go
  String.raw`at [^\\\s]{1,300}\.rs:\d|stack backtrace:|note: (?:run|Some)`, // Rust
  String.raw`from [^\\\s]{1,300}:\d|[^\\\s:]{1,300}:\d{1,7}:in `, // Ruby
  String.raw`(?:frame )?#\d{1,4}[:\s]`, // PHP, Dart, debuggers, sanitizers
  String.raw`==\d{1,9}==\s`, // valgrind
  String.raw`[^\\\s@]{0,200}(?:@| https?:\/\/)[^\\\s]{1,500}:\d{1,7}:\d`, // Firefox, Safari
  String.raw`\(\w{1,80}(?: [\d.]{1,20})?\) [^\\\s]{1,300}:\d|in (?:function|call from) `, // Elixir, Erlang
  String.raw`(?:\[[ \d.]{3,20}\] )?(?:Call [Tt]race:|RIP: )|Thread \d{1,6}[^\\]{0,100}:\\n`, // the kernel, Swift
]

const ESCAPED_TRACE = new RegExp(String.raw`\\n(?:\\t|[\s|+])*(?:${OPENINGS.join('|')})|#012(?:#011|\s)*(?:at |File |Traceback|Caused by|goroutine |from |#\d)`)

/** A frame, or a place in a file such as loggers put beside the message. */
const IS_TEXT = /^\s*(?:at |File \\?")|^[\w./\\:@ -]{1,300}\.[A-Za-z]{1,8}:\d{1,7}$/

/** A string of several lines as `util.inspect` prints it: one literal to a line, joined by `+`. */
const PRINTED_LITERAL = /^\s*['"](?=.*\\n['"] \+\s*$|\s+at .*['"],?\s*$)/

/** The lines inside an escaped line, or undefined when it holds none. Text only shrinks by it. */
export function unescapeLine(line: Line): Line[] | undefined {
  const { text } = line
  const json = startOfJson(text)
  if (json >= 0) {
    const lines = literalLines(sliceLine(line, json))
    if (lines.length > 0) return json > 0 ? [sliceLine(line, 0, json), ...lines] : lines
  }
  const printed = PRINTED_LITERAL.exec(text)
  if (printed) return splitEscapes(line, printed[0].length, Math.max(printed[0].length, text.lastIndexOf(text[printed[0].length - 1] ?? '')))
  return ESCAPED_TRACE.test(text) ? splitEscapes(line, 0, text.length) : undefined
}

/** Where a line of JSON begins, possibly behind other text; -1 when there is none. */
function startOfJson(text: string): number {
  const at = indentOf(text)
  if ('{["'.includes(text[at] ?? ' ') && text.includes('"')) return at
  return text.trimEnd().endsWith('}') ? text.indexOf('{"') : -1
}

/** The lines of those string values of a JSON text that may hold a trace. */
function literalLines(line: Line): Line[] {
  const { text } = line
  const lines: Line[] = []
  let key = ''
  for (let open = text.indexOf('"'); open >= 0; ) {
    const close = closingQuote(text, open + 1)
    const value = text.slice(open + 1, close)
    const after = skipBlanks(text, close + 1)
    if (text.charCodeAt(after) === 58) key = value
    else if (TEXT_KEYS.has(key) || value.includes('\\n') || IS_TEXT.test(value)) addValue(lines, splitEscapes(line, open + 1, close), line)
    open = text.indexOf('"', close + 1)
  }
  return lines
}

/** A value of several lines stands apart from its neighbours; one of a single line may continue the log line before it. */
function addValue(lines: Line[], value: Line[], whole: Line): void {
  if (value.length < 2) {
    lines.push(...value)
    return
  }
  lines.push(blankAt(value[0]?.start ?? whole.start, whole))
  for (const line of value) lines.push(line)
  lines.push(blankAt(value.at(-1)?.end ?? whole.end, whole))
}

function blankAt(offset: number, { prefixed }: Line): Line {
  return { text: '', start: offset, end: offset, prefixed }
}

function closingQuote(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 34) return i
    if (code === 92) i++
  }
  return text.length
}

function skipBlanks(text: string, from: number): number {
  let i = from
  while (text.charCodeAt(i) === 32) i++
  return i
}

/** Undoes one level of escapes in `line.text[from, to)` and splits at the newlines so found. A final newline opens no line. */
function splitEscapes(line: Line, from: number, to: number): Line[] {
  const { text } = line
  const lines: Line[] = []
  const rewriter = new LineRewriter(line)
  let kept = from
  for (let i = from; i < to; i++) {
    const escape = readEscape(text, i, to)
    if (!escape) continue
    rewriter.keep(kept, i)
    if (escape.value === '\n') lines.push(rewriter.take(i))
    else rewriter.put(escape.value, i)
    kept = i + escape.length
    i = kept - 1
  }
  rewriter.keep(kept, to)
  if (!rewriter.empty) lines.push(rewriter.take(to))
  return lines
}

const SIMPLE: Record<string, string> = { n: '\n', t: '\t', r: '', b: '', f: '', '"': '"', "'": "'", '\\': '\\', '/': '/' }

function readEscape(text: string, at: number, to: number): { value: string; length: number } | undefined {
  const code = text.charCodeAt(at)
  if (code === 35) return readOctal(text, at)
  if (code !== 92 || at + 1 >= to) return undefined
  const letter = text[at + 1] ?? ''
  if (letter === 'u') {
    const hex = text.slice(at + 2, at + 6)
    return /^[0-9a-fA-F]{4}$/.test(hex) ? { value: String.fromCharCode(Number.parseInt(hex, 16)), length: 6 } : undefined
  }
  const value = SIMPLE[letter]
  return value === undefined ? undefined : { value, length: 2 }
}

/** syslog daemons write control characters as `#` and three octal digits. */
function readOctal(text: string, at: number): { value: string; length: number } | undefined {
  if (text.startsWith('#012', at)) return { value: '\n', length: 4 }
  return text.startsWith('#011', at) ? { value: '\t', length: 4 } : undefined
}

const ENTITY = /&(?:lt|gt|quot|amp|nbsp|apos|#39|#x27|#34|#x2F);/g
const ENTITIES: Record<string, string> = {
  '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&', '&nbsp;': ' ', '&apos;': "'", '&#39;': "'", '&#x27;': "'", '&#34;': '"', '&#x2F;': '/',
}

/** Undoes HTML entities. */
export function decodeEntities(line: Line): Line {
  return replaceAll(line, ENTITY, (entity) => ENTITIES[entity] ?? '')
}

// oxlint-disable-next-line no-control-regex -- the escape character is what is looked for
const ANSI = /\x1b(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])|\u009b[0-9;:?]*[@-~]/g

/** Removes terminal colours and other control sequences. */
export function stripAnsi(line: Line): Line {
  return replaceAll(line, ANSI, () => '')
}

function replaceAll(line: Line, pattern: RegExp, replacement: (found: string) => string): Line {
  const rewriter = new LineRewriter(line)
  let kept = 0
  for (const match of line.text.matchAll(pattern)) {
    rewriter.keep(kept, match.index)
    rewriter.put(replacement(match[0]), match.index)
    kept = match.index + match[0].length
  }
  if (kept === 0) return line
  rewriter.keep(kept, line.text.length)
  const rewritten = rewriter.take(line.text.length)
  return { ...rewritten, end: line.end }
}
