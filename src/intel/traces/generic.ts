/**
 * Places in files, in whatever way compilers, linters, loggers and languages without a format of their own write them:
 * `path:12`, `path:12:3`, `path(12)`, `path(12,3)`, `"path", line 12`, `path:line 12`, `path on line 12`, `path#L12`.
 */
import { clip, finish, type Frame, MAX_FRAMES, type ParsedTrace } from './format.ts'
import { endOffsetOf, type Line, offsetOf } from './line.ts'
import { isDigit } from './text.ts'

/** Extensions of files that people write; anything else before a colon and a number is a host or a time. */
const EXTENSIONS = new Set(
  `adb ads asm astro bash bat bzl c cc cfg cjs clj cljs cmake coffee conf cpp cr cs csproj cshtml css cts cu cxx d dart dockerfile ejs el elm erb erl ex exs f90 fs fsx
  gleam go gradle graphql groovy h haml hbs hh hpp hrl hs html hxx ini ipynb java jbuilder jinja jl js json json5 jsx jsonnet kt kts less lhs lisp liquid lua m mak md mdx mjs ml mli mm mts
  nim nix nims odin pas php phtml pl plist pm proto ps1 purs py pyi pyx r rake rb re res resi rkt rs rst s sass sbt scala scm scss sh slim sol sql styl svelte swift swig sv tcl
  tera tex tf tfvars thrift toml ts tsx twig txt v vala vb vhd vue wat xaml xml yaml yml zig zsh`.split(/\s+/),
)

const BARE_NAMES = /(?:^|[\\/])(?:Makefile|GNUmakefile|Dockerfile|Jenkinsfile|Gemfile|Rakefile|Vagrantfile|BUILD|WORKSPACE)$/

/** Lines without a place that may stand between two places of one trace. */
const GAP = 5

const LIBRARY = /(?:^|[\\/])(?:node_modules|site-packages|dist-packages|vendor|gems|\.cargo|rustc|usr[\\/](?:include|lib)|pkg[\\/]mod)[\\/]|[\\/]lib[\\/]python\d|^<|^\/build\/glibc/

/** Traces made of the places in `lines[from, to)`, which belong to no other trace. At most `room` frames are added. */
export function readPlaces(lines: readonly Line[], from: number, to: number, room: number): ParsedTrace[] {
  const traces: ParsedTrace[] = []
  let left = room
  for (let at = from; at < to && left > 0; ) {
    const first = framesOf(lines[at])
    if (first.length === 0) {
      at++
      continue
    }
    const { frames, next } = gather(lines, at, to, Math.min(left, MAX_FRAMES))
    traces.push(asTrace(lines, at, next, frames))
    left -= frames.length
    at = next
  }
  return traces
}

function gather(lines: readonly Line[], from: number, to: number, room: number): { frames: Frame[]; next: number } {
  const frames: Frame[] = []
  let next = from
  for (let at = from; at < to && at - next <= GAP && frames.length < room; at++) {
    const found = framesOf(lines[at])
    if (found.length === 0) continue
    frames.push(...found.slice(0, room - frames.length))
    next = at + 1
  }
  return { frames, next }
}

function asTrace(lines: readonly Line[], from: number, next: number, frames: Frame[]): ParsedTrace {
  const message = clip(lines[from]?.text.trim() ?? '')
  return finish({ language: 'generic', format: 'places', lines, from, next, exceptions: [{ message, frames }], order: 'innermost-first', root: 0, truncated: false }).trace
}

function framesOf(line: Line | undefined): Frame[] {
  if (!line || line.text.length < 5) return []
  const frames: Frame[] = []
  let floor = 0
  for (let at = 1; at < line.text.length; at++) {
    const place = placeAt(line.text, at)
    if (!place) continue
    const path = pathBefore(line.text, at, floor)
    if (!path) continue
    floor = place.end
    frames.push(frameOf(line, path, place))
    at = place.end
  }
  return frames
}

function frameOf(line: Line, path: { from: number; file: string }, place: Place): Frame {
  return {
    raw: line.text.slice(path.from, place.end),
    start: offsetOf(line, path.from),
    end: endOffsetOf(line, place.end),
    file: path.file,
    line: place.line,
    ...(place.column !== undefined && { column: place.column }),
    inApp: !LIBRARY.test(path.file),
    kind: 'frame',
  }
}

interface Place {
  line: number
  column?: number
  end: number
}

const PLACES = [
  /:(\d{1,7})(?::(\d{1,5}))?(?![\w.])/y,
  /:(\d{1,7})(?::(\d{1,5}))?(?=\.(?:\s|$))/y,
  /\((\d{1,7})(?:,(\d{1,5}))?[\d,]{0,20}\)/y,
  /["']?,? (?:on |at )?[Ll]ine:? (\d{1,7})(?:,? col(?:umn)?:? (\d{1,5}))?/y,
  /:line (\d{1,7})/y,
  /#L(\d{1,7})/y,
]

/** The number behind a path that ends at `at`. */
function placeAt(text: string, at: number): Place | undefined {
  if (!':(, "\'#'.includes(text[at] ?? '')) return undefined
  for (const pattern of PLACES) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (!match) continue
    const line = Number(match[1])
    return line > 0 ? { line, end: at + match[0].length, ...(match[2] !== undefined && { column: Number(match[2]) }) } : undefined
  }
  return undefined
}

/** The path that ends at `end`, and does not begin before `floor`. */
function pathBefore(text: string, end: number, floor: number): { from: number; file: string } | undefined {
  const dot = extensionBefore(text, end)
  if (dot === undefined) return undefined
  const quote = text[end] === '"' || text[end] === "'" ? text.lastIndexOf(text[end] ?? '', end - 1) + 1 : -1
  let from = end
  if (quote > 0 && quote >= floor) from = quote
  else while (from > floor && !isBoundary(text, from - 1)) from--
  if (text.startsWith('//', from)) from = afterHost(text, from, end)
  const file = text.slice(from, end)
  const known = EXTENSIONS.has(text.slice(dot + 1, end).toLowerCase()) || BARE_NAMES.test(file)
  if (!known || file.length > 1000 || dot < from - 1 || dot === from) return undefined
  return { from, file }
}

/** A URL is cut down to its path; without one nothing is left of it. */
function afterHost(text: string, from: number, end: number): number {
  const slash = text.indexOf('/', from + 2)
  return slash < 0 || slash >= end ? end : slash
}

/** Index of the dot, or of the character before a whole name such as `Makefile`. */
function extensionBefore(text: string, end: number): number | undefined {
  let at = end
  while (at > 0 && end - at < 14 && isWordCode(text.charCodeAt(at - 1))) at--
  if (at === end) return undefined
  return text.charCodeAt(at - 1) === 46 ? at - 1 : BARE_NAMES.test(text.slice(at, end)) ? at - 1 : undefined
}

function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || isDigit(code)
}

/** Blanks, quotes and brackets end a path, and so does a colon, but for that of a Windows drive. */
function isBoundary(text: string, at: number): boolean {
  const character = text[at] ?? ''
  if (character !== ':') return ' \t"\'`()<>|,;={}'.includes(character)
  const drive = /[\\/]/.test(text[at + 1] ?? '') && /[A-Za-z]/.test(text[at - 1] ?? '') && !isWordCode(text.charCodeAt(at - 2))
  return !drive
}
