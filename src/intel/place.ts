import type { FileList } from '../repos/repos.ts'

/** One repository at the revision whose files a frame is compared with. */
export interface Place {
  repo: string
  rev: string
  files: FileList
  /** Null where the blob is missing or too large. */
  read(oid: string): Promise<Uint8Array | null>
}
