import type { Router } from '../platform/http.ts'
import * as contract from './contract.ts'
import type { Deployments } from './deployments.ts'

export function serveDeployments(router: Router, deployments: Deployments): void {
  router.serve(contract.recordDeployment, ({ caller, body }) => deployments.record(caller, body))
  router.serve(contract.listDeployments, ({ caller, query }) => deployments.list(caller, query))
  router.serve(contract.listRunning, async ({ caller, query }) => ({ running: await deployments.running(caller, query) }))
  router.serve(contract.listHooks, ({ caller }) => deployments.listHooks(caller))
  router.serve(contract.addHook, ({ caller, body }) => deployments.addHook(caller, body))
  router.serve(contract.removeHook, async ({ caller, params }) => {
    await deployments.removeHook(caller, params.id)
    return new Response(null, { status: 204 })
  })
  router.serve(contract.removeDeployment, async ({ caller, params }) => {
    await deployments.remove(caller, params.id)
    return new Response(null, { status: 204 })
  })
  router.serve(contract.receiveEvent, ({ query, request }) => deployments.receive(query.hook, request))
}
