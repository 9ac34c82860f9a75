import type { Caller, Router } from '../platform/http.ts'
import * as contract from './contract.ts'
import { exportImpact } from './exports/exports.ts'
import type { Impact } from './impact.ts'
import { reachesOf } from './reach/reaches.ts'

export function serveImpact(router: Router, impact: Impact): void {
  router.serve(contract.readDependencies, ({ caller, query, signal }) => impact.dependencies(caller, query, signal))
  router.serve(contract.listServices, ({ caller, query }) => impact.services(caller, query))
  router.serve(contract.findImpact, ({ caller, body, signal }) => impact.find(caller, body, signal))
  router.serve(contract.findReach, ({ caller, body, signal }) => impact.reach(caller, body, signal))
  router.serve(contract.uploadSbom, ({ caller, query, body }) => impact.sboms.upload(caller, query, body))
  router.serve(contract.listSboms, ({ caller, query }) => impact.sboms.list(caller, query.repo))
  router.serve(contract.readSbomDocument, ({ caller, params }) => impact.sboms.document(caller, params.id))
  router.serve(contract.removeSbom, async ({ caller, params }) => {
    await impact.sboms.remove(caller, params.id)
    return new Response(null, { status: 204 })
  })
  const write = async (caller: Caller, { question, format, signal }: { question: contract.Question; format: contract.ExportFormat; signal: AbortSignal }) => {
    const answer = await impact.find(caller, question, signal)
    return exportImpact({ impact: answer, reaches: format === 'openvex' ? await reachesOf(impact, caller, answer, signal) : [] }, format)
  }
  router.serve(contract.exportImpact, ({ caller, body, query: { format }, signal }) => write(caller, { question: body, format, signal }))
  router.serve(contract.downloadImpact, ({ caller, query: { format, ...question }, signal }) => write(caller, { question, format, signal }))
}
