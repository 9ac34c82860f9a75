/** What the files of the store of symbols are called and bounded by. FORMAT.md explains them; change both together. */

import { crc32 } from 'node:zlib'
import type { FileKind } from '../disk/index.ts'

export const SEGMENT: FileKind = { letters: 'FBSY', version: 1 }
const MANIFEST_VERSION = 1

/**
 * The version of a store's manifest. What symbols a text has is told by an extractor, named here by anything that changes whenever it
 * says something else: then the store is another one, and builds itself anew.
 */
export const versionOf = (extractor: string): number => crc32(`${MANIFEST_VERSION} ${extractor}`)

/** Blocks of names are at most so large: some seventy names. */
export const BLOCK_BYTES = 1024
/** In code points; what is longer is cut. */
export const MAX_NAME = 500
/** A segment holds fewer symbols than this, unless one document alone has more. */
export const SYMBOLS_PER_SEGMENT = 1 << 20

/** Why there are no symbols of a text. By their place in this list; new ones are added at its end. */
export const FAILURES = ['crashed', 'too_long', 'too_large'] as const
export type OutlineFailure = (typeof FAILURES)[number]
