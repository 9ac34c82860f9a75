import type { Migration } from '../platform/migrations.ts'
import type { SliceTables } from '../platform/tables.ts'

export const reposMigrations: Migration[] = [
  {
    name: 'repos_0001_repositories',
    async up(db) {
      await db.schema
        .createTable('repositories')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('number', 'integer', (column) => column.notNull().unique())
        .addColumn('name', 'text', (column) => column.notNull().unique())
        .addColumn('source', 'text', (column) => column.notNull())
        .addColumn('origin', 'text', (column) => column.notNull().unique())
        .addColumn('url', 'text')
        .addColumn('description', 'text', (column) => column.notNull())
        .addColumn('fork', 'integer', (column) => column.notNull())
        .addColumn('archived', 'integer', (column) => column.notNull())
        .addColumn('default_branch', 'text')
        .addColumn('head', 'text')
        .addColumn('object_format', 'text', (column) => column.notNull())
        .addColumn('clone_state', 'text', (column) => column.notNull())
        .addColumn('clone_phase', 'text')
        .addColumn('clone_percent', 'integer')
        .addColumn('clone_error_code', 'text')
        .addColumn('clone_error_message', 'text')
        .addColumn('last_fetched_at', 'text')
        .addColumn('last_tried_at', 'text')
        .addColumn('compacted_at', 'text')
        .addColumn('uncompacted', 'integer', (column) => column.notNull())
        .addColumn('incomplete', 'integer', (column) => column.notNull())
        .addColumn('index_state', 'text', (column) => column.notNull())
        .addColumn('index_files', 'integer', (column) => column.notNull())
        .addColumn('index_bytes', 'bigint', (column) => column.notNull())
        .addColumn('index_commit', 'text')
        .addColumn('created_at', 'text', (column) => column.notNull())
        .execute()
      await db.schema.createTable('repository_numbers').addColumn('last', 'integer', (column) => column.notNull()).execute()
      await db.withTables<{ repository_numbers: { last: number } }>().insertInto('repository_numbers').values({ last: 0 }).execute()
    },
  },
  {
    name: 'repos_0002_index_percent',
    async up(db) {
      await db.schema.alterTable('repositories').addColumn('index_percent', 'integer').execute()
    },
  },
  {
    name: 'repos_0003_kept_commits',
    async up(db) {
      await db.schema
        .createTable('repository_kept_commits')
        .addColumn('repository_id', 'text', (column) => column.notNull())
        .addColumn('oid', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('repository_kept_commits_key', ['repository_id', 'oid'])
        .execute()
    },
  },
  {
    name: 'repos_0004_credentials',
    async up(db) {
      await db.schema
        .createTable('repository_credentials')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('address', 'text', (column) => column.notNull().unique())
        .addColumn('username', 'text', (column) => column.notNull())
        .addColumn('sealed', 'text', (column) => column.notNull())
        .addColumn('added_at', 'text', (column) => column.notNull())
        .addColumn('added_by', 'text', (column) => column.notNull())
        .execute()
    },
  },
]

/** A repository that nobody has cloned yet, as far as the columns tell that the work on its mirror writes. */
const notCloned = {
  default_branch: null,
  head: null,
  clone_state: 'waiting',
  clone_phase: null,
  clone_percent: null,
  clone_error_code: null,
  clone_error_message: null,
  last_fetched_at: null,
  last_tried_at: null,
  compacted_at: null,
  uncompacted: 0,
  incomplete: 0,
  index_state: 'waiting',
  index_files: 0,
  index_bytes: 0,
  index_commit: null,
  index_percent: null,
}

export const reposTables: SliceTables = {
  kept: [
    { name: 'repositories', key: ['id'], reset: notCloned },
    { name: 'repository_numbers', key: ['last'], madeAtStart: {} },
    { name: 'repository_kept_commits', key: ['repository_id', 'oid'], reset: { state: 'asked' } },
    { name: 'repository_credentials', key: ['id'] },
  ],
  rebuilt: {},
}
