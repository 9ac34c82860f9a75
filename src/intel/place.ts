import type { FileList } from '../repos/repos.ts'
import type { RunningRevision } from './running.ts'

/** One repository at the revision whose files a frame is compared with. */
export interface Place {
  repo: string
  rev: string
  files: FileList
  /** It is read at what runs, and where that is; null for the default branch or a revision that was asked for. */
  runs: RunningRevision | null
  /** Null where the blob is missing or too large: above `maxBytes`, or 4 MB unless it is said. */
  read(oid: string, maxBytes?: number): Promise<Uint8Array | null>
}
