import { readFile } from 'node:fs/promises'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { createApp, type App } from '../../src/app.ts'
import type { Role } from '../../src/auth/policy.ts'
import type { Clock } from '../../src/platform/clock.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { CallFailed, hrefOf, type Answer, type Endpoint, type Input, type ProblemBody } from '../../src/platform/endpoint.ts'
import type { Caller } from '../../src/platform/http.ts'
import type { Repository } from '../../src/repos/contract.ts'
import { makeRepository, rawGit, type Step } from '../../src/repos/git/testing.ts'
import { quickPasswords } from './passwords.ts'

export type As = Role | 'nobody'

export interface Sending {
  /** Default: the owner. */
  as?: As
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** The whole server as it runs, on a temporary folder: real git, a real database, jobs at work; only the socket is left out. */
export interface TestApp {
  app: App
  /** By role, as operations take them. */
  people: Record<Role, Caller>
  tokens: Record<Role, string>
  clock: TestClock
  dataDir: string
  /** A path beside the data, for what tests make. */
  path(...parts: string[]): string
  /** Calls an endpoint with its typed input. Throws CallFailed when the server answers with a problem. */
  call<E extends Endpoint>(target: E, input: Input<E>, as?: As): Promise<Answer<E>>
  /** Sends a request: `send('GET /api/v1/repos')`. */
  send(line: string, sending?: Sending): Promise<Response>
  /** Adds every repository below a folder and waits until all are mirrored. */
  addFolder(path: string): Promise<Repository[]>
  /** Makes repositories below `served/` from their commits, and adds them. */
  addRepositories(repositories: Record<string, readonly Step[]>): Promise<Repository[]>
  /** Waits until no job is left. */
  settle(): Promise<void>
  /** Pushes a commit with these files, none of them in folders, to the main branch of one of those; without a parent by force. Waits until it is taken in. */
  push(name: string, files: readonly (readonly [path: string, text: string])[], options?: { parent?: string | null }): Promise<void>
  /** Listens on a free port of the loopback interface, for what needs a connection; ended by `close`. */
  listen(): Promise<string>
  close(): Promise<void>
}

export type TestClock = Clock & { pass(ms: number): void }

/** Real time, moved ahead by tests. */
export function movableClock(): TestClock {
  let ahead = 0
  return { now: () => new Date(Date.now() + ahead), pass: (ms) => void (ahead += ms) }
}

export interface AppOptions {
  clock?: TestClock
  /** The sample organisation is added and mirrored. */
  sample?: boolean
  /** Settings by their environment variables. */
  config?: Record<string, string>
  /** `postgres://…`; SQLite when empty. */
  databaseUrl?: string
  /** In milliseconds, for one text. */
  parseLimit?: number
}

export async function startApp({ clock = movableClock(), sample = false, config = {}, databaseUrl = '', ...circumstances }: AppOptions = {}): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-app-'))
  const dataDir = join(folder, 'data')
  const settings = { FIREBREAK_DATA: dataDir, FIREBREAK_ALLOW_LOOPBACK: 'yes', FIREBREAK_FETCH_EVERY: '0', LOG_LEVEL: 'silent', DATABASE_URL: databaseUrl, ...config }
  const app = await createApp(loadConfig(settings), { clock, passwords: quickPasswords, ...circumstances })
  const { people, tokens } = await signUp(app, dataDir)
  app.startJobs()
  const servers: { close(): Promise<void> }[] = []
  const path = (...parts: string[]) => join(folder, ...parts)
  const settle = () => app.jobs.idle()
  const send: TestApp['send'] = (line, sending) => sendTo(app, tokens, line, sending)
  const addFolder: TestApp['addFolder'] = async (from) => {
    await app.repos.addFolder(people.owner, { path: from })
    await settle()
    return [...(await app.repos.allVisible(people.owner))]
  }
  if (sample) await app.repos.addSample(people.owner)
  if (sample) await settle()
  return {
    app, people, tokens, clock, dataDir, path, send, settle, addFolder,
    call: (target, input, as = 'owner') => callOn(send, target, input, as),
    async addRepositories(repositories) {
      for (const [name, steps] of Object.entries(repositories)) await makeRepository(path('served', `${name}.git`), steps)
      return addFolder(path('served'))
    },
    async push(name, files, { parent = 'main' } = {}) {
      const dir = path('served', `${name}.git`)
      const entries = files.map(([file, text]) => `100644 blob ${rawGit(dir, ['hash-object', '-w', '--stdin'], text)}\t${file}\n`).join('')
      const commit = rawGit(dir, ['commit-tree', rawGit(dir, ['mktree'], entries), ...(parent === null ? [] : ['-p', parent]), '-m', 'x'])
      rawGit(dir, ['update-ref', 'refs/heads/main', commit])
      await app.repos.fetch(people.owner, (await app.repos.byName(people.owner, name)).id)
      await settle()
    },
    async listen() {
      const server = await listenTo(app)
      servers.push(server)
      return server.url
    },
    async close() {
      for (const server of servers) await server.close()
      await app.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A person for each role, made as people make them: the owner is there, the others come by invitation. */
async function signUp(app: App, dataDir: string): Promise<Pick<TestApp, 'people' | 'tokens'>> {
  const owner = await app.auth.ensureOwner()
  await app.auth.ensureAdminToken(join(dataDir, 'admin-token'))
  const ownerToken = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim()
  const [responder, viewer] = await Promise.all([joinAs(app, owner, 'responder'), joinAs(app, owner, 'viewer')])
  return {
    people: { owner, responder: responder.caller, viewer: viewer.caller },
    tokens: { owner: ownerToken, responder: responder.token, viewer: viewer.token },
  }
}

async function joinAs(app: App, owner: Caller, role: Role): Promise<{ caller: Caller; token: string }> {
  const { url } = await app.auth.invite(owner, { role, email: '' }, 'http://127.0.0.1')
  const { person } = await app.auth.useLink({ token: url.split('#token=')[1] ?? '', name: `${role} person`, email: `${role}@example.com`, password: 'correct horse battery' }, '127.0.0.1')
  const caller: Caller = { id: person.id, name: person.name, email: person.email, role, via: 'token' }
  const { token } = await app.auth.createToken(caller, 'test')
  return { caller, token }
}

const base = 'http://127.0.0.1:7171'

async function sendTo(app: App, tokens: TestApp['tokens'], line: string, { as = 'owner', body, headers = {}, signal }: Sending = {}): Promise<Response> {
  const [method = '', path = ''] = line.split(' ')
  const init: RequestInit = {
    method,
    headers: {
      ...(as === 'nobody' ? {} : { authorization: `token ${tokens[as]}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  }
  return app.router.app.request(`${base}${path}`, init)
}

async function callOn<E extends Endpoint>(send: TestApp['send'], target: E, input: Input<E>, as: As): Promise<Answer<E>> {
  const { body } = input as { body?: unknown }
  const response = await send(`${target.method.toUpperCase()} ${hrefOf(target, input)}`, { as, body })
  const text = await response.text()
  if (!response.ok) throw new CallFailed(response.status, JSON.parse(text) as ProblemBody)
  return (text === '' ? undefined : JSON.parse(text)) as Answer<E>
}

function listenTo(app: App): Promise<{ url: string; close(): Promise<void> }> {
  return new Promise((done) => {
    const server = serve({ fetch: app.router.app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => done({ url: `http://127.0.0.1:${port}`, close }))
    const close = () =>
      new Promise<void>((closed) => {
        server.close(() => closed())
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
  })
}

/** What came of a call, in a word: `done`, or the status and code of the refusal. */
export async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'done'
  } catch (error) {
    if (error instanceof CallFailed) return `${error.status} ${error.body.code}`
    throw error
  }
}
