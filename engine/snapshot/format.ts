/** What the files of the snapshot index are called and bounded by. FORMAT.md explains them; change both together. */

import type { DocNumber } from '../blobs/index.ts'
import type { FileKind } from '../disk/index.ts'
import type { Encoding } from '../scan/index.ts'

export const SEGMENT: FileKind = { letters: 'FBSG', version: 1 }
export const MANIFEST_VERSION = 1

/** By their place in this list; new ones are added at its end. */
export const ENCODINGS: readonly Encoding[] = ['utf-8', 'utf-16le', 'utf-16be', 'latin-1']

/** In the place of a document's number: there is no text in it. */
export const BINARY: DocNumber = 1
