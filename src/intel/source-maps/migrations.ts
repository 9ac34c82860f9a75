import type { Migration } from '../../platform/migrations.ts'
import type { SliceTables } from '../../platform/tables.ts'

export const sourceMapsMigrations: Migration[] = [
  {
    name: 'intel_0003_source_maps',
    async up(db) {
      await db.schema
        .createTable('source_maps')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('repository_id', 'text')
        .addColumn('release', 'text', (column) => column.notNull())
        .addColumn('file', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('debug_id', 'text')
        .addColumn('sha256', 'text', (column) => column.notNull())
        .addColumn('bytes', 'bigint', (column) => column.notNull())
        .addColumn('sources', 'integer', (column) => column.notNull())
        .addColumn('created_at', 'text', (column) => column.notNull())
        .addColumn('created_by', 'text', (column) => column.notNull())
        .execute()
      await db.schema.createIndex('source_maps_named').on('source_maps').columns(['name']).execute()
      await db.schema.createIndex('source_maps_debug').on('source_maps').columns(['debug_id']).execute()
      await db.schema.createIndex('source_maps_bytes').on('source_maps').columns(['sha256']).execute()
    },
  },
]

export const sourceMapsTables: SliceTables = {
  kept: [],
  rebuilt: { source_maps: 'Source maps are files that no backup holds; whoever builds uploads them again with the next release.' },
}
