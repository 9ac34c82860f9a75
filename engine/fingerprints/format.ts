/** What the files of the store of fingerprints are called and bounded by. FORMAT.md explains them; change both together. */

import type { FileKind } from '../disk/index.ts'

export const SEGMENT: FileKind = { letters: 'FBFP', version: 1 }
/** Also of what tokens and fingerprints are: what another version has told is built anew. */
export const MANIFEST_VERSION = 1

/** Different fingerprints in a block, which is read as a whole. */
export const BLOCK = 64
/** A segment holds fewer fingerprints than this, unless one document alone has more. */
export const FINGERPRINTS_PER_SEGMENT = 1 << 22
