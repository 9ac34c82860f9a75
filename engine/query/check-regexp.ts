import { NO_FLAGS, parseRegex } from '../regex/index.ts'
import { MAX_PROGRAM_SIZE, programSize } from '../regex/size.ts'
import type { Range } from './ast.ts'

export type Problem = Partial<Range> & { message: string; suggestion?: string }

/** Checks one regular expression that stands at `range` in the query. */
export type RegexpCheck = (source: string, range: Range) => Problem | undefined

/**
 * A check for all expressions of one query. Compiling a large one, before it is searched for, takes a tenth of a second, and a query
 * has room for hundreds: so once those read are together as large as one alone may be, the next is refused and no more are read.
 */
export function createRegexpCheck(): RegexpCheck {
  let left = MAX_PROGRAM_SIZE
  let isRefused = false
  return (source, range) => {
    if (isRefused) return undefined
    isRefused = left <= 0
    if (isRefused) return { message: TOO_MANY, ...range }
    const parsed = parseRegex(source, { ...NO_FLAGS, ignoreCase: true, multiLine: true })
    if (!parsed.ok) return { message: `Not a valid regular expression: ${parsed.issue.message}`, ...within(range, source, parsed.issue) }
    const size = programSize(parsed.ast)
    left -= size
    return size > MAX_PROGRAM_SIZE ? { message: TOO_LARGE, ...range } : undefined
  }
}

const TOO_LARGE = 'This regular expression is too large when its repetitions are written out. Lower the counts, or use smaller classes.'
const TOO_MANY = 'The regular expressions before this one are already as large as a query may have. Lower their repetition counts, or use fewer.'

/** The offsets of an expression hold in the query too, as long as no quotes or escapes lie between them. */
function within(range: Range, source: string, { start, end }: Range): Range {
  const isVerbatim = range.end - range.start === source.length
  return isVerbatim ? { start: range.start + start, end: range.start + end } : range
}
