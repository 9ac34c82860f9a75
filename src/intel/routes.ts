import type { Router } from '../platform/http.ts'
import { findCallees, findCallers, findCulprits, findDefinitions, findEntryPaths, findGuards, findHover, findImplementations, findReferences, findSuspects, findTypeDefinitions, locate } from './contract.ts'
import type { Intel } from './intel.ts'
import type { Suspects } from './suspects/suspects.ts'

export function serveIntel(router: Router, intel: Intel, suspects: Suspects): void {
  const { navigator } = intel
  router.serve(locate, ({ caller, body, signal }) => intel.locate(caller, body, signal))
  router.serve(findSuspects, ({ caller, body, signal }) => suspects.find(caller, body, signal))
  router.serve(findCulprits, ({ caller, query, signal }) => suspects.culprits(caller, query, signal))
  router.serve(findDefinitions, ({ caller, query, signal }) => navigator.definitions(caller, query, signal))
  router.serve(findReferences, ({ caller, query, signal }) => navigator.references(caller, query, signal))
  router.serve(findImplementations, ({ caller, query, signal }) => navigator.implementations(caller, query, signal))
  router.serve(findTypeDefinitions, ({ caller, query, signal }) => navigator.typeDefinitions(caller, query, signal))
  router.serve(findHover, ({ caller, query, signal }) => navigator.hover(caller, query, signal))
  router.serve(findEntryPaths, ({ caller, query, signal }) => navigator.entryPaths(caller, query, signal))
  router.serve(findGuards, ({ caller, query, signal }) => navigator.guards(caller, query, signal))
  router.serve(findCallees, ({ caller, query, signal }) => navigator.callees(caller, query, signal))
  router.serve(findCallers, ({ caller, query, signal }) => navigator.callers(caller, query, signal))
}
