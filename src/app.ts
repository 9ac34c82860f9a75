import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import about from '../package.json' with { type: 'json' }
import { loadLanguages } from '../engine/lang.ts'
import { startSyntax, type Syntax } from '../syntax/index.ts'
import { createAuth, gateOf, type Auth } from './auth/auth.ts'
import { scryptPasswords, type Passwords } from './auth/passwords.ts'
import { createBackups, type Backups } from './backup/backup.ts'
import { createDeployments, type Deployments } from './deployments/deployments.ts'
import { createImpact, type Impact } from './impact/impact.ts'
import { createIncidents, type Incidents } from './incidents/incidents.ts'
import { createIntel, type Intel } from './intel/intel.ts'
import { createCopies, type Copies } from './intel/copies/copies.ts'
import { createLogLines, type LogLines } from './intel/log-lines/log-lines.ts'
import { createScip, type Scip } from './intel/scip/scip.ts'
import { createSourceMaps, type SourceMaps } from './intel/source-maps/source-maps.ts'
import { createSuspects, type Suspects } from './intel/suspects/suspects.ts'
import { jobKinds } from './jobs.ts'
import { migrations } from './migrations.ts'
import { createNotebooks, type Notebooks } from './notebooks/notebooks.ts'
import { systemClock, type Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import { openDatabase, type Db } from './platform/database.ts'
import { createEvents, type Events } from './platform/events.ts'
import { createRouter, type Router } from './platform/http.ts'
import { createJobs, type Jobs } from './platform/jobs.ts'
import { lockFolder } from './platform/lock.ts'
import { createLog, type Log } from './platform/log.ts'
import { migrate } from './platform/migrations.ts'
import { createMetrics, type Metrics } from './platform/system.ts'
import { createReports, type Reports } from './reports/reports.ts'
import { createRepos, type Repos } from './repos/repos.ts'
import { serveAll } from './routes.ts'
import { createSearch, trackedCommits, type Search } from './search/search.ts'
import { tables } from './tables.ts'

/** Every part of the server, built by hand in the order in which they stand on one another. */
export interface App {
  config: Config
  db: Db
  log: Log
  events: Events
  metrics: Metrics
  jobs: Jobs
  auth: Auth
  repos: Repos
  deployments: Deployments
  syntax: Syntax
  search: Search
  scip: Scip
  sourceMaps: SourceMaps
  intel: Intel
  logLines: LogLines
  copies: Copies
  suspects: Suspects
  impact: Impact
  notebooks: Notebooks
  incidents: Incidents
  reports: Reports
  backups: Backups
  router: Router
  /** Takes up background work. The routes answer without it. */
  startJobs(): void
  close(): Promise<void>
}

export interface Circumstances {
  clock?: Clock
  passwords?: Passwords
  /** The most that the parsing of one text may take, in milliseconds. */
  parseLimit?: number
}

export async function createApp(config: Config, { clock = systemClock, passwords = scryptPasswords, parseLimit }: Circumstances = {}): Promise<App> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(config.dataDir)
  const log = createLog(config.logLevel)
  const openAnother = () => openDatabase({ url: config.databaseUrl, file: join(config.dataDir, 'firebreak.db') })
  const { db, kind } = openAnother()
  await migrate(db, kind, migrations)
  await loadLanguages()
  const events = createEvents()
  const metrics = createMetrics()
  const jobs = createJobs({ db, kind, alone: kind === 'sqlite', clock, log })
  const auth = await createAuth({ db, kind, clock, log, passwords, config })
  const repos = await createRepos({ db, clock, log, config, events, jobs })
  const deployments = await createDeployments({ db, repos, jobs, events, clock, log, config })
  const syntax = startSyntax({ processes: 2, ...(parseLimit === undefined ? {} : { limitMs: parseLimit }) })
  const search = createSearch({ repos, deployments, syntax, jobs, clock, log, config, metrics })
  const scip = await createScip({ db, repos, jobs, clock, log, config, trackedCommits: (repository) => trackedCommits(repository, { repos, deployments, config }) })
  const sourceMaps = await createSourceMaps({ db, repos, clock, config })
  const intel = createIntel({ repos, deployments, search, syntax, scip, sourceMaps, config })
  const suspects = createSuspects({ repos, search, locate: intel.locate, jobs, clock, log, config })
  const copies = createCopies({ repos, jobs, trackedCommits: (repository) => trackedCommits(repository, { repos, deployments, config }), clock, log, config })
  const logLines = createLogLines({ repos, deployments, syntax, config })
  const impact = createImpact({ db, repos, deployments, search, copies, intel, scip, jobs, events, clock, log, config })
  const notebooks = createNotebooks({ db, kind, clock, events, repos, search })
  const incidents = createIncidents({ db, kind, clock, log, events, auth, repos, search, intel, impact, notebooks })
  const reports = createReports({ incidents, repos })
  const backups = createBackups({ db, kind, openAnother: () => openAnother().db, tables: tables.kept, clock, log, events, config, version: about.version, auth, repos })
  const router = createRouter({ gate: gateOf(auth), log, reach: config, observe: ({ route, status, seconds }) => metrics.requests.observe({ route, status }, seconds) })
  const app: App = {
    config, db, log, events, metrics, jobs, auth, repos, deployments, syntax, search, scip, sourceMaps, intel, suspects, logLines, copies, impact, notebooks, incidents, reports, backups, router,
    startJobs() {
      jobs.start(jobKinds(app))
      search.recover()
      impact.recover()
    },
    async close() {
      await jobs.stop()
      await impact.close()
      await suspects.close()
      await copies.close()
      await logLines.close()
      await search.close()
      await syntax.close()
      scip.close()
      await repos.close()
      await db.destroy()
      unlock()
    },
  }
  serveAll(router, app)
  return app
}
