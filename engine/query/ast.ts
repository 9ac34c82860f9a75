import type { FieldName } from './fields.ts'

/** How patterns are read. */
export type PatternType = 'keyword' | 'standard' | 'literal' | 'regexp' | 'structural'

export const PATTERN_TYPES: readonly PatternType[] = ['keyword', 'standard', 'literal', 'regexp', 'structural']

/** Half-open, in UTF-16 code units of the query text, as strings and text boxes of the browser count. */
export type Range = { start: number; end: number }

/**
 * One thing to say about a query. With an error the query must not run; a warning leaves it as it is.
 * `suggestion` is the text to put in place of `start…end` to mend it.
 */
export type Issue = Range & { message: string; severity: 'error' | 'warning'; suggestion?: string }

/** A parsed query. `root` is undefined where there is nothing to search for (empty, or refused with an error). */
export type Query = { patternType: PatternType; root: Node | undefined }

/**
 * Invariants that the parser keeps and the printer and planner rely on:
 * an `and`/`or` has at least two nodes and none of its own kind; in an `and` the parameters come first;
 * a `sequence` (regexp only) has at least two patterns, none negated, none from `content:`.
 */
export type Node = Operator | Sequence | Parameter | Pattern

export type Operator = Range & { kind: 'and' | 'or'; nodes: Node[] }

/** Patterns that follow one another with any text between them. */
export type Sequence = Range & { kind: 'sequence'; nodes: Pattern[] }

/** `field:value`. The value is without its quotes and their escapes; an unquoted value keeps its backslashes. */
export type Parameter = Range & {
  kind: 'parameter'
  field: FieldName
  value: string
  valueRange: Range
  quoted: boolean
  negated: boolean
}

/**
 * What is looked for. `text` means what the pattern type says (a term, a phrase, a regular expression or code with holes),
 * `quoted` is an exact text, `regexp` was written between slashes. `content` marks a pattern from `content:`.
 */
export type Pattern = Range & {
  kind: 'pattern'
  form: 'text' | 'quoted' | 'regexp'
  value: string
  valueRange: Range
  content: boolean
  negated: boolean
}
