/** What a commit says and changes, as it is read for its terms. */

/** Lines end with line feeds; the encoding is whatever the file has. */
export type ChangedFile = {
  path: string
  /** What each hunk stands in, as git guesses it: a function, a heading. */
  sections: Uint8Array
  added: Uint8Array
  removed: Uint8Array
}

export type Change = {
  oid: string
  message: string
  files: readonly ChangedFile[]
}

/** Where in a change a term stands. A term is counted in each apart. */
export const FIELDS = ['subject', 'body', 'path', 'section', 'added', 'removed'] as const
export type Field = (typeof FIELDS)[number]
