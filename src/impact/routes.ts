import type { Router } from '../platform/http.ts'
import * as contract from './contract.ts'
import { exportImpact } from './exports/exports.ts'
import type { Impact } from './impact.ts'

export function serveImpact(router: Router, impact: Impact): void {
  router.serve(contract.readDependencies, ({ caller, query, signal }) => impact.dependencies(caller, query, signal))
  router.serve(contract.listServices, ({ caller }) => impact.services(caller))
  router.serve(contract.findImpact, ({ caller, body, signal }) => impact.find(caller, body, signal))
  router.serve(contract.exportImpact, async ({ caller, body, query, signal }) => exportImpact(await impact.find(caller, body, signal), query.format))
  router.serve(contract.downloadImpact, async ({ caller, query: { format, ...question }, signal }) => exportImpact(await impact.find(caller, question, signal), format))
}
