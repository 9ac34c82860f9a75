import type { Handled, Router } from '../../platform/http.ts'
import { listScipUploads, readAutomatic, removeScipUpload, setAutomatic, uploadScip, uploadScipByOldName } from '../contract.ts'
import type { Scip } from './scip.ts'

export function serveScip(router: Router, { uploads, automatic }: Scip): void {
  const receive = async ({ caller, query, request }: Handled<typeof uploadScip>) => {
    const size = Number(request.headers.get('x-uncompressed-size'))
    return uploads.receive(caller, query, { body: request.body, unpackedSize: Number.isSafeInteger(size) && size > 0 ? size : null })
  }
  router.serve(uploadScip, receive)
  router.serve(uploadScipByOldName, receive)
  router.serve(listScipUploads, ({ caller, query }) => uploads.list(caller, query))
  router.serve(removeScipUpload, async ({ caller, params }) => {
    await uploads.remove(caller, params.id)
    return new Response(null, { status: 204 })
  })
  router.serve(readAutomatic, ({ caller, query }) => automatic.read(caller, query))
  router.serve(setAutomatic, ({ caller, body }) => automatic.set(caller, body))
}
