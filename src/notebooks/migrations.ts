import type { Migration } from '../platform/migrations.ts'
import type { SliceTables } from '../platform/tables.ts'

export const notebooksMigrations: Migration[] = [
  {
    name: 'notebooks_0001_notebooks',
    async up(db) {
      await db.schema
        .createTable('notebooks')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('incident_id', 'text')
        .addColumn('title', 'text', (column) => column.notNull())
        .addColumn('search_text', 'text', (column) => column.notNull())
        .addColumn('blocks', 'text', (column) => column.notNull())
        .addColumn('block_count', 'integer', (column) => column.notNull())
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('created_by', 'text', (column) => column.notNull())
        .addColumn('created_at', 'text', (column) => column.notNull())
        .addColumn('updated_by', 'text', (column) => column.notNull())
        .addColumn('updated_at', 'text', (column) => column.notNull())
        .addColumn('removed_at', 'text')
        .execute()
      await db.schema.createIndex('notebooks_by_change').on('notebooks').columns(['updated_at', 'id']).execute()
      await db.schema
        .createTable('notebook_versions')
        .addColumn('notebook_id', 'text', (column) => column.notNull())
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('title', 'text', (column) => column.notNull())
        .addColumn('blocks', 'text', (column) => column.notNull())
        .addColumn('block_count', 'integer', (column) => column.notNull())
        .addColumn('saved_by', 'text', (column) => column.notNull())
        .addColumn('saved_at', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('notebook_versions_key', ['notebook_id', 'version'])
        .execute()
    },
  },
  {
    name: 'notebooks_0002_superseded_versions',
    async up(db) {
      await db.schema.alterTable('notebook_versions').addColumn('superseded_at', 'text').execute()
    },
  },
]

export const notebooksTables: SliceTables = {
  kept: [
    { name: 'notebooks', key: ['id'] },
    { name: 'notebook_versions', key: ['notebook_id', 'version'] },
  ],
  rebuilt: {},
}
