import { sql } from 'kysely'
import type { Migration } from '../platform/migrations.ts'
import type { SliceTables } from '../platform/tables.ts'

export const impactMigrations: Migration[] = [
  {
    name: 'impact_0001_dependencies',
    async up(db, kind) {
      const numbered = kind === 'postgres' ? 'serial' : 'integer'
      /** The rows lie in the order of the key itself, which halves what a dependency takes. */
      const ordered = kind === 'sqlite' ? sql`without rowid` : sql``
      await db.schema
        .createTable('impact_names')
        .addColumn('id', numbered, (column) => column.primaryKey())
        .addColumn('ecosystem', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addUniqueConstraint('impact_names_once', ['ecosystem', 'name'])
        .execute()
      await db.schema
        .createTable('impact_projects')
        .addColumn('id', numbered, (column) => column.primaryKey())
        .addColumn('digest', 'text', (column) => column.notNull().unique())
        .addColumn('ecosystem', 'text', (column) => column.notNull())
        .addColumn('folder', 'text', (column) => column.notNull())
        .addColumn('name', 'text')
        .addColumn('version', 'text')
        .addColumn('files', 'text', (column) => column.notNull())
        .addColumn('graph', 'text', (column) => column.notNull())
        .execute()
      await db.schema
        .createTable('impact_dependencies')
        .addColumn('project_id', 'integer', (column) => column.notNull())
        .addColumn('place', 'integer', (column) => column.notNull())
        .addColumn('name_id', 'integer', (column) => column.notNull())
        .addColumn('version', 'text')
        .addColumn('range', 'text')
        .addColumn('scope', 'text', (column) => column.notNull())
        .addColumn('direct', 'integer', (column) => column.notNull())
        .addColumn('before', 'integer', (column) => column.notNull())
        .addColumn('path', 'text', (column) => column.notNull())
        .addColumn('line', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('impact_dependencies_key', ['project_id', 'place'])
        .modifyEnd(ordered)
        .execute()
      await db.schema.createIndex('impact_dependencies_named').on('impact_dependencies').columns(['name_id', 'project_id', 'place']).execute()
      await db.schema
        .createTable('impact_commits')
        .addColumn('repository_id', 'text', (column) => column.notNull())
        .addColumn('commit_oid', 'text', (column) => column.notNull())
        .addColumn('tree_key', 'text', (column) => column.notNull())
        .addColumn('gaps', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('impact_commits_key', ['repository_id', 'commit_oid'])
        .execute()
      await db.schema.createIndex('impact_commits_alike').on('impact_commits').column('tree_key').execute()
      await db.schema
        .createTable('impact_places')
        .addColumn('repository_id', 'text', (column) => column.notNull())
        .addColumn('commit_oid', 'text', (column) => column.notNull())
        .addColumn('project_id', 'integer', (column) => column.notNull())
        .addColumn('owners', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('impact_places_key', ['repository_id', 'commit_oid', 'project_id'])
        .modifyEnd(ordered)
        .execute()
      await db.schema.createIndex('impact_places_of').on('impact_places').column('project_id').execute()
      await db.schema
        .createTable('impact_refs')
        .addColumn('repository_id', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('commit_oid', 'text', (column) => column.notNull())
        .addColumn('is_default', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('impact_refs_key', ['repository_id', 'kind', 'name'])
        .execute()
      await db.schema
        .createTable('impact_mainlines')
        .addColumn('repository_id', 'text', (column) => column.primaryKey())
        .addColumn('head', 'text', (column) => column.notNull())
        .addColumn('read_to', 'text')
        .addColumn('whole', 'integer', (column) => column.notNull())
        .addColumn('readers', 'integer', (column) => column.notNull())
        .addColumn('gaps', 'text', (column) => column.notNull())
        .execute()
      await db.schema
        .createTable('impact_spans')
        .addColumn('id', numbered, (column) => column.primaryKey())
        .addColumn('repository_id', 'text', (column) => column.notNull())
        .addColumn('name_id', 'integer', (column) => column.notNull())
        .addColumn('folder', 'text', (column) => column.notNull())
        .addColumn('version', 'text')
        .addColumn('range', 'text')
        .addColumn('direct', 'integer', (column) => column.notNull())
        .addColumn('path', 'text', (column) => column.notNull())
        .addColumn('line', 'integer', (column) => column.notNull())
        .addColumn('from_oid', 'text', (column) => column.notNull())
        .addColumn('from_time', 'bigint', (column) => column.notNull())
        .addColumn('until_oid', 'text')
        .addColumn('until_time', 'bigint')
        .execute()
      await db.schema.createIndex('impact_spans_named').on('impact_spans').columns(['name_id', 'repository_id']).execute()
      await db.schema.createIndex('impact_spans_open').on('impact_spans').columns(['repository_id', 'until_oid']).execute()
    },
  },
  {
    name: 'impact_0002_services',
    async up(db) {
      await db.schema
        .createTable('impact_services')
        .addColumn('repository_id', 'text', (column) => column.primaryKey())
        .addColumn('commit_oid', 'text', (column) => column.notNull())
        .addColumn('readers', 'integer', (column) => column.notNull())
        .addColumn('facts', 'text', (column) => column.notNull())
        .execute()
      await db.schema
        .createTable('impact_sboms')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('repository_id', 'text', (column) => column.notNull())
        .addColumn('commit_oid', 'text', (column) => column.notNull())
        .addColumn('format', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('packages', 'integer', (column) => column.notNull())
        .addColumn('unread', 'integer', (column) => column.notNull())
        .addColumn('document', 'text', (column) => column.notNull())
        .addColumn('created_at', 'text', (column) => column.notNull())
        .addColumn('created_by', 'text', (column) => column.notNull())
        .execute()
      await db.schema.createIndex('impact_sboms_of').on('impact_sboms').columns(['repository_id', 'commit_oid']).execute()
      await db.schema.createIndex('impact_projects_named').on('impact_projects').columns(['ecosystem', 'name']).execute()
    },
  },
  {
    name: 'impact_0003_services_at_revisions',
    async up(db, kind) {
      await db.schema.dropTable('impact_services').execute()
      await db.schema
        .createTable('impact_services')
        .addColumn('repository_id', 'text', (column) => column.notNull())
        .addColumn('commit_oid', 'text', (column) => column.notNull())
        .addColumn('is_tip', 'integer', (column) => column.notNull())
        .addColumn('readers', 'text', (column) => column.notNull())
        .addColumn('files_id', 'integer', (column) => column.notNull())
        .addColumn('calls_id', 'integer', (column) => column.notNull())
        .addColumn('uses_id', 'integer', (column) => column.notNull())
        .addColumn('published_id', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('impact_services_key', ['repository_id', 'commit_oid'])
        .execute()
      await db.schema
        .createTable('impact_facts')
        .addColumn('id', kind === 'postgres' ? 'serial' : 'integer', (column) => column.primaryKey())
        .addColumn('digest', 'text', (column) => column.notNull().unique())
        .addColumn('facts', 'text', (column) => column.notNull())
        .execute()
    },
  },
  {
    name: 'impact_0004_module_uses',
    async up(db, kind) {
      /** Most modules are nobody's here: only those that are somebody's are read, one by one. */
      await db.schema
        .createTable('impact_uses')
        .addColumn('facts_id', 'integer', (column) => column.notNull())
        .addColumn('place', 'integer', (column) => column.notNull())
        .addColumn('told', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('impact_uses_key', ['facts_id', 'place'])
        .modifyEnd(kind === 'sqlite' ? sql`without rowid` : sql``)
        .execute()
      for (const table of ['impact_services', 'impact_facts'] as const) await db.deleteFrom(table as never).execute()
    },
  },
]

const readAgain = 'Manifests and lockfiles are read again from the mirrors.'

export const impactTables: SliceTables = {
  kept: [{ name: 'impact_sboms', key: ['id'] }],
  rebuilt: {
    impact_names: readAgain, impact_projects: readAgain, impact_dependencies: readAgain, impact_commits: readAgain,
    impact_places: readAgain, impact_refs: readAgain, impact_mainlines: readAgain, impact_spans: readAgain, impact_services: readAgain, impact_facts: readAgain, impact_uses: readAgain,
  },
}
