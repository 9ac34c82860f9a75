import type { Clock } from '../platform/clock.ts'
import { timestamp } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import { notFound } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import { newId, newSecret } from '../platform/ids.ts'
import { readPrivateFile, writePrivateFile } from '../platform/private-file.ts'
import type { ApiToken } from './contract.ts'
import { hashSecret } from './secrets.ts'
import * as store from './store.ts'

export interface Tokens {
  listTokens(viewer: Caller): Promise<{ tokens: ApiToken[] }>
  /** `token` in the answer is the secret; it is shown this once. */
  createToken(viewer: Caller, name: string): Promise<ApiToken & { token: string }>
  /** The next request with the token is refused. */
  revokeToken(viewer: Caller, id: string): Promise<void>
  /** Whose token this is; null when nobody's. */
  callerOfToken(token: string): Promise<Caller | null>
  /** Sees to it that the file at `path` holds a working API token of the machine's owner: made if missing or no longer valid. */
  ensureAdminToken(path: string): Promise<void>
}

/** The prefix lets people and secret scanners tell what a leaked string is. */
const tokenPattern = /^fbk_[0-9a-z]{40}$/
const newToken = () => `fbk_${newSecret()}`

/** The time of last use is kept to the minute, so that reading does not write each time. */
const touchEveryMs = 60_000

export function createTokens({ db, clock }: { db: Db; clock: Clock }): Tokens {
  const touch = async (id: string, lastUsedAt: string | null) => {
    const now = clock.now()
    if (lastUsedAt && now.getTime() - Date.parse(lastUsedAt) < touchEveryMs) return
    await store.touchToken(db, id, now.toISOString())
  }

  return {
    async listTokens(viewer) {
      return { tokens: (await store.listTokens(db, viewer.id)).map(tokenOf) }
    },
    async createToken(viewer, name) {
      const token = newToken()
      const row = tokenRow({ personId: viewer.id, kind: 'personal', name, token, now: timestamp(clock) })
      await store.insertToken(db, row)
      return { ...tokenOf(row), token }
    },
    async revokeToken(viewer, id) {
      if (!(await store.deleteToken(db, viewer.id, id))) throw notFound('tokens.unknown', 'You have no such token.')
    },
    async callerOfToken(token) {
      if (!tokenPattern.test(token)) return null
      const found = await store.findTokenAndPerson(db, hashSecret(token))
      if (!found) return null
      await touch(found.token_id, found.last_used_at)
      return { id: found.id, name: found.name, email: found.email, role: found.role, via: 'token' }
    },
    async ensureAdminToken(path) {
      const kept = await readPrivateFile(path)
      const found = kept === null ? undefined : await store.findTokenAndPerson(db, hashSecret(kept))
      if (found?.kind === 'machine' && found.role === 'owner') return
      const token = newToken()
      await replaceMachineToken(db, token, timestamp(clock))
      await writePrivateFile(path, token)
    },
  }
}

/** Should the server die between this and the writing of the file, the next start finds them unequal and does both again. */
async function replaceMachineToken(db: Db, token: string, now: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const [owner] = await store.listOwners(transaction)
    if (!owner) throw new Error('There is no owner yet: call ensureOwner first.')
    await store.deleteMachineTokens(transaction)
    await store.insertToken(transaction, tokenRow({ personId: owner.id, kind: 'machine', name: "This machine's admin token", token, now }))
  })
}

function tokenRow(made: { personId: string; kind: 'personal' | 'machine'; name: string; token: string; now: string }): store.TokenRow {
  const { personId, kind, name, token, now } = made
  return { id: newId('token'), person_id: personId, kind, name, secret_hash: hashSecret(token), created_at: now, last_used_at: null }
}

const tokenOf = (row: store.TokenRow): ApiToken => ({ id: row.id, name: row.name, createdAt: row.created_at, lastUsedAt: row.last_used_at })
