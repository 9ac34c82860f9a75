/** Walks over a TOML document that is known to be one, without making anything of its values. */
export interface TomlCursor {
  peek(): string
  step(): void
  /** Counts from 1. */
  line(): number
  /** Passes over blanks and comments; false at the end. */
  toStatement(): boolean
  /** The parts of a dotted key, up to and with what ends it. */
  keys(end: string): string[]
  /** Passes over a value; tells the number of each element of an array as it comes to it. */
  value(onElement: (place: number) => void): void
}

export function createTomlCursor(text: string): TomlCursor {
  let at = text.startsWith('\ufeff') ? 1 : 0
  const lineAt = createLines(text)
  const peek = () => text[at] ?? ''
  const toEndOfLine = () => {
    const end = text.indexOf('\n', at)
    at = end < 0 ? text.length : end
  }

  function toStatement(): boolean {
    for (; at < text.length; at++) {
      if (peek() === '#') toEndOfLine()
      else if (!isBlank(peek())) return true
    }
    return false
  }

  /** What stands between quotes, as it is written. */
  function string(): string {
    const quote = peek()
    const ends = text.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote
    const start = (at += ends.length)
    while (at < text.length && !text.startsWith(ends, at)) at += quote === '"' && peek() === '\\' ? 2 : 1
    const inner = text.slice(start, at)
    at += ends.length
    if (ends.length === 3) while (peek() === quote) at++ // up to two quotes may stand before the end
    return inner
  }

  function keys(end: string): string[] {
    const found: string[] = []
    while (at < text.length && peek() !== end) {
      if (isQuote(peek())) found.push(string())
      else if (isBlank(peek()) || peek() === '.') at++
      else found.push(bareKey(end))
    }
    at++
    return found
  }

  function bareKey(end: string): string {
    const start = at
    while (at < text.length && peek() !== end && peek() !== '.' && !isBlank(peek())) at++
    return text.slice(start, at)
  }

  function value(onElement: (place: number) => void): void {
    while (isBlank(peek()) && peek() !== '\n') at++
    const isArray = peek() === '['
    let [depth, elements, isFresh] = [0, 0, true]
    while (at < text.length && (depth > 0 || peek() !== '\n')) {
      const char = peek()
      if (isArray && depth === 1 && isFresh && !isBlank(char) && char !== ']' && char !== '#') {
        onElement(elements++)
        isFresh = false
      }
      if (char === ',' && depth === 1) isFresh = true
      depth += nesting.get(char) ?? 0
      if (char === '#') toEndOfLine()
      else if (isQuote(char)) string()
      else at++
    }
  }

  return { peek, step: () => void at++, line: () => lineAt(at), toStatement, keys, value }
}

/** The line of a place, for places that only grow. */
function createLines(text: string): (at: number) => number {
  let line = 1
  let end = text.indexOf('\n')
  return (at) => {
    for (; end >= 0 && end < at; line++) end = text.indexOf('\n', end + 1)
    return line
  }
}

const nesting: ReadonlyMap<string, number> = new Map([['[', 1], ['{', 1], [']', -1], ['}', -1]])
const isBlank = (char: string) => char === ' ' || char === '\t' || char === '\n' || char === '\r'
const isQuote = (char: string) => char === '"' || char === "'"
