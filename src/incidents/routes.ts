import type { Router } from '../platform/http.ts'
import * as contract from './contract.ts'
import type { Incidents } from './incidents.ts'

export function serveIncidents(router: Router, incidents: Incidents): void {
  router.serve(contract.listIncidents, ({ caller, query }) => incidents.list(caller, query))
  router.serve(contract.declareIncident, ({ caller, body, signal }) => incidents.declare(caller, body, signal))
  router.serve(contract.getIncident, ({ caller, params }) => incidents.get(caller, params.id))
  router.serve(contract.updateIncident, ({ caller, params, body }) => incidents.update(caller, params.id, body))
  router.serve(contract.addNote, ({ caller, params, body }) => incidents.note(caller, params.id, body))
  router.serve(contract.addSignal, ({ caller, params, body, signal }) => incidents.addSignal(caller, params.id, body, signal))
  router.serve(contract.pinEvidence, ({ caller, params, body, signal }) => incidents.pin(caller, params.id, body, signal))
  router.serve(contract.judgeChange, ({ caller, params, body }) => incidents.judge(caller, params.id, body))
  router.serve(contract.trackHoles, ({ caller, params, body }) => incidents.trackHoles(caller, params.id, body))
  router.serve(contract.setHoles, ({ caller, params, body }) => incidents.setHoles(caller, params.id, body))
  router.serve(contract.suspectHitRate, ({ caller }) => incidents.hitRate(caller))
  router.serve(contract.removeEvidence, async ({ caller, params }) => {
    await incidents.setEvidenceRemoved(caller, params.id, params.evidence, true)
    return new Response(null, { status: 204 })
  })
  router.serve(contract.restoreEvidence, ({ caller, params }) => incidents.setEvidenceRemoved(caller, params.id, params.evidence, false))
  router.serve(contract.rerunEvidence, ({ caller, params, signal }) => incidents.rerun(caller, params.id, params.evidence, signal))
}
