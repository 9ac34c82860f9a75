/** Counts how often what `outline` tells of some text has changed. Symbols that were stored by another version are told anew. */
export const OUTLINE_VERSION = 5

/** The same of `logStatements`. */
export const LOG_STATEMENTS_VERSION = 10

/** The same of `taken`. */
export const TAKEN_VERSION = 2
