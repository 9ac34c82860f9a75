/** What the files of the store have in common. FORMAT.md describes them. */

import type { FileKind } from '../disk/index.ts'

export const RUN: FileKind = { letters: 'FBCR', version: 1 }
export const MANIFEST_VERSION = 1

/** Blocks of messages are at most so large. */
export const BLOCK_BYTES = 4096

/** What a commit counts besides its message and its parents where the size of a run is bounded: about what is kept of it in memory. */
export const COMMIT_BYTES = 64
