import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quickPasswords } from '../../test/support/passwords.ts'
import type { Clock } from '../platform/clock.ts'
import { openDatabase, type Db, type DbKind } from '../platform/database.ts'
import type { ProblemBody } from '../platform/endpoint.ts'
import { createRouter, type Router } from '../platform/http.ts'
import { createLog } from '../platform/log.ts'
import { migrate } from '../platform/migrations.ts'
import { createAuth, gateOf, type Auth } from './auth.ts'
import { authMigrations } from './migrations.ts'
import type { Role } from './policy.ts'
import { serveAuth } from './routes.ts'

/** What a request carries besides its method and path. */
export interface Sending {
  cookie?: string
  token?: string
  body?: unknown
  headers?: Record<string, string>
  /** The address at the other end of the connection. */
  peer?: string
}

export interface Reply {
  status: number
  /** The parsed body, or null when there is none. */
  json: unknown
  /** What a browser would send back: `name=value; name=value`. */
  cookie: string
  setCookies: string[]
}

/** The auth slice behind the real router, with a clock that tests move. */
export interface TestServer {
  auth: Auth
  router: Router
  db: Db
  dataDir: string
  clock: Clock & { pass(ms: number): void }
  /** `send('GET /me')`: the path below /api/v1. */
  send(line: string, sending?: Sending): Promise<Reply>
  /** The token of the machine's owner. */
  adminToken: string
  /** Invites someone, accepts, and gives their cookie, e-mail address and id. */
  join(role: Role, email: string): Promise<{ id: string; cookie: string; email: string }>
  stop(): Promise<void>
}

export const goodPassword = 'correct horse battery'
export const base = 'http://127.0.0.1:7171'

export async function startTestServer(at: { url?: string; file?: string; dataDir?: string; publicUrl?: string } = {}): Promise<TestServer> {
  const dataDir = at.dataDir ?? (await mkdtemp(join(tmpdir(), 'firebreak-auth-')))
  const { db, kind } = openDatabase({ url: at.url, file: at.file ?? ':memory:' })
  await migrate(db, kind, authMigrations)
  const clock = movableClock()
  const { auth, router } = await serve({ db, kind, clock, dataDir, publicUrl: at.publicUrl ?? '' })
  await auth.ensureOwner()
  await auth.ensureAdminToken(join(dataDir, 'admin-token'))
  const adminToken = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim()
  const send = (line: string, sending: Sending = {}) => sendTo(router, line, sending)
  return {
    auth, router, db, dataDir, clock, send, adminToken,
    join: (role, email) => joinAs({ send, adminToken }, role, email),
    async stop() {
      await db.destroy()
      if (!at.dataDir) await rm(dataDir, { recursive: true })
    },
  }
}

async function serve(at: { db: Db; kind: DbKind; clock: Clock; dataDir: string; publicUrl: string }) {
  const log = createLog('silent')
  const auth = await createAuth({ ...at, log, passwords: quickPasswords, config: { dataDir: at.dataDir, publicUrl: at.publicUrl, host: '127.0.0.1', port: 7171 } })
  const router = createRouter({ gate: gateOf(auth), log })
  serveAuth(router, auth)
  return { auth, router }
}

function movableClock() {
  let ahead = 0
  return { now: () => new Date(Date.now() + ahead), pass: (ms: number) => void (ahead += ms) }
}

async function sendTo(router: Router, line: string, { cookie, token, body, headers, peer }: Sending): Promise<Reply> {
  const [method = '', path = ''] = line.split(' ')
  const init = {
    method,
    headers: {
      host: '127.0.0.1:7171',
      ...(cookie ? { cookie } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  }
  const env = peer ? { incoming: { socket: { remoteAddress: peer, remotePort: 1, remoteFamily: 'IPv4' } } } : {}
  return replyOf(await router.app.request(`${base}/api/v1${path}`, init, env))
}

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text()
  const setCookies = response.headers.getSetCookie()
  const cookie = setCookies.map((one) => one.split(';')[0] ?? '').join('; ')
  return { status: response.status, json: text ? (JSON.parse(text) as unknown) : null, cookie, setCookies }
}

type Joining = Pick<TestServer, 'send' | 'adminToken'>

async function joinAs({ send, adminToken }: Joining, role: Role, email: string) {
  const invited = await send('POST /invitations', { token: adminToken, body: { role } })
  const token = tokenOf((invited.json as { url: string }).url)
  const joined = await send('POST /sign-in/link', { body: { token, name: `${role} person`, email, password: goodPassword } })
  return { id: (joined.json as { id: string }).id, cookie: joined.cookie, email }
}

export const tokenOf = (link: string): string => link.split('#token=')[1] ?? ''

/** `401 auth.required` for a problem, `200` for a good answer. */
export const outcomeOf = ({ status, json }: Reply): string => (status >= 400 ? `${status} ${(json as ProblemBody).code}` : `${status}`)
