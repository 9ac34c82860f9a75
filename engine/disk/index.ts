/** Files of the engine: written whole or not at all, and read with every byte checked. */

export { CorruptFile } from './corrupt.ts'
export { realDisk, UNFINISHED, writeWhole, type Disk, type DiskFile } from './disk.ts'
export { ReadAhead } from './read-ahead.ts'
export { readRecord, writeRecord } from './record.ts'
export { isMissing, readRunManifest, RunFolder, runFile } from './run-folder.ts'
export { SectionFile, writeSections, type FileKind, type SectionWriter, type SharedFile } from './sections.ts'
export { ByteReader, ByteWriter } from './varint.ts'
