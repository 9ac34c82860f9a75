import type { Kysely } from 'kysely'
import type { DbKind } from '../platform/database.ts'
import type { Migration } from '../platform/migrations.ts'
import type { SliceTables } from '../platform/tables.ts'

/**
 * The library that keeps sessions and passwords (see sessions.ts) reads and writes the first four tables itself, so their
 * times and flags have the types it expects of each database; `claimed_at` and the last three tables are ours alone.
 */
const typesOf = (kind: DbKind) =>
  kind === 'postgres' ? ({ time: 'timestamptz', flag: 'boolean' } as const) : ({ time: 'text', flag: 'integer' } as const)

export const authMigrations: Migration[] = [
  {
    name: 'auth_0001_people',
    async up(db, kind) {
      await createPeople(db, kind)
      await createSessions(db, kind)
      await createAccounts(db, kind)
      await createVerifications(db, kind)
    },
  },
  {
    name: 'auth_0002_tokens_and_links',
    async up(db) {
      await createTokens(db)
      await createSignInLinks(db)
      await createInvitations(db)
    },
  },
]

export const authTables: SliceTables = {
  kept: [
    { name: 'auth_people', key: ['id'], madeAtStart: { role: 'owner', claimed_at: null } },
    { name: 'auth_accounts', key: ['id'] },
    { name: 'auth_tokens', key: ['id'], leaveOut: { column: 'kind', value: 'machine' } },
    { name: 'auth_invitations', key: ['id'] },
  ],
  rebuilt: {
    auth_sessions: 'People sign in again: the secret that signs their cookies stays on its machine.',
    auth_verifications: 'Nothing writes to it yet.',
    auth_sign_in_links: 'Each start makes a new link.',
  },
}

async function createPeople(db: Kysely<object>, kind: DbKind): Promise<void> {
  const { time, flag } = typesOf(kind)
  await db.schema
    .createTable('auth_people')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('email', 'text', (column) => column.notNull().unique())
    .addColumn('email_verified', flag, (column) => column.notNull())
    .addColumn('image', 'text')
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('claimed_at', 'text')
    .addColumn('created_at', time, (column) => column.notNull())
    .addColumn('updated_at', time, (column) => column.notNull())
    .execute()
}

async function createSessions(db: Kysely<object>, kind: DbKind): Promise<void> {
  const { time } = typesOf(kind)
  await db.schema
    .createTable('auth_sessions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('token', 'text', (column) => column.notNull().unique())
    .addColumn('person_id', 'text', (column) => column.notNull().references('auth_people.id').onDelete('cascade'))
    .addColumn('expires_at', time, (column) => column.notNull())
    .addColumn('ip_address', 'text')
    .addColumn('user_agent', 'text')
    .addColumn('created_at', time, (column) => column.notNull())
    .addColumn('updated_at', time, (column) => column.notNull())
    .execute()
  await db.schema.createIndex('auth_sessions_person').on('auth_sessions').column('person_id').execute()
}

async function createAccounts(db: Kysely<object>, kind: DbKind): Promise<void> {
  const { time } = typesOf(kind)
  await db.schema
    .createTable('auth_accounts')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('provider_id', 'text', (column) => column.notNull())
    .addColumn('person_id', 'text', (column) => column.notNull().references('auth_people.id').onDelete('cascade'))
    .addColumn('access_token', 'text')
    .addColumn('refresh_token', 'text')
    .addColumn('id_token', 'text')
    .addColumn('access_token_expires_at', time)
    .addColumn('refresh_token_expires_at', time)
    .addColumn('scope', 'text')
    .addColumn('password', 'text')
    .addColumn('created_at', time, (column) => column.notNull())
    .addColumn('updated_at', time, (column) => column.notNull())
    .addUniqueConstraint('auth_accounts_one_per_provider', ['provider_id', 'account_id'])
    .execute()
  await db.schema.createIndex('auth_accounts_person').on('auth_accounts').column('person_id').execute()
}

async function createVerifications(db: Kysely<object>, kind: DbKind): Promise<void> {
  const { time } = typesOf(kind)
  await db.schema
    .createTable('auth_verifications')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('identifier', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('expires_at', time, (column) => column.notNull())
    .addColumn('created_at', time, (column) => column.notNull())
    .addColumn('updated_at', time, (column) => column.notNull())
    .execute()
  await db.schema.createIndex('auth_verifications_identifier').on('auth_verifications').column('identifier').execute()
}

async function createTokens(db: Kysely<object>): Promise<void> {
  await db.schema
    .createTable('auth_tokens')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('person_id', 'text', (column) => column.notNull().references('auth_people.id').onDelete('cascade'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('secret_hash', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('last_used_at', 'text')
    .execute()
  await db.schema.createIndex('auth_tokens_person').on('auth_tokens').column('person_id').execute()
}

async function createSignInLinks(db: Kysely<object>): Promise<void> {
  await db.schema
    .createTable('auth_sign_in_links')
    .addColumn('secret_hash', 'text', (column) => column.primaryKey())
    .addColumn('person_id', 'text', (column) => column.notNull().references('auth_people.id').onDelete('cascade'))
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute()
}

async function createInvitations(db: Kysely<object>): Promise<void> {
  await db.schema
    .createTable('auth_invitations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('secret_hash', 'text', (column) => column.notNull().unique())
    .addColumn('invited_by', 'text', (column) => column.notNull().references('auth_people.id').onDelete('cascade'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute()
}
