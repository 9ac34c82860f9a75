/** What the files of the store of terms have in common. FORMAT.md describes them. */

import type { FileKind } from '../disk/index.ts'

export const RUN: FileKind = { letters: 'FBTV', version: 2 }
export const MANIFEST_VERSION = 1

/** What is kept in memory of a commit, about: it counts where the size of a run is bounded. */
export const COMMIT_BYTES = 64
/** Of a term in the file: its number and its counts. */
export const TERM_BYTES = 8
