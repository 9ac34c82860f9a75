import type { Router } from '../../platform/http.ts'
import { matchLogLines } from '../contract.ts'
import type { LogLines } from './log-lines.ts'

export function serveLogLines(router: Router, logLines: LogLines): void {
  router.serve(matchLogLines, ({ caller, body, signal }) => logLines.match(caller, body, signal))
}
