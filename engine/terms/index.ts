/** What each commit of a repository speaks of: a forward index from commits to the terms of their messages, paths and changed lines. */

export { FIELDS, type Change, type ChangedFile, type Field } from './change.ts'
export { withoutTrailers } from './message.ts'
export { TermStore } from './store.ts'
export { countIn, namedIn, vectorOf, type TermVector } from './vector.ts'
export { commitTerm, pathTerm, visitWords, type WordKind } from './words.ts'
