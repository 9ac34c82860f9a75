import type { App } from './app.ts'
import { serveAuth } from './auth/routes.ts'
import { serveBackup } from './backup/routes.ts'
import { serveDeployments } from './deployments/routes.ts'
import { serveImpact } from './impact/routes.ts'
import { serveIncidents } from './incidents/routes.ts'
import { serveCopies } from './intel/copies/routes.ts'
import { serveLogLines } from './intel/log-lines/routes.ts'
import { serveIntel } from './intel/routes.ts'
import { serveScip } from './intel/scip/routes.ts'
import { serveSourceMaps } from './intel/source-maps/routes.ts'
import { serveNotebooks } from './notebooks/routes.ts'
import type { Router } from './platform/http.ts'
import { serveSystem } from './platform/system.ts'
import { serveReports } from './reports/routes.ts'
import { serveRepos } from './repos/routes.ts'
import { serveSearch } from './search/routes.ts'

/** Every route of the server. */
export function serveAll(router: Router, app: App): void {
  serveSystem(router, app)
  serveAuth(router, app.auth)
  serveRepos(router, app.repos)
  serveDeployments(router, app.deployments)
  serveSearch(router, app.search)
  serveIntel(router, app.intel, app.suspects)
  serveLogLines(router, app.logLines)
  serveCopies(router, app.copies)
  serveScip(router, app.scip)
  serveSourceMaps(router, app.sourceMaps)
  serveImpact(router, app.impact)
  serveNotebooks(router, app.notebooks)
  serveIncidents(router, app.incidents)
  serveReports(router, app.reports)
  serveBackup(router, app.backups)
  router.app.doc31('/api/v1/openapi.json', { openapi: '3.1.0', info: { title: 'Firebreak', version: '1' } })
}
