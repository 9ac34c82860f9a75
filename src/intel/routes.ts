import type { Router } from '../platform/http.ts'
import { locate } from './contract.ts'
import type { Intel } from './intel.ts'

export function serveIntel(router: Router, intel: Intel): void {
  router.serve(locate, ({ caller, body, signal }) => intel.locate(caller, body, signal))
}
