/** Counts how often what `outline` tells of some text has changed. Symbols that were stored by another version are told anew. */
export const OUTLINE_VERSION = 3
