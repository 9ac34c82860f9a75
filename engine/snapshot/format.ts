/** What the files of the snapshot index are called and bounded by. FORMAT.md explains them; change both together. */

import type { FileKind } from '../disk/index.ts'
import type { Encoding } from '../scan/index.ts'

export const SEGMENT: FileKind = { letters: 'FBSG', version: 1 }
export const MANIFEST_VERSION = 1

/** A segment holds fewer blocks than this, unless one document alone has more, and so at most as many documents. */
export const DOCS_PER_SEGMENT = 16_384
const PLACE_BITS = 14

/** By their place in this list; new ones are added at its end. */
export const ENCODINGS: readonly Encoding[] = ['utf-8', 'utf-16le', 'utf-16be', 'latin-1']

/**
 * Documents have numbers: that of their segment times DOCS_PER_SEGMENT, and their place in it. They stay what they are for as
 * long as their segment is there. Segments count from 1, which leaves the lowest numbers for what is no document.
 */
export type DocNumber = number
export const NOT_INDEXED: DocNumber = 0
export const BINARY: DocNumber = 1

export const docNumber = (serial: number, place: number): DocNumber => serial * DOCS_PER_SEGMENT + place
export const serialOf = (doc: DocNumber): number => doc >>> PLACE_BITS
export const placeOf = (doc: DocNumber): number => doc & (DOCS_PER_SEGMENT - 1)

export const segmentFile = (serial: number): string => `${serial}.segment`
