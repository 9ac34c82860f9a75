/** A place in the source of a regular expression, and the one way its parser stops. */

/** What is wrong with an expression. `start` and `end` are UTF-16 indices into its source. */
export type RegexIssue = { message: string; start: number; end: number }

/** Thrown inside the parser only; `parseRegex` turns it into an issue. */
export class RegexSyntaxError extends Error {
  readonly issue: RegexIssue

  constructor(issue: RegexIssue) {
    super(issue.message)
    this.issue = issue
  }
}

export class Cursor {
  readonly source: string
  pos = 0

  constructor(source: string) {
    this.source = source
  }

  get done(): boolean {
    return this.pos >= this.source.length
  }

  /** The code point here as text; '' at the end. */
  peek(): string {
    const codePoint = this.source.codePointAt(this.pos)
    return codePoint === undefined ? '' : String.fromCodePoint(codePoint)
  }

  next(): string {
    const char = this.peek()
    this.pos += char.length
    return char
  }

  startsWith(text: string): boolean {
    return this.source.startsWith(text, this.pos)
  }

  /** Steps over `text` if it stands here. */
  accept(text: string): boolean {
    if (!this.startsWith(text)) return false
    this.pos += text.length
    return true
  }

  /** Steps over what the sticky expression matches here, and returns the match. */
  match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.pos
    const found = sticky.exec(this.source)
    if (found !== null) this.pos += found[0].length
    return found
  }

  /** Refuses the expression because of what stands from `start` to here. */
  fail(message: string, start: number): never {
    throw new RegexSyntaxError({ message, start, end: Math.max(this.pos, start) })
  }
}
