import { readdirSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../platform/clock.ts'
import { loadConfig, type Config } from '../platform/config.ts'
import { openDatabase } from '../platform/database.ts'
import { createEvents } from '../platform/events.ts'
import { createRouter, type Caller } from '../platform/http.ts'
import { createJobs, jobsMigrations, type Jobs } from '../platform/jobs.ts'
import { createLog } from '../platform/log.ts'
import { migrate } from '../platform/migrations.ts'
import type { Repository } from './contract.ts'
import { temporaryFolder } from './git/testing.ts'
import { reposMigrations } from './migrations.ts'
import { createRepos, type Repos } from './repos.ts'
import { serveRepos } from './routes.ts'

export const person = (role: string): Caller => ({ id: `person_${role}`, name: role, email: `${role}@example.com`, role, via: 'token' })
export const owner = person('owner')

export interface Sent {
  status: number
  headers: Headers
  text: string
  /** The parsed body; empty when it is not JSON. */
  json: Record<string, unknown>
}

/** The repos slice behind the real router, over real git and a real database, with a clock that tests move. */
export interface TestRepos {
  repos: Repos
  jobs: Jobs
  /** A path in a temporary folder of this server, outside its data. */
  path(...parts: string[]): string
  dataDir: string
  /** `send('GET /repos?state=ready')`: below /api/v1, as the owner unless said. */
  send(line: string, sending?: { body?: unknown; role?: string }): Promise<Sent>
  /** Adds and waits until everything is cloned. */
  addFolder(path: string): Promise<Sent>
  addUrl(url: string): Promise<Sent>
  /** The text of a file as the API gives it, or the code of the refusal. */
  read(repo: string, path: string, rev?: string): Promise<unknown>
  names(): Promise<string[]>
  /** The folders of the mirrors. */
  mirrors(): string[]
  /** Waits until nothing is left to clone or fetch. */
  settle(): Promise<void>
  /** Asks for a fetch by the repository's name and waits for its end. */
  refetch(name: string): Promise<Repository>
  topics: string[]
  pass(ms: number): void
  /** Ends the server as a signal would, and starts another over the same data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

type Server = Pick<TestRepos, 'repos' | 'jobs'> & { request(path: string, init: RequestInit): Response | Promise<Response>; close(): Promise<void> }

export async function startRepos(settings: Record<string, string> = {}): Promise<TestRepos> {
  const folder = temporaryFolder()
  const config = loadConfig({ FIREBREAK_DATA: folder.path('data'), FIREBREAK_ALLOW_LOOPBACK: 'yes', FIREBREAK_FETCH_EVERY: '0', ...settings })
  const { dataDir } = config
  const clock = movableClock()
  const topics: string[] = []
  let server = await startServer({ config, clock, topics })
  const settle = () => server.jobs.idle()
  const send: TestRepos['send'] = async (line, { body, role = 'owner' } = {}) => {
    const [method = '', path = ''] = line.split(' ')
    const headers = { 'x-role': role, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
    const response = await server.request(`/api/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    return { status: response.status, headers: response.headers, text, json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} }
  }
  const add = async (to: string, body: unknown) => {
    const answer = await send(`POST ${to}`, { body })
    await settle()
    return answer
  }
  return {
    get repos() { return server.repos },
    get jobs() { return server.jobs },
    path: folder.path,
    dataDir,
    topics,
    settle,
    pass: clock.pass,
    send,
    addFolder: (path) => add('/repos/folder', { path }),
    addUrl: (url) => add('/repos', { url }),
    async read(repo, path, rev = '') {
      const { json } = await send(`GET /code/file?${new URLSearchParams({ repo, path, rev })}`)
      return json['text'] ?? json['code']
    },
    names: async () => (await server.repos.allVisible(owner)).map(({ name }) => name),
    mirrors: () => readdirSync(join(dataDir, 'mirrors')),
    async refetch(name) {
      await server.repos.fetch(owner, (await server.repos.byName(owner, name)).id)
      await settle()
      return server.repos.byName(owner, name)
    },
    async restart() {
      await server.close()
      server = await startServer({ config, clock, topics })
    },
    async stop() {
      await server.close()
      folder.remove()
    },
  }
}

export async function startServer({ config, clock, topics }: { config: Config; clock: Clock; topics: string[] }): Promise<Server> {
  const log = createLog('silent')
  await mkdir(config.dataDir, { recursive: true })
  const { db, kind } = openDatabase({ file: join(config.dataDir, 'firebreak.db') })
  await migrate(db, kind, [...jobsMigrations, ...reposMigrations])
  const events = createEvents()
  events.subscribe(({ topic }) => topics.push(topic))
  const jobs = createJobs({ db, kind, clock, log })
  const repos = await createRepos({ db, clock, log, config, events, jobs })
  const authenticate = async (request: Request) => person(request.headers.get('x-role') ?? 'viewer')
  const router = createRouter({ gate: { authenticate, allows: () => true }, log })
  serveRepos(router, repos)
  jobs.start(repos.jobKinds)
  const close = async () => {
    await jobs.stop()
    repos.close()
    await db.destroy()
  }
  return { repos, jobs, close, request: (path, init) => router.app.request(path, init) }
}

export function movableClock(): Clock & { pass(ms: number): void } {
  let now = Date.parse('2026-01-10T14:00:00Z')
  return {
    now: () => new Date(now++), // no two moments are equal
    pass: (ms) => void (now += ms),
  }
}
