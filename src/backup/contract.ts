import { z } from 'zod'
import { endpoint } from '../platform/endpoint.ts'

/** A gzip file, sent while it is read; format.ts says what is in it. It holds password hashes: keep it like a secret. */
export const downloadBackup = endpoint({
  id: 'system.backup', method: 'get', path: '/api/v1/backup', needs: 'system.backup',
  summary: 'Everything that git and a re-index cannot bring back, as one file',
})

export const Restored = z.object({
  /** When the backup was made, and by which version. */
  madeAt: z.string(),
  madeBy: z.string(),
  /** Rows by table. */
  rows: z.record(z.string(), z.number().int()),
  /** Signs the owner in, once: the link that the start printed is of no use any more. */
  signInUrl: z.string(),
})
export type Restored = z.output<typeof Restored>

/** The body is the backup file as it is. A Firebreak that holds anything already answers 409 `restore.not_empty`. */
export const restoreBackup = endpoint({
  id: 'system.restore', method: 'post', path: '/api/v1/restore', needs: 'system.backup', rawBody: true,
  summary: 'Bring a backup back into an empty Firebreak; the repositories are then cloned again',
  answer: Restored,
})
