import type { Match as Span } from '../../engine/regex/index.ts'
import type { DocumentResult } from '../../engine/scan/index.ts'
import type { Repository } from '../repos/contract.ts'

export interface FoundRepository {
  kind: 'repo'
  repository: Repository
  ranges: Span[]
}

/** A file found by its path, its content, or both. */
export interface FoundFile {
  kind: 'file'
  repository: Repository
  rev: string
  commit: string
  path: string
  /** Its place among the files of the commit. */
  at: number
  pathRanges: Span[]
  content: DocumentResult | null
}

export type Found = FoundRepository | FoundFile
