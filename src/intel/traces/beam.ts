/**
 * Elixir and Erlang: exceptions as `Exception.format` of Elixir writes them (https://hexdocs.pm/elixir/Exception.html), as the
 * shell of Erlang does, and the lists of `{Module, Function, Arity, [{file, …}, {line, …}]}` that reports of crashes hold.
 */
import { clip, type ExceptionPart, finish, type Frame, LOOK, MAX_FRAMES, MAX_PARTS, type Reading, type TraceFormat } from './format.ts'
import { endOffsetOf, type Line, offsetOf } from './line.ts'
import { findLineBack, type FrameReader, notesOf, openStacks, takeFrames, textOf } from './stack.ts'
import { indentOf, isBlank, rangeOf } from './text.ts'

export const beam: TraceFormat = {
  name: 'beam',
  language: 'elixir',
  starts: (text) => ELIXIR.test(text) || ERLANG.test(text) || text.includes('{line,'),
  read(lines, at, floor) {
    const text = lines[at]?.text ?? ''
    if (ELIXIR.test(text)) return readElixir(lines, at, floor)
    return ERLANG.test(text) ? readErlang(lines, at) : readTerms(lines, at, floor)
  },
}

/** `    (shop 0.1.0) lib/shop/cart.ex:12: Shop.Cart.total/1`; the version is not always there. */
const ELIXIR = /^\s+(?:\(([a-z]\w{0,80})(?: ([\w.+-]{1,60}))?\) )?([^\s:()][^:()]{0,500}\.(?:exs?|erl|hrl|eex|heex|leex|xrl|yrl)):(\d{1,9}): (\S.{0,1000})/

/** A frame without a file: `    :erlang.+(1, nil)`, `(stdlib 4.0) :lists.map/2`. */
const PLACELESS = /^\s+(?:\(([a-z]\w{0,80})(?: [\w.+-]{1,60})?\) )?(:?[\w.]{1,200}\.[^\s(/]{1,100}(?:\/\d{1,3}|\(.{0,1000}\)))$/

const LIBRARY = /^(?:elixir|stdlib|kernel|logger|mix|ex_unit|iex|eex|ssl|inets|crypto|phoenix\w*|ecto\w*|plug\w*|bandit|cowboy|ranch|telemetry|db_connection|postgrex|jason|oban|absinthe\w*)$/

const readFrame: FrameReader = (lines, at) => {
  const line = lines[at]
  if (!line) return undefined
  const match = ELIXIR.exec(line.text)
  if (match) {
    const [, app, , file = '', number, call = ''] = match
    const known = { function: nameOf(call.trimEnd()), ...(app !== undefined && { module: app }) }
    return { frame: { ...rangeOf(line), ...known, file, line: Number(number), kind: 'frame', inApp: isOwn(app, file) }, next: at + 1 }
  }
  const bare = PLACELESS.exec(line.text.trimEnd())
  return bare ? { frame: { ...rangeOf(line), function: nameOf(bare[2] ?? ''), ...(bare[1] !== undefined && { module: bare[1] }), kind: 'native', inApp: false }, next: at + 1 } : undefined
}

/**
 * `anonymous fn/1 in Shop.Cart.total/1` stands in that function, and so does `'-total/1-fun-0-'`, as the compiler calls it; of a
 * function that was called with values only the name is told.
 */
const nameOf = (call: string): string => call.replace(/^anonymous fn\/\d{1,3} in /, '').replace(/["']-([\w?!]{1,200})\/\d{1,3}-[^"']{1,200}["']/, '$1').replace(/\((?![^)]*\)\.).*\)$/, '')

function isOwn(app: string | undefined, file: string): boolean {
  return !LIBRARY.test(app ?? '') && !/(?:^|\/)deps\//.test(file) && !/^(?:nofile|src\/(?:elixir|gen_server|proc_lib))/.test(file) && !(app === undefined && /^(?:gen_server|gen_statem|proc_lib|erl_eval|lists|supervisor)\.erl$/.test(file))
}

const TITLE = /\*\* \(([A-Z][\w.]{0,200}|exit|throw|EXIT[^)]{0,200})\) ?(.{0,4000})$/

function readElixir(lines: readonly Line[], at: number, floor: number): Reading | undefined {
  const title = findLineBack(lines, { from: Math.max(floor, at - LOOK), to: at }, (text) => TITLE.test(text))
  const near = title !== undefined && !lines.slice(title + 1, at).some(({ text }) => ELIXIR.test(text)) ? title : undefined
  const stacks = openStacks(lines, near === undefined ? at : firstFrame(lines, near, at))
  const messageEnd = stacks.at
  const indent = indentOf(lines[at]?.text ?? '')
  const part: ExceptionPart = { frames: [] }
  takeFrames(stacks, part, (all, next) => (indentOf(all[next]?.text ?? '') >= indent ? readFrame(all, next) : undefined))
  const head = near === undefined ? undefined : headOf(lines, near, messageEnd)
  const outer = near === undefined ? [] : outerOf(lines, near, floor)
  const [outermost] = outer
  if (outermost) takeFrames(stacks, outermost, readFrame)
  const parts = [...outer, { ...head, frames: part.frames }]
  const exceptions = parts.map((each, index) => (index === 0 ? each : { ...each, relation: 'caused by' as const, parent: index - 1 }))
  return finish({
    language: 'elixir', format: 'elixir', lines, from: (near ?? at) - (exceptions.length - 1), next: stacks.at, exceptions, order: 'innermost-first', root: exceptions.length - 1, truncated: near === undefined, notes: notesOf(stacks),
  })
}

/** A frame without a file may stand above the first one that has one. */
function firstFrame(lines: readonly Line[], title: number, at: number): number {
  let first = at
  while (first - 1 > title && PLACELESS.test((lines[first - 1]?.text ?? '').trimEnd())) first--
  return first
}

function headOf(lines: readonly Line[], title: number, end: number): Pick<ExceptionPart, 'type' | 'message'> {
  const [, type = '', first = ''] = TITLE.exec(lines[title]?.text ?? '') ?? []
  const message = [first, textOf(lines, title + 1, end)].filter((text) => text !== '').join('\n').trim()
  return { type, ...(message !== '' && { message: clip(message) }) }
}

/** `** (exit) exited in: …` and `** (EXIT from #PID<0.1.0>) an exception was raised:` stand around the exception below them. */
function outerOf(lines: readonly Line[], title: number, floor: number): ExceptionPart[] {
  let first = title
  while (first > floor && title - first < 4 && /\*\* \(exit\)|\*\* \(EXIT/.test(lines[first - 1]?.text ?? '')) first--
  return Array.from({ length: title - first }, (_, index) => ({ ...headOf(lines, first + index, first + index + 1), frames: [] }))
}

/** `** exception error: bad argument` and `exception error: …` of the shell, with `in function  shop:total/1 (src/shop.erl, line 12)` below. */
const ERLANG = /^\s*(?:\d{1,9}> )?(?:\*\* )?exception (error|exit|throw): (.{0,4000})$/
const IN_FUNCTION = /^\s+(?:in function|in call from|called as|in operator) +(\S{1,300})?(?: \(([^()\s]{1,500}), line (\d{1,9})\))?/

const readCall: FrameReader = (lines, at) => {
  const line = lines[at]
  const match = line && IN_FUNCTION.exec(line.text)
  if (!line || !match) return undefined
  const [, name, file, number] = match
  if (file === undefined) return { next: at + 1 }
  return { frame: { ...rangeOf(line), ...(name !== undefined && { function: nameOf(name) }), file, line: Number(number), kind: 'frame', inApp: isOwn(undefined, file) }, next: at + 1 }
}

function readErlang(lines: readonly Line[], at: number): Reading | undefined {
  const [, type = '', message = ''] = ERLANG.exec(lines[at]?.text ?? '') ?? []
  const stacks = openStacks(lines, at + 1)
  const part: ExceptionPart = { type, message: clip(message), frames: [] }
  let skipped = 0
  while (skipped < 3 && !IN_FUNCTION.test(lines[stacks.at + skipped]?.text ?? '')) skipped++
  if (skipped < 3) stacks.at += skipped
  if (!takeFrames(stacks, part, readCall) || part.frames.length === 0) return undefined
  return finish({ language: 'erlang', format: 'erlang', lines, from: at, next: stacks.at, exceptions: [part], order: 'innermost-first', root: 0, truncated: false, notes: notesOf(stacks) })
}

/** `{shop,total,1,[{file,"src/shop.erl"},{line,12}]}`, any number in a line; one that is broken in two lines is told by its second. */
const TERM = /\{('[^']{1,200}'|\w{1,200}),('[^']{1,200}'|\w{1,200}),(?:\d{1,3}|\[[^\]]{0,500}\]),\s?\[\{file,\s?"([^"]{1,500})"\},\s?\{line,\s?(\d{1,9})\}/g
const BROKEN = /\[?\{file,\s?"([^"]{1,500})"\},\s?\{line,\s?(\d{1,9})\}/g

function readTerms(lines: readonly Line[], at: number, floor: number): Reading | undefined {
  const frames: Frame[] = []
  let next = at
  while (next < lines.length && frames.length < MAX_FRAMES) {
    const line = lines[next]
    const found = line ? framesIn(line) : []
    if (found.length === 0 && !(line && next > at && /^\s+[[{]/.test(line.text) && framesIn(lines[next + 1] ?? line).length > 0)) break
    for (const frame of found) frames.push(frame)
    next++
  }
  if (frames.length === 0) return undefined
  const title = findLineBack(lines, { from: Math.max(floor, at - LOOK), to: at + 1 }, (text) => /\*\* (?:Reason for termination|When Server state)|^=CRASH REPORT|^=ERROR REPORT|Error in process |exception (?:error|exit|throw): /.test(text))
  const reason = title === undefined ? undefined : reasonOf(lines, title, at)
  const part: ExceptionPart = { ...reason, frames: frames.slice(0, MAX_FRAMES) }
  return finish({ language: 'erlang', format: 'erlang', lines, from: title ?? at, next: Math.max(next, at + 1), exceptions: [part].slice(0, MAX_PARTS), order: 'innermost-first', root: 0, truncated: title === undefined })
}

function reasonOf(lines: readonly Line[], title: number, at: number): Pick<ExceptionPart, 'type' | 'message'> {
  const text = lines.slice(title, at + 1).map((line) => line.text.trim()).filter((each) => !isBlank(each)).join(' ')
  const told = /(?:Reason for termination ?(?:==|=)?,? ?(?:\*\* )?|with exit value: ?|exception (?:error|exit|throw): )(.{1,300}?)(?=,\s?\[\{|$)/s.exec(text)?.[1]
  return told === undefined ? {} : { message: clip(told.trim().replace(/^\*\* /, '').replace(/^\{/, '')) }
}

function framesIn(line: Line): Frame[] {
  if (!line.text.includes('{line,')) return []
  const terms = [...line.text.matchAll(TERM)].map((match) => frameOf(line, match.index, { text: match[0], name: `${match[1]}:${match[2]}`, file: match[3] ?? '', number: match[4] ?? '' }))
  if (terms.length > 0) return terms
  return [...line.text.matchAll(BROKEN)].map((match) => frameOf(line, match.index, { text: match[0], name: undefined, file: match[1] ?? '', number: match[2] ?? '' }))
}

function frameOf(line: Line, at: number, { text, name, file, number }: { text: string; name: string | undefined; file: string; number: string }): Frame {
  const module = name === undefined ? {} : { function: nameOf(name), module: name.slice(0, name.indexOf(':')) }
  return { raw: text, start: offsetOf(line, at), end: endOffsetOf(line, at + text.length), ...module, file, line: Number(number), kind: 'frame', inApp: isOwn(undefined, file) }
}
