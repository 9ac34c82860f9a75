/**
 * Code as tokens, whatever its language: what stays the same when it is laid out anew, commented, or has its names changed. Not a grammar:
 * it may take a comment of some language for code, but the same text always gives the same tokens.
 */

/** The tokens of a text, back to back. */
export type Tokens = {
  count: number
  /** Names, numbers and strings each as one kind; key words and signs as themselves. */
  kinds: Uint32Array
  /** Every token as itself. */
  spellings: Uint32Array
  /** Of each token, counted from 1. */
  lines: Uint32Array
}

/** What a token is, where its spelling does not matter. Key words are hashes, which are far larger, and signs their byte. */
const NAME = 256
const NUMBER = 257
const STRING = 258

/** Of many languages: what tells the shape of code, and is never the name that somebody gave to something. */
const KEY_WORDS = `abstract and as assert async await break case catch class const continue def default defer delete do elif else elsif end enum except export extends
  false final finally fn for foreach from func function go if implements import in instanceof interface is lambda let loop match module namespace new nil none not null
  operator or package pass private protected public raise return select self static struct super switch template then this throw throws trait true try type typedef
  typeof union unless until use using val var void when where while with yield`.split(/\s+/)

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** FNV-1a, with the lowest values left to signs and kinds: http://www.isthe.com/chongo/tech/comp/fnv/. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = FNV_OFFSET
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at], FNV_PRIME)
  return (hash | 0x1000) >>> 0
}

const keyWords = new Set(KEY_WORDS.map((word) => hashOf(Buffer.from(word), 0, word.length)))

/** By byte: what may stand in a name. All that is not ASCII may. */
const inName = Uint8Array.from({ length: 256 }, (_, byte) => Number(byte >= 0x80 || /[\w$]/.test(String.fromCharCode(byte))))

const LINE_FEED = 0x0a
const SPACE = 0x20
const [QUOTE, HASH, APOSTROPHE, STAR, MINUS, SLASH, BACKSLASH, BACKTICK] = [...'"#\'*-/\\`'].map((sign) => sign.charCodeAt(0)) as [number, number, number, number, number, number, number, number]

/** Texts between back ticks go over lines; what is longer is no text. */
const MAX_TEMPLATE = 4096

export function tokensOf(bytes: Uint8Array): Tokens {
  return new Tokenizer(bytes).read()
}

class Tokenizer {
  private readonly bytes: Uint8Array
  private at = 0
  private line = 1
  /** Whether a token stands on the line already. */
  private begun = false
  private count = 0
  private kinds: Uint32Array
  private spellings: Uint32Array
  private lines: Uint32Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    const room = 16 + (bytes.length >>> 2)
    this.kinds = new Uint32Array(room)
    this.spellings = new Uint32Array(room)
    this.lines = new Uint32Array(room)
  }

  read(): Tokens {
    while (this.at < this.bytes.length) this.step()
    const { count } = this
    return { count, kinds: this.kinds.subarray(0, count), spellings: this.spellings.subarray(0, count), lines: this.lines.subarray(0, count) }
  }

  private step(): void {
    const byte = this.bytes[this.at]
    if (byte === LINE_FEED) this.lineEnd()
    else if (byte <= SPACE) this.at += 1
    else if (inName[byte] === 1) this.word(byte)
    else if (this.isComment(byte)) this.skipLine()
    else if (byte === SLASH && this.bytes[this.at + 1] === STAR) this.skipBlock()
    else if (byte === QUOTE || byte === APOSTROPHE || byte === BACKTICK) this.string(byte)
    else this.push(byte, this.at + 1)
  }

  private lineEnd(): void {
    this.line += 1
    this.begun = false
    this.at += 1
  }

  /** `//` anywhere; `#` before a blank, and `--` that begins a line: elsewhere they are operators, directives or decorations. */
  private isComment(byte: number): boolean {
    const next = this.bytes[this.at + 1]
    if (byte === SLASH) return next === SLASH
    if (byte === HASH) return next === SPACE || next === 0x21 || next === HASH
    return byte === MINUS && next === MINUS && !this.begun
  }

  private skipLine(): void {
    const end = this.bytes.indexOf(LINE_FEED, this.at)
    this.at = end < 0 ? this.bytes.length : end
  }

  /** One that does not end goes to the end of the text, as for a compiler. */
  private skipBlock(): void {
    this.at += 2
    while (this.at < this.bytes.length && !(this.bytes[this.at] === STAR && this.bytes[this.at + 1] === SLASH)) {
      if (this.bytes[this.at] === LINE_FEED) this.line += 1
      this.at += 1
    }
    this.at += 2
  }

  private word(first: number): void {
    let end = this.at + 1
    while (end < this.bytes.length && inName[this.bytes[end]] === 1) end += 1
    const isNumber = first >= 0x30 && first <= 0x39
    const spelling = hashOf(this.bytes, this.at, end)
    this.push(isNumber ? NUMBER : keyWords.has(spelling) ? spelling : NAME, end, spelling)
  }

  /** A quote that is not closed on its line is a sign: an apostrophe in prose, a lifetime in Rust. */
  private string(quote: number): void {
    const end = this.closing(quote)
    if (end < 0) return this.push(quote, this.at + 1)
    const from = this.at
    this.push(STRING, end, hashOf(this.bytes, from, end))
    if (quote === BACKTICK) for (let at = from; at < end; at++) if (this.bytes[at] === LINE_FEED) this.line += 1
  }

  /** Behind the quote that closes, or -1. */
  private closing(quote: number): number {
    const last = Math.min(this.bytes.length, this.at + MAX_TEMPLATE)
    for (let at = this.at + 1; at < last; at++) {
      const byte = this.bytes[at]
      if (byte === quote) return at + 1
      if (byte === BACKSLASH) at += 1
      else if (byte === LINE_FEED && quote !== BACKTICK) return -1
    }
    return -1
  }

  private push(kind: number, end: number, spelling = kind): void {
    if (this.count === this.kinds.length) this.grow()
    this.kinds[this.count] = kind
    this.spellings[this.count] = spelling
    this.lines[this.count] = this.line
    this.count += 1
    this.begun = true
    this.at = end
  }

  private grow(): void {
    const grown = (numbers: Uint32Array): Uint32Array => {
      const more = new Uint32Array(numbers.length * 2)
      more.set(numbers)
      return more
    }
    this.kinds = grown(this.kinds)
    this.spellings = grown(this.spellings)
    this.lines = grown(this.lines)
  }
}
