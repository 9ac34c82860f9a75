import type { Router } from '../../platform/http.ts'
import { listSourceMaps, removeSourceMap, uploadSourceMap } from '../contract.ts'
import type { SourceMaps } from './source-maps.ts'

export function serveSourceMaps(router: Router, sourceMaps: SourceMaps): void {
  router.serve(uploadSourceMap, ({ caller, query, request }) => sourceMaps.upload(caller, query, request.body))
  router.serve(listSourceMaps, ({ caller, query }) => sourceMaps.list(caller, query))
  router.serve(removeSourceMap, async ({ caller, params }) => {
    await sourceMaps.remove(caller, params.id)
    return new Response(null, { status: 204 })
  })
}
