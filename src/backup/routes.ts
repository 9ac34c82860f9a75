import { Readable } from 'node:stream'
import { badInput } from '../platform/errors.ts'
import type { Router } from '../platform/http.ts'
import type { Backups } from './backup.ts'
import { downloadBackup, restoreBackup } from './contract.ts'

export function serveBackup(router: Router, backups: Backups): void {
  router.serve(downloadBackup, async () => {
    const body = Readable.toWeb(await backups.make()) as ReadableStream<Uint8Array>
    const headers = { 'content-type': 'application/gzip', 'content-disposition': 'attachment; filename="firebreak.backup"', 'cache-control': 'private, no-store' }
    return new Response(body, { headers })
  })
  router.serve(restoreBackup, ({ request }) => {
    if (!request.body) throw badInput('restore.empty', 'Send the backup file as the body of the request.')
    return backups.restore(request.body, new URL(request.url).origin)
  })
}
