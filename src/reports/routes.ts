import { download, type Router } from '../platform/http.ts'
import { downloadReport, getReport } from './contract.ts'
import type { Reports } from './reports.ts'

export function serveReports(router: Router, reports: Reports): void {
  router.serve(getReport, ({ caller, params }) => reports.get(caller, params.id))
  router.serve(downloadReport, async ({ caller, params, query }) => {
    const { body, ...file } = await reports.file(caller, params.id, query.format)
    return download(body, file)
  })
}
