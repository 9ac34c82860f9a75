/** Which blobs share code, whatever its names and layout: the door to this folder. FORMAT.md describes its files. */

export { alike, tokensOn, type Alike, type LineRange } from './alike.ts'
export { FingerprintStore, type Candidate } from './store.ts'
export { tokensOf, type Tokens } from './tokens.ts'
export { FingerprintWriter } from './writer.ts'
