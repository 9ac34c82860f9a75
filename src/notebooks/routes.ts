import { download, type Router } from '../platform/http.ts'
import * as contract from './contract.ts'
import type { Notebooks } from './notebooks.ts'

export function serveNotebooks(router: Router, notebooks: Notebooks): void {
  router.serve(contract.listNotebooks, ({ caller, query }) => notebooks.list(caller, query))
  router.serve(contract.createNotebook, ({ caller, body }) => notebooks.create(caller, body))
  router.serve(contract.getNotebook, ({ caller, params, query }) => notebooks.get(caller, params.id, query.version))
  router.serve(contract.saveNotebook, ({ caller, params, body }) => notebooks.save(caller, params.id, body))
  router.serve(contract.removeNotebook, async ({ caller, params }) => {
    await notebooks.remove(caller, params.id)
    return new Response(null, { status: 204 })
  })
  router.serve(contract.restoreNotebook, ({ caller, params, body }) => notebooks.restore(caller, params.id, body))
  router.serve(contract.listVersions, ({ caller, params }) => notebooks.versions(caller, params.id))
  router.serve(contract.freezeBlock, ({ caller, params, signal }) => notebooks.freeze(caller, params.id, params.block, signal))
  router.serve(contract.rerunBlock, ({ caller, params, signal }) => notebooks.rerun(caller, params.id, params.block, signal))
  router.serve(contract.exportNotebook, async ({ caller, params, request }) => {
    const { fileName, text } = await notebooks.export(caller, params.id, new URL(request.url).origin)
    return download(text, { fileName, type: 'text/markdown; charset=utf-8' })
  })
  router.serve(contract.importNotebook, ({ caller, body }) => notebooks.import(caller, body))
}
