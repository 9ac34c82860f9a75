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
  const pieces = [...wholes(text), ...types(text), ...parameters(text)].toSorted((a, b) => a.start - b.start)
  if (pieces.length === 0) return { text, lost: [] }
  const kept = pieces.map(({ start, end, text: written }, at) => text.slice(pieces[at - 1]?.end ?? 0, start) + (written ?? text.slice(start, end).replace(/[^\r\n]/g, ' ')))
  return { text: kept.join('') + text.slice(pieces.at(-1)?.end ?? 0), lost: pieces.flatMap((piece) => namesIn(text, piece)) }
}

const namesIn = (text: string, { start, end }: Piece): Lost[] =>
  [...text.slice(start, end).matchAll(/[A-Za-z_]\w*/g)].map(({ index, 0: name }) => ({ name, start: start + index, end: start + index + name.length }))

function wholes(text: string): Piece[] {
  return [...text.matchAll(WRAPPING)].flatMap((match) => {
    const open = match.index + match[0].length
    const written = argumentsFrom(text, open)
    const at = written?.list.findIndex(({ text: own }, index) => index > 0 && isList(own)) ?? -1
    const [type, name, list] = [written?.list[at - 2], written?.list[at - 1], written?.list[at]]
    if (!written || !type || !name || !list || !TYPE.test(type.text) || !NAME.test(name.text)) return []
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
  return [...text.matchAll(WRAPPED_PARAMETERS)].flatMap((match) => {
    const open = match.index + match[0].length
    const written = argumentsFrom(text, open)
    if (written?.list.length !== 1 || !isList(written.list[0]?.text ?? '')) return []
    return [{ start: open - (match[1]?.length ?? 0), end: open }, { start: written.end - 1, end: written.end }]
  })
}

/** The arguments behind an opening parenthesis, and where the closing one ends; null where it is far, or a body comes first. */
function argumentsFrom(text: string, open: number): { list: Argument[]; end: number } | null {
  const list: Argument[] = []
  let [depth, from] = [0, open]
  for (let at = open; at < Math.min(text.length, open + longest); at++) {
    const char = text[at] ?? ''
    if (char === '(') depth++
    else if (depth === 0 && (char === ',' || char === ')')) {
      list.push(trimmed(text, from, at))
      from = at + 1
      if (char === ')') return { list, end: at + 1 }
    } else if (char === ')') depth--
    else if (/[{};"'#]/.test(char)) return null
  }
  return null
}

function trimmed(text: string, from: number, to: number): Argument {
  const whole = text.slice(from, to)
  const own = whole.trim()
  const start = from + whole.indexOf(own)
  return { start, end: start + own.length, text: own }
}
