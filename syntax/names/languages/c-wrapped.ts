/** A name that a changed text lacks. */
export type Lost = { name: string; start: number; end: number }

type Piece = { start: number; end: number; text?: string }
type Argument = { start: number; end: number; text: string }

const MACRO = String.raw`[A-Z][A-Z\d_]{2,100}`

/** Only at the beginning of a line: within functions a call is one. */
const WRAPPING = new RegExp(String.raw`^(?:(?:typedef|extern|static)[ \t]{1,20})?(${MACRO})[ \t]{0,20}\(`, 'gm')
const WRAPPED_TYPE = new RegExp(String.raw`^(${MACRO}\()[\w \t*]{1,100}(\))[ \t\r\n]{1,20}[A-Za-z_]\w{0,100}[ \t]{0,20}\(`, 'gm')
const WRAPPED_PARAMETERS = /^[A-Za-z_][\w \t*]{0,200}[\w*][ \t]{1,4}([A-Z_]{1,16}[ \t]?\()(?=\()/gm

const TYPE = /^[A-Za-z_][\w\s*]*$/
const NAME = /^(?:[A-Za-z_][\w\s*]*[\s*]|\(?\s*\*\s*)?([A-Za-z_]\w*)\s*\)?$/
const longest = 4_000

/**
 * What macros wrap of a declaration is set free, and nothing moves: the whole, as in `API(1, int, total, (Cart *cart));`, the type, as in
 * `GLOBAL(int) total(…)`, or the parameters, as in `int total OF((Cart *cart));`.
 */
export function unwrapped(text: string): { text: string; lost: Lost[] } {
  if (!/^[A-Za-z].{0,200}[A-Z_][ \t]{0,20}\(/m.test(text)) return { text, lost: [] }
  const pieces = apart([...wholes(text), ...types(text), ...parameters(text)])
  if (pieces.length === 0) return { text, lost: [] }
  const kept = pieces.map(({ start, end, text: written }, at) => text.slice(pieces[at - 1]?.end ?? 0, start) + (written ?? text.slice(start, end).replace(/[^\r\n]/g, ' ')))
  return { text: kept.join('') + text.slice(pieces.at(-1)?.end ?? 0), lost: pieces.flatMap((piece) => namesIn(text, piece)) }
}

/** In their order, without those that begin within one before: else the text would grow, and all behind it move. */
function apart(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = []
  for (const piece of pieces.toSorted((a, b) => a.start - b.start)) if (piece.start >= (found.at(-1)?.end ?? 0)) found.push(piece)
  return found
}

const namesIn = (text: string, { start, end }: Piece): Lost[] =>
  [...text.slice(start, end).matchAll(/[A-Za-z_]\w*/g)].map(({ index, 0: name }) => ({ name, start: start + index, end: start + index + name.length }))

function wholes(text: string): Piece[] {
  return called(text, WRAPPING).flatMap(({ match, written }) => {
    const at = written.list.findIndex(({ text: own }, index) => index > 0 && isList(own))
    const [type, name, list] = [written.list[at - 2], written.list[at - 1], written.list[at]]
    if (!type || !name || !list || !TYPE.test(type.text) || !NAME.test(name.text)) return []
    const start = match.index + match[0].indexOf(match[1] ?? '')
    const end = /^\s{0,100}[;{]/.test(text.slice(written.end, written.end + 101)) ? ' ' : ';'
    return [
      { start, end: type.start },
      { start: type.end, end: name.start + beforeName(name.text) },
      { start: name.end, end: list.start },
      { start: list.end, end: written.end - 1 },
      { start: written.end - 1, end: written.end, text: end },
    ].filter((piece) => piece.end > piece.start)
  })
}

/** A macro may stand between the comma and the name; a star belongs to it. */
const beforeName = (text: string) => /^(?:[A-Z][A-Z\d_]{2,100}\s+)?/.exec(text)?.[0].length ?? 0

const isList = (text: string) => /^\([^]*\)$/.test(text) && !/^\(\s*\*\s*\w+\s*\)$/.test(text)

function types(text: string): Piece[] {
  return [...text.matchAll(WRAPPED_TYPE)].flatMap((match) => {
    const [whole, opening = ''] = match
    const close = match.index + whole.indexOf(')')
    return [{ start: match.index, end: match.index + opening.length }, { start: close, end: close + 1 }]
  })
}

function parameters(text: string): Piece[] {
  return called(text, WRAPPED_PARAMETERS).flatMap(({ match, written }) => {
    const open = match.index + match[0].length
    if (written.list.length !== 1 || !isList(written.list[0]?.text ?? '')) return []
    return [{ start: open - (match[1]?.length ?? 0), end: open }, { start: written.end - 1, end: written.end }]
  })
}

interface Call {
  list: Argument[]
  /** Behind the closing parenthesis. */
  end: number
}

/** Where an expression finds the beginning of calls, with their arguments. Nothing within one that was read is read again: that would take its length for each line. */
function called(text: string, beginning: RegExp): { match: RegExpExecArray; written: Call }[] {
  const found: { match: RegExpExecArray; written: Call }[] = []
  let read = 0
  for (const match of text.matchAll(beginning)) {
    if (match.index < read) continue
    const { written, until } = argumentsFrom(text, match.index + match[0].length)
    read = until
    if (written) found.push({ match, written })
  }
  return found
}

/** The arguments behind an opening parenthesis, and how far they were read; null where the closing one is far, or a body comes first. */
function argumentsFrom(text: string, open: number): { written: Call | null; until: number } {
  const list: Argument[] = []
  const farthest = Math.min(text.length, open + longest)
  let [depth, from] = [0, open]
  for (let at = open; at < farthest; at++) {
    const char = text[at] ?? ''
    if (char === '(') depth++
    else if (depth === 0 && (char === ',' || char === ')')) {
      list.push(trimmed(text, from, at))
      from = at + 1
      if (char === ')') return { written: { list, end: at + 1 }, until: at + 1 }
    } else if (char === ')') depth--
    else if ('{};"\'#'.includes(char)) return { written: null, until: at }
  }
  return { written: null, until: farthest }
}

function trimmed(text: string, from: number, to: number): Argument {
  const whole = text.slice(from, to)
  const own = whole.trim()
  const start = from + whole.indexOf(own)
  return { start, end: start + own.length, text: own }
}
