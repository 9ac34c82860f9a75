import type { Router } from '../../platform/http.ts'
import { findCopies } from '../contract.ts'
import type { Copies } from './copies.ts'

export function serveCopies(router: Router, copies: Copies): void {
  router.serve(findCopies, ({ caller, body, signal }) => copies.find(caller, body, signal))
}
