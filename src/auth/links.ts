import type { Clock } from '../platform/clock.ts'
import { timestamp } from '../platform/clock.ts'
import type { Db, DbKind } from '../platform/database.ts'
import { badInput, conflict, notFound } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import { newId, newSecret } from '../platform/ids.ts'
import type { Attempts } from './attempts.ts'
import type { Invitation, Person } from './contract.ts'
import { addPerson, changePerson, setPassword } from './people.ts'
import type { Role } from './policy.ts'
import type { Passwords } from './passwords.ts'
import { hashSecret } from './secrets.ts'
import type { Cookies, Sessions } from './sessions.ts'
import * as store from './store.ts'

/** What a link asks of whoever opens it. */
export interface LinkInfo {
  purpose: 'claim' | 'sign_in' | 'invitation'
  role: Role
  name: string
  email: string
}

export interface LinkUse {
  token: string
  name?: string
  email?: string
  password?: string
}

export interface Links {
  /** Does not use the link up. `address` is whose attempts are counted. */
  inspectLink(token: string, address: string): Promise<LinkInfo>
  useLink(use: LinkUse, address: string): Promise<{ person: Person; cookies: Cookies }>
  listInvitations(viewer: Caller): Promise<{ invitations: Invitation[] }>
  /** The link starts with the public URL, or without one with `origin`, where the viewer reached us. It is shown this once. */
  invite(viewer: Caller, invitation: { role: Role; email: string }, origin: string): Promise<Invitation & { url: string }>
  revokeInvitation(viewer: Caller, id: string): Promise<void>
  /**
   * A link by which the machine's owner signs in, once and within a day; made at each start. All sign-in links made before
   * become useless, and expired sessions and invitations are cleared away.
   */
  issueSignInLink(base: string): Promise<string>
}

export interface LinksDeps {
  db: Db
  kind: DbKind
  clock: Clock
  sessions: Sessions
  passwords: Passwords
  /** By the address of the other end: the attempts at links and passwords. */
  addressAttempts: Attempts
  /** Empty when the server is not behind a proxy. */
  publicUrl: string
}

const hour = 60 * 60 * 1000
const signInLinkLastsMs = 24 * hour
const invitationLastsMs = 7 * 24 * hour

export function createLinks(deps: LinksDeps): Links {
  const { db, clock, addressAttempts } = deps
  return {
    async inspectLink(token, address) {
      addressAttempts.spend(address)
      const info = await findLink(deps, token)
      addressAttempts.refund(address)
      return info
    },
    async useLink(use, address) {
      addressAttempts.spend(address)
      const info = await findLink(deps, use.token)
      addressAttempts.refund(address)
      const person = await (info.purpose === 'invitation' ? accept(deps, use, info) : signInByLink(deps, use))
      return { person, cookies: await deps.sessions.open(person.id) }
    },
    async listInvitations() {
      return { invitations: (await store.listInvitations(db, timestamp(clock))).map(invitationOf) }
    },
    async invite(viewer, { role, email }, origin) {
      const secret = newSecret()
      const row = { ...invitationFrom(viewer, clock), secret_hash: hashSecret(secret), role, email: email.toLowerCase() }
      if (row.email && (await store.findPersonByEmail(db, row.email))) {
        throw conflict('account.email_taken', `There is an account with the e-mail address ${row.email} already.`)
      }
      await store.insertInvitation(db, row)
      return { ...invitationOf(row), url: linkOf(deps.publicUrl || origin, secret) }
    },
    async revokeInvitation(_viewer, id) {
      if (!(await store.deleteInvitation(db, id))) throw notFound('invitations.unknown', 'There is no such invitation; it may have been used.')
    },
    async issueSignInLink(base) {
      const secret = newSecret()
      const [owner] = await store.listOwners(db)
      if (!owner) throw new Error('There is no owner yet: call ensureOwner first.')
      await db.transaction().execute(async (transaction) => {
        await store.deleteExpired(transaction, timestamp(clock))
        await store.deleteSignInLinks(transaction)
        await store.insertSignInLink(transaction, { secret_hash: hashSecret(secret), person_id: owner.id, expires_at: later(clock, signInLinkLastsMs) })
      })
      return linkOf(base, secret)
    },
  }
}

/** The secret stands in the fragment, which browsers keep out of requests, hence out of logs and Referer headers. */
const linkOf = (base: string, secret: string) => `${base}/welcome#token=${secret}`

const later = (clock: Clock, ms: number) => new Date(clock.now().getTime() + ms).toISOString()

async function findLink({ db, clock }: LinksDeps, token: string): Promise<LinkInfo> {
  const hash = hashSecret(token)
  const signIn = await store.findSignInLink(db, hash, timestamp(clock))
  const person = signIn && (await store.findPerson(db, signIn.person_id))
  if (person) return { purpose: person.claimed_at ? 'sign_in' : 'claim', role: person.role, name: person.name, email: person.email }
  const invitation = await store.findInvitation(db, hash, timestamp(clock))
  if (invitation) return { purpose: 'invitation', role: invitation.role, name: '', email: invitation.email }
  throw uselessLink()
}

const uselessLink = () =>
  notFound('link.useless', 'This link was used already, has expired or was withdrawn. Ask for a new one; on the machine itself, restart Firebreak.')

/** Whether the link claims the account is decided where it is taken: of two who use it at once, the second finds it gone. */
async function signInByLink(deps: LinksDeps, use: LinkUse): Promise<Person> {
  const { token, name, email, password } = use
  const hash = password === undefined ? null : await deps.passwords.hash(password)
  return store.changingAccounts(deps, async (transaction) => {
    const now = timestamp(deps.clock)
    const link = await store.takeSignInLink(transaction, hashSecret(token), now)
    if (!link) throw uselessLink()
    const claimed = (await store.findPerson(transaction, link.person_id))?.claimed_at
    if (claimed && (name ?? email ?? password) !== undefined) {
      throw badInput('link.signs_in_only', 'This link only signs in; change your name, e-mail address or password in the settings.')
    }
    if (hash !== null) await setPassword(transaction, link.person_id, hash, now)
    return changePerson(transaction, link.person_id, { name, email, claimed_at: now }, now)
  })
}

async function accept(deps: LinksDeps, use: LinkUse, info: LinkInfo): Promise<Person> {
  const { name, password, email = info.email } = use
  if (!name || !email || !password) throw badInput('link.incomplete', 'Give a name, an e-mail address and a password for the new account.')
  const hash = await deps.passwords.hash(password)
  return store.changingAccounts(deps, async (transaction) => {
    const now = timestamp(deps.clock)
    const invitation = await store.takeInvitation(transaction, hashSecret(use.token), now)
    if (!invitation) throw uselessLink()
    const person = await addPerson(transaction, { name, email, role: invitation.role, now })
    await setPassword(transaction, person.id, hash, now)
    return person
  })
}

const invitationFrom = (viewer: Caller, clock: Clock) => ({
  id: newId('invitation'),
  invited_by: viewer.id,
  created_at: timestamp(clock),
  expires_at: later(clock, invitationLastsMs),
})

const invitationOf = (row: store.InvitationRow): Invitation => ({
  id: row.id,
  role: row.role,
  email: row.email,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
})
