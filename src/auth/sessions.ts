import { betterAuth } from 'better-auth'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { z } from 'zod'
import type { Db, DbKind } from '../platform/database.ts'
import type { Log } from '../platform/log.ts'
import type { Passwords } from './passwords.ts'
import type { PersonRow } from './store.ts'

/** `set-cookie` header values to send with the answer. */
export type Cookies = string[]

/** The session that a request's cookie names, and whose it is. */
export interface Session {
  token: string
  person: Pick<PersonRow, 'id' | 'name' | 'email' | 'role'>
}

export interface Sessions {
  find(request: Request): Promise<Session | null>
  /** Opens a session for someone whose identity was proved by other means than a password. */
  open(personId: string): Promise<Cookies>
  /** Null when the address or the password is wrong, both taking the same time. */
  signIn(credentials: { email: string; password: string }): Promise<{ personId: string; cookies: Cookies } | null>
  /** Ends the request's session, if it has one. */
  end(request: Request): Promise<Cookies>
}

export interface SessionsDeps {
  db: Db
  kind: DbKind
  log: Log
  passwords: Passwords
  /** Signs the cookies. */
  secret: string
  /** How people reach the server. The cookie is marked Secure when this is https. */
  url: string
}

const daysOfASession = 30

/**
 * Sessions and passwords by better-auth. Its own HTTP routes are not served: only the calls below reach it. A cookie is
 * the session's token with a signature, so what the database holds is no use without the signing secret.
 */
export function createSessions(deps: SessionsDeps): Sessions {
  const library = betterAuth(optionsOf(deps))
  return {
    async find({ headers }) {
      const found = await library.api.getSession({ headers })
      if (!found) return null
      const { id, name, email, role } = found.user
      return { token: found.session.token, person: { id, name, email, role: role as PersonRow['role'] } }
    },
    async open(personId) {
      const { headers } = await library.api.openSession({ body: { personId }, returnHeaders: true })
      return headers.getSetCookie()
    },
    async signIn(credentials) {
      try {
        const { headers, response } = await library.api.signInEmail({ body: credentials, returnHeaders: true })
        return { personId: response.user.id, cookies: headers.getSetCookie() }
      } catch (error) {
        if (error instanceof APIError && error.statusCode < 500) return null
        throw error
      }
    },
    async end(request) {
      const { headers } = await library.api.signOut({ headers: request.headers, returnHeaders: true })
      return headers.getSetCookie()
    },
  }
}

function optionsOf({ db, kind, log, passwords, secret, url }: SessionsDeps) {
  return {
    appName: 'Firebreak',
    baseURL: url,
    secret,
    database: { db, type: kind },
    telemetry: { enabled: false },
    rateLimit: { enabled: false }, // attempts.ts limits; the library limits only the routes that are not served
    logger: { level: 'error' as const, log: (_level: string, message: string) => log.error({ library: 'better-auth' }, message) },
    emailAndPassword: { enabled: true, disableSignUp: true, maxPasswordLength: 200, password: passwords },
    ...schema,
    session: { ...schema.session, expiresIn: daysOfASession * 24 * 60 * 60, disableSessionRefresh: true },
    advanced: { cookiePrefix: 'firebreak', useSecureCookies: url.startsWith('https:'), ipAddress: { disableIpTracking: true } },
    plugins: [{ id: 'open-session', endpoints: { openSession } }],
  }
}

const times = { createdAt: 'created_at', updatedAt: 'updated_at' }

/** Where the library finds its records, as migrations.ts lays them. */
const schema = {
  user: {
    modelName: 'auth_people',
    fields: { emailVerified: 'email_verified', ...times },
    additionalFields: { role: { type: 'string' as const, required: true, input: false } },
  },
  session: {
    modelName: 'auth_sessions',
    fields: { userId: 'person_id', expiresAt: 'expires_at', ipAddress: 'ip_address', userAgent: 'user_agent', ...times },
  },
  account: {
    modelName: 'auth_accounts',
    fields: {
      accountId: 'account_id',
      providerId: 'provider_id',
      userId: 'person_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      ...times,
    },
  },
  verification: { modelName: 'auth_verifications', fields: { expiresAt: 'expires_at', ...times } },
}

const openSession = createAuthEndpoint.serverOnly({ method: 'POST', body: z.object({ personId: z.string() }) }, async (context) => {
  const { internalAdapter } = context.context
  const user = await internalAdapter.findUserById(context.body.personId)
  if (!user) throw new APIError('NOT_FOUND')
  const session = await internalAdapter.createSession(user.id)
  await setSessionCookie(context, { session, user })
  return { id: session.id }
})
