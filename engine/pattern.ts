/**
 * The one thing that the query language and the searchers agree on: what a document must satisfy.
 *
 * `engine/query` produces it, `engine/scan` (and the index planner) consume it. It carries no options: whether a
 * search minds upper and lower case is a property of the whole search, not of one atom.
 */

/** A condition over one whole document: `and`, `or` and `not` speak of the document, not of one of its lines. */
export type PatternNode =
  | PatternAtom
  | { kind: 'and' | 'or'; nodes: PatternNode[] }
  | { kind: 'not'; node: PatternNode }

/** One pattern. `field: 'any'` is satisfied by the content or by the path (keyword search). */
export type PatternAtom = {
  kind: 'atom'
  field: 'content' | 'path' | 'any'
  pattern: string
  /** True: `pattern` is RE2 syntax. False: it is the text itself. */
  regex: boolean
  /** What it finds is not shown: it only decides. */
  silent?: true
}
