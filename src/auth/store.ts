import { sql, type ColumnType, type Selectable } from 'kysely'
import type { Db, DbKind } from '../platform/database.ts'
import type { Role } from './policy.ts'

/** ISO text going in; PostgreSQL gives these columns back as dates, see migrations.ts. */
type Time = ColumnType<string | Date, string, string>

type PeopleTable = {
  id: string
  name: string
  /** In lower case, as it is compared. */
  email: string
  email_verified: boolean | number
  role: Role
  /** When the owner first used a sign-in link; null for everyone else and until then. */
  claimed_at: string | null
  created_at: Time
  updated_at: Time
}

type AccountsTable = {
  id: string
  account_id: string
  /** `credential` is a password; the only kind so far. */
  provider_id: string
  person_id: string
  password: string | null
  created_at: Time
  updated_at: Time
}

type TokensTable = {
  id: string
  person_id: string
  /** `machine`: the admin token that the server keeps in a file. */
  kind: 'personal' | 'machine'
  name: string
  secret_hash: string
  created_at: string
  last_used_at: string | null
}

type SignInLinksTable = { secret_hash: string; person_id: string; expires_at: string }

type InvitationsTable = {
  id: string
  secret_hash: string
  invited_by: string
  role: Role
  /** Empty when whoever has the link gives the address. */
  email: string
  created_at: string
  expires_at: string
}

type AuthTables = {
  auth_people: PeopleTable
  auth_sessions: { token: string; person_id: string; expires_at: Time }
  auth_accounts: AccountsTable
  auth_tokens: TokensTable
  auth_sign_in_links: SignInLinksTable
  auth_invitations: InvitationsTable
}

export type PersonRow = Selectable<PeopleTable>
export type TokenRow = Selectable<TokensTable>
export type SignInLinkRow = Selectable<SignInLinksTable>
export type InvitationRow = Selectable<InvitationsTable>

const tables = (db: Db) => db.withTables<AuthTables>()

/**
 * A transaction in which no one else changes accounts, so that what it checks first (an address is free, another owner
 * is left) still holds when it writes. On SQLite there is one connection, hence one transaction at a time, already.
 */
export function changingAccounts<T>({ db, kind }: { db: Db; kind: DbKind }, change: (db: Db) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (transaction) => {
    if (kind === 'postgres') await sql`select pg_advisory_xact_lock(7172)`.execute(transaction)
    return change(transaction)
  })
}

// People

export const listPeople = (db: Db) => tables(db).selectFrom('auth_people').selectAll().orderBy('created_at').orderBy('id').execute()

export const findPerson = (db: Db, id: string) => tables(db).selectFrom('auth_people').selectAll().where('id', '=', id).executeTakeFirst()

export const findPersonByEmail = (db: Db, email: string) =>
  tables(db).selectFrom('auth_people').selectAll().where('email', '=', email).executeTakeFirst()

/** The owners, the longest-standing first. */
export const listOwners = (db: Db) =>
  tables(db).selectFrom('auth_people').selectAll().where('role', '=', 'owner').orderBy('created_at').orderBy('id').execute()

export async function insertPerson(db: Db, person: { id: string; name: string; email: string; role: Role; now: string }): Promise<PersonRow> {
  const { now, ...row } = person
  const values = { ...row, email_verified: false, claimed_at: null, created_at: now, updated_at: now }
  return tables(db).insertInto('auth_people').values(values).returningAll().executeTakeFirstOrThrow()
}

export type PersonChange = { name?: string; email?: string; role?: Role; claimed_at?: string }

export const updatePerson = (db: Db, id: string, change: PersonChange & { now: string }) => {
  const { now, ...values } = change
  return tables(db).updateTable('auth_people').set({ ...values, updated_at: now }).where('id', '=', id).returningAll().executeTakeFirstOrThrow()
}

/** Their sessions, password, tokens and invitations go with them. */
export const deletePerson = (db: Db, id: string) => tables(db).deleteFrom('auth_people').where('id', '=', id).execute()

// Passwords and sessions

export async function findPasswordHash(db: Db, personId: string): Promise<string | null> {
  const query = tables(db).selectFrom('auth_accounts').select('password').where('person_id', '=', personId).where('provider_id', '=', 'credential')
  return (await query.executeTakeFirst())?.password ?? null
}

export async function savePasswordHash(db: Db, account: { id: string; personId: string; hash: string; now: string }): Promise<void> {
  const { id, personId, hash, now } = account
  const row = { id, account_id: personId, provider_id: 'credential', person_id: personId, password: hash, created_at: now, updated_at: now }
  await tables(db)
    .insertInto('auth_accounts')
    .values(row)
    .onConflict((conflict) => conflict.columns(['provider_id', 'account_id']).doUpdateSet({ password: hash, updated_at: now }))
    .execute()
}

export const deleteOtherSessions = (db: Db, personId: string, kept: string | null) =>
  tables(db).deleteFrom('auth_sessions').where('person_id', '=', personId).where('token', '!=', kept ?? '').execute()

// API tokens

export const insertToken = (db: Db, token: TokenRow) => tables(db).insertInto('auth_tokens').values(token).execute()

export const listTokens = (db: Db, personId: string) =>
  tables(db).selectFrom('auth_tokens').selectAll().where('person_id', '=', personId).orderBy('created_at').orderBy('id').execute()

/** The token with this hash and whose it is. */
export const findTokenAndPerson = (db: Db, hash: string) =>
  tables(db)
    .selectFrom('auth_tokens')
    .innerJoin('auth_people', 'auth_people.id', 'auth_tokens.person_id')
    .select(['auth_tokens.id as token_id', 'auth_tokens.kind', 'auth_tokens.last_used_at', 'auth_people.id', 'auth_people.name', 'auth_people.email', 'auth_people.role'])
    .where('auth_tokens.secret_hash', '=', hash)
    .executeTakeFirst()

export const touchToken = (db: Db, id: string, now: string) => tables(db).updateTable('auth_tokens').set({ last_used_at: now }).where('id', '=', id).execute()

export async function deleteToken(db: Db, personId: string, id: string): Promise<boolean> {
  const result = await tables(db).deleteFrom('auth_tokens').where('id', '=', id).where('person_id', '=', personId).executeTakeFirst()
  return result.numDeletedRows > 0n
}

export const deleteMachineTokens = (db: Db) => tables(db).deleteFrom('auth_tokens').where('kind', '=', 'machine').execute()

// One-time links

export const insertSignInLink = (db: Db, link: SignInLinkRow) => tables(db).insertInto('auth_sign_in_links').values(link).execute()

export const deleteSignInLinks = (db: Db) => tables(db).deleteFrom('auth_sign_in_links').execute()

export const findSignInLink = (db: Db, hash: string, now: string) =>
  tables(db).selectFrom('auth_sign_in_links').selectAll().where('secret_hash', '=', hash).where('expires_at', '>', now).executeTakeFirst()

/** Uses the link up. Of two at once, one gets the row and the other nothing. */
export const takeSignInLink = (db: Db, hash: string, now: string) =>
  tables(db).deleteFrom('auth_sign_in_links').where('secret_hash', '=', hash).where('expires_at', '>', now).returningAll().executeTakeFirst()

// Invitations

export const insertInvitation = (db: Db, invitation: InvitationRow) => tables(db).insertInto('auth_invitations').values(invitation).execute()

export const listInvitations = (db: Db, now: string) =>
  tables(db).selectFrom('auth_invitations').selectAll().where('expires_at', '>', now).orderBy('created_at').orderBy('id').execute()

export const findInvitation = (db: Db, hash: string, now: string) =>
  tables(db).selectFrom('auth_invitations').selectAll().where('secret_hash', '=', hash).where('expires_at', '>', now).executeTakeFirst()

/** Uses the invitation up. Of two at once, one gets the row and the other nothing. */
export const takeInvitation = (db: Db, hash: string, now: string) =>
  tables(db).deleteFrom('auth_invitations').where('secret_hash', '=', hash).where('expires_at', '>', now).returningAll().executeTakeFirst()

export async function deleteInvitation(db: Db, id: string): Promise<boolean> {
  const result = await tables(db).deleteFrom('auth_invitations').where('id', '=', id).executeTakeFirst()
  return result.numDeletedRows > 0n
}

export const deleteInvitationsBy = (db: Db, personId: string) => tables(db).deleteFrom('auth_invitations').where('invited_by', '=', personId).execute()

/** Clears away what no longer opens anything. */
export async function deleteExpired(db: Db, now: string): Promise<void> {
  await tables(db).deleteFrom('auth_sessions').where('expires_at', '<=', now).execute()
  await tables(db).deleteFrom('auth_invitations').where('expires_at', '<=', now).execute()
}
