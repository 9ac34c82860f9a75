/** Immutable segments of what is known of blobs, each blob once: what the snapshot of files and the store of symbols stand on. */

export { Holdings } from './holdings.ts'
export { HOLDINGS, segmentFile, type SegmentSize } from './manifest.ts'
export { DOCS_PER_SEGMENT, docNumber, NOT_INDEXED, placeOf, serialOf, type DocNumber } from './numbers.ts'
export { OID_BYTES, writeOid } from './oid.ts'
export { SegmentTable, type Learn } from './segment-table.ts'
export { SegmentWriter, type SegmentBuilding, type SegmentContent } from './segment-writer.ts'
