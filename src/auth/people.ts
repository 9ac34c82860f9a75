import type { Clock } from '../platform/clock.ts'
import { timestamp } from '../platform/clock.ts'
import type { Db, DbKind } from '../platform/database.ts'
import { badInput, conflict, notFound, Problem } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import type { Attempts } from './attempts.ts'
import type { Person } from './contract.ts'
import type { Passwords } from './passwords.ts'
import type { Role } from './policy.ts'
import type { Sessions } from './sessions.ts'
import * as store from './store.ts'

export interface OwnChange {
  name?: string
  email?: string
  password?: string
  /** Needed with `password` by those who have one. */
  currentPassword?: string
}

export interface People {
  me(viewer: Caller): Promise<Person & { hasPassword: boolean }>
  /** A new password ends all the person's sessions but the one of this request. */
  updateMe(viewer: Caller, change: OwnChange, request: Request): Promise<Person>
  listPeople(viewer: Caller): Promise<{ people: Person[] }>
  /** Takes effect on the person's next request. Whoever is no longer an owner loses the invitations they made. */
  setRole(viewer: Caller, id: string, role: Role): Promise<Person>
  /** Ends the person's sessions, tokens and invitations too. */
  removePerson(viewer: Caller, id: string): Promise<void>
}

export interface PeopleDeps {
  db: Db
  kind: DbKind
  clock: Clock
  sessions: Sessions
  passwords: Passwords
  /** By account: the attempts at its password. */
  accountAttempts: Attempts
}

export const accountKey = (email: string): string => `account ${email.toLowerCase()}`

export function createPeople(deps: PeopleDeps): People {
  const { db, clock } = deps
  return {
    async me(viewer) {
      const row = await personOrNotFound(db, viewer.id)
      return { ...personOf(row), hasPassword: (await store.findPasswordHash(db, row.id)) !== null }
    },
    async updateMe(viewer, change, request) {
      const hash = change.password === undefined ? null : await newPasswordHash(deps, viewer, change.password, change.currentPassword)
      const kept = viewer.via === 'session' ? ((await deps.sessions.find(request))?.token ?? null) : null
      return store.changingAccounts(deps, async (transaction) => {
        const person = await changePerson(transaction, viewer.id, { name: change.name, email: change.email }, timestamp(clock))
        if (hash !== null) {
          await setPassword(transaction, viewer.id, hash, timestamp(clock))
          await store.deleteOtherSessions(transaction, viewer.id, kept)
        }
        return person
      })
    },
    async listPeople() {
      return { people: (await store.listPeople(db)).map(personOf) }
    },
    setRole(_viewer, id, role) {
      return store.changingAccounts(deps, async (transaction) => {
        if (role !== 'owner') await assertNotLastOwner(transaction, id)
        const row = await personOrNotFound(transaction, id)
        if (role !== 'owner') await store.deleteInvitationsBy(transaction, id)
        return personOf(await store.updatePerson(transaction, row.id, { role, now: timestamp(clock) }))
      })
    },
    removePerson(_viewer, id) {
      return store.changingAccounts(deps, async (transaction) => {
        await assertNotLastOwner(transaction, id)
        const row = await personOrNotFound(transaction, id)
        await store.deletePerson(transaction, row.id)
      })
    },
  }
}

export const personOf = (row: store.PersonRow): Person => ({
  id: row.id,
  name: row.name,
  email: row.email,
  role: row.role,
  createdAt: new Date(row.created_at).toISOString(),
})

/** Call inside `changingAccounts`, as the address has to stay free until it is taken. */
export async function addPerson(db: Db, person: { name: string; email: string; role: Role; now: string }): Promise<Person> {
  const email = person.email.toLowerCase()
  await assertFree(db, email)
  return personOf(await store.insertPerson(db, { ...person, id: newId('person'), email }))
}

/** Call inside `changingAccounts`. Members that are undefined stay as they are. */
export async function changePerson(db: Db, id: string, change: store.PersonChange, now: string): Promise<Person> {
  const email = change.email?.toLowerCase()
  if (email !== undefined) await assertFree(db, email, id)
  const given = Object.fromEntries(Object.entries({ ...change, email }).filter(([, value]) => value !== undefined))
  return personOf(await store.updatePerson(db, id, { ...given, now }))
}

export const setPassword = (db: Db, personId: string, hash: string, now: string): Promise<void> =>
  store.savePasswordHash(db, { id: newId('account'), personId, hash, now })

async function newPasswordHash(deps: PeopleDeps, viewer: Caller, password: string, currentPassword: string | undefined): Promise<string> {
  const current = await store.findPasswordHash(deps.db, viewer.id)
  if (current !== null) await assertPassword(deps, viewer.email, current, currentPassword)
  return deps.passwords.hash(password)
}

async function assertPassword({ passwords, accountAttempts }: PeopleDeps, email: string, hash: string, password: string | undefined): Promise<void> {
  if (password === undefined) throw badInput('account.current_password_needed', 'Give the current password too.')
  accountAttempts.spend(accountKey(email))
  if (!(await passwords.verify({ hash, password }))) throw new Problem(403, 'account.wrong_password', 'The current password is wrong.')
  accountAttempts.refund(accountKey(email))
}

async function assertFree(db: Db, email: string, except?: string): Promise<void> {
  const holder = await store.findPersonByEmail(db, email)
  if (holder && holder.id !== except) throw conflict('account.email_taken', `There is an account with the e-mail address ${email} already.`)
}

async function assertNotLastOwner(db: Db, id: string): Promise<void> {
  const owners = await store.listOwners(db)
  if (owners.length === 1 && owners[0]?.id === id) {
    throw conflict('people.last_owner', 'This is the last owner; make someone else an owner first.')
  }
}

async function personOrNotFound(db: Db, id: string): Promise<store.PersonRow> {
  const row = await store.findPerson(db, id)
  if (!row) throw notFound('people.unknown', 'There is no such person.')
  return row
}
