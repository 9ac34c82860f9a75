import type { Router } from '../platform/http.ts'
import { findCallees, findCallers, findDefinitions, findEntryPaths, findGuards, findHover, findReferences, locate } from './contract.ts'
import type { Intel } from './intel.ts'

export function serveIntel(router: Router, intel: Intel): void {
  const { navigator } = intel
  router.serve(locate, ({ caller, body, signal }) => intel.locate(caller, body, signal))
  router.serve(findDefinitions, ({ caller, query, signal }) => navigator.definitions(caller, query, signal))
  router.serve(findReferences, ({ caller, query, signal }) => navigator.references(caller, query, signal))
  router.serve(findHover, ({ caller, query, signal }) => navigator.hover(caller, query, signal))
  router.serve(findEntryPaths, ({ caller, query, signal }) => navigator.entryPaths(caller, query, signal))
  router.serve(findGuards, ({ caller, query, signal }) => navigator.guards(caller, query, signal))
  router.serve(findCallees, ({ caller, query, signal }) => navigator.callees(caller, query, signal))
  router.serve(findCallers, ({ caller, query, signal }) => navigator.callers(caller, query, signal))
}
