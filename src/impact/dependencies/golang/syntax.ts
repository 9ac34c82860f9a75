/** A statement of a go.mod or go.work, those of a block one by one: https://go.dev/ref/mod#go-mod-file-lexical. */
export interface Statement {
  verb: string
  words: string[]
  /** What stands behind it on its line, without the slashes. */
  comment: string
  line: number
}

/** Or the first line that is no statement: the mark of a conflict, say. */
export function readStatements(text: string): { statements: Statement[] } | { wrong: number } {
  const statements: Statement[] = []
  let block: string | null = null
  for (const [at, source] of text.replace(/^\ufeff/, '').split('\n').entries()) {
    const line = at + 1
    const lexed = lex(source)
    if (lexed === null) return { wrong: line }
    const { words, comment } = lexed
    const [first, ...rest] = words
    if (first === undefined) continue
    if (block !== null && first === ')') block = null
    else if (block !== null) statements.push({ verb: block, words, comment, line })
    else if (!/^[a-z]+$/.test(first)) return { wrong: line }
    else if (rest[0] === '(') block = rest.at(-1) === ')' ? null : first
    else statements.push({ verb: first, words: rest, comment, line })
  }
  return { statements }
}

/** Longer lines are made to take long. */
const maxLine = 10_000
const word = /\s+|(\/\/)|("(?:[^"\\]|\\.)*"|`[^`]*`)|([()[\]{},])|((?:(?!\/\/)[^\s()[\]{},"`])+)/y

/** Null for what is cut off within quotes. */
function lex(line: string): { words: string[]; comment: string } | null {
  const words: string[] = []
  if (line.length > maxLine) return null
  for (word.lastIndex = 0; word.lastIndex < line.length; ) {
    const [whole = '', comment, quoted, mark, bare] = word.exec(line) ?? []
    if (whole === '') return null
    if (comment !== undefined) return { words, comment: line.slice(word.lastIndex).trim() }
    const text = quoted === undefined ? (mark ?? bare) : quoted.slice(1, -1)
    if (text !== undefined) words.push(text)
  }
  return { words, comment: '' }
}
