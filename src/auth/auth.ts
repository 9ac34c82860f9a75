import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../platform/clock.ts'
import { timestamp } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { Db, DbKind } from '../platform/database.ts'
import { Problem } from '../platform/errors.ts'
import type { Caller, Gate } from '../platform/http.ts'
import type { Log } from '../platform/log.ts'
import { newId } from '../platform/ids.ts'
import { keepSecret } from '../platform/private-file.ts'
import { createAttempts, type Attempts } from './attempts.ts'
import type { Person } from './contract.ts'
import { createLinks, type Links } from './links.ts'
import type { Passwords } from './passwords.ts'
import { accountKey, createPeople, personOf, type People } from './people.ts'
import { allows } from './policy.ts'
import { createSessions, type Cookies, type Sessions } from './sessions.ts'
import * as store from './store.ts'
import { createTokens, type Tokens } from './tokens.ts'

/** Who people are, how they show it, and what they may do. */
export interface Auth extends People, Links, Tokens {
  /** By the header `Authorization: token T` or `Bearer T`, else by the session cookie. Null when neither is good. */
  authenticate(request: Request): Promise<Caller | null>
  /** `address` is whose attempts are counted, besides those at the account. */
  signIn(credentials: { email: string; password: string }, address: string): Promise<{ person: Person; cookies: Cookies }>
  signOut(request: Request): Promise<Cookies>
  /** Makes the machine's owner, named like the user that runs the server, unless there is an owner. Called at each start. */
  ensureOwner(): Promise<Caller>
}

export interface AuthDeps {
  db: Db
  kind: DbKind
  clock: Clock
  log: Log
  passwords: Passwords
  config: Pick<Config, 'dataDir' | 'publicUrl' | 'host' | 'port'>
}

/** Ten wrong passwords in a quarter of an hour close an account to passwords; its sessions, tokens and links go on working. */
const accountAllowance = { most: 10, minutes: 15 }
/** More generous, as everyone behind one proxy shares an address. */
const addressAllowance = { most: 100, minutes: 5 }

/** Reads or makes the secret that signs cookies; the tables of authMigrations have to be there before the first call. */
export async function createAuth({ db, kind, clock, log, passwords, config }: AuthDeps): Promise<Auth> {
  const secret = await keepSecret(join(config.dataDir, 'secret'))
  const url = config.publicUrl || `http://${config.host}:${config.port}`
  const sessions = createSessions({ db, kind, log, passwords, secret, url })
  const accountAttempts = createAttempts({ clock, ...accountAllowance })
  const addressAttempts = createAttempts({ clock, ...addressAllowance })
  const tokens = createTokens({ db, clock })

  return {
    ...createPeople({ db, kind, clock, sessions, passwords, accountAttempts }),
    ...createLinks({ db, kind, clock, sessions, passwords, addressAttempts, publicUrl: config.publicUrl }),
    ...tokens,
    authenticate: (request) => authenticate({ sessions, tokens }, request),
    signIn: (credentials, address) => signIn({ db, sessions, accountAttempts, addressAttempts }, credentials, address),
    signOut: (request) => sessions.end(request),
    ensureOwner: () => ensureOwner({ db, kind, clock }),
  }
}

/** The server itself, for background work over everything. It has no account and is never the author of anything. */
export const machine: Caller = { id: 'machine', name: 'Firebreak', email: '', role: 'owner', via: 'token' }

export const gateOf = (auth: Auth): Gate => ({
  authenticate: (request) => auth.authenticate(request),
  allows: (caller, action) => allows(caller.role, action),
})

/** Other schemes are not ours (a proxy's Basic, say) and leave the cookie to decide. */
const ourScheme = /^(?:token|bearer)(?: +(.*))?$/i

async function authenticate({ sessions, tokens }: { sessions: Sessions; tokens: Tokens }, request: Request): Promise<Caller | null> {
  const sent = ourScheme.exec(request.headers.get('authorization') ?? '')
  if (sent) return tokens.callerOfToken(sent[1] ?? '')
  const session = await sessions.find(request)
  return session && { ...session.person, via: 'session' }
}

type SignInDeps = { db: Db; sessions: Sessions; accountAttempts: Attempts; addressAttempts: Attempts }

async function signIn(deps: SignInDeps, credentials: { email: string; password: string }, address: string) {
  const { db, sessions, accountAttempts, addressAttempts } = deps
  const account = accountKey(credentials.email)
  addressAttempts.spend(address)
  accountAttempts.spend(account)
  const opened = await sessions.signIn(credentials)
  const row = opened && (await store.findPerson(db, opened.personId))
  if (!row) throw new Problem(401, 'signin.wrong', 'The e-mail address or the password is wrong.')
  addressAttempts.refund(address)
  accountAttempts.refund(account)
  return { person: personOf(row), cookies: opened.cookies }
}

async function ensureOwner({ db, kind, clock }: { db: Db; kind: DbKind; clock: Clock }): Promise<Caller> {
  return store.changingAccounts({ db, kind }, async (transaction) => {
    const [known] = await store.listOwners(transaction)
    const name = userName()
    const owner = known ?? (await store.insertPerson(transaction, { id: newId('person'), name, email: placeholderEmail(name), role: 'owner', now: timestamp(clock) }))
    return { ...personOf(owner), via: 'token' }
  })
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return 'owner' // a user id without an entry in the password file, as in some containers
  }
}

/** `.localhost` is reserved (RFC 6761), so this is nobody's address, but valid to sign in with. */
const placeholderEmail = (name: string) => `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'owner'}@firebreak.localhost`
