/** Documents have numbers, by which threads and trees of files speak of them. */

/** A segment holds no more documents than this. */
export const DOCS_PER_SEGMENT = 16_384
const PLACE_BITS = 14

/**
 * The number of a document's segment times DOCS_PER_SEGMENT, and its place in it. It stays what it is for as long as the segment is
 * there. Segments count from 1, which leaves the lowest numbers for what is no document.
 */
export type DocNumber = number
export const NOT_INDEXED: DocNumber = 0

export const docNumber = (serial: number, place: number): DocNumber => serial * DOCS_PER_SEGMENT + place
export const serialOf = (doc: DocNumber): number => doc >>> PLACE_BITS
export const placeOf = (doc: DocNumber): number => doc & (DOCS_PER_SEGMENT - 1)
