import type { Migration } from '../../platform/migrations.ts'
import type { SliceTables } from '../../platform/tables.ts'

export const scipMigrations: Migration[] = [
  {
    name: 'intel_0001_scip_uploads',
    async up(db, kind) {
      await db.schema
        .createTable('scip_uploads')
        .addColumn('id', kind === 'postgres' ? 'serial' : 'integer', (column) => (kind === 'postgres' ? column.primaryKey() : column.primaryKey().autoIncrement()))
        .addColumn('repository_id', 'text', (column) => column.notNull())
        .addColumn('commit_oid', 'text', (column) => column.notNull())
        .addColumn('root', 'text', (column) => column.notNull())
        .addColumn('indexer', 'text', (column) => column.notNull())
        .addColumn('indexer_version', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('failure', 'text')
        .addColumn('parts', 'integer', (column) => column.notNull())
        .addColumn('upload_bytes', 'bigint', (column) => column.notNull())
        .addColumn('index_bytes', 'bigint', (column) => column.notNull())
        .addColumn('documents', 'integer', (column) => column.notNull())
        .addColumn('symbols', 'integer', (column) => column.notNull())
        .addColumn('occurrences', 'bigint', (column) => column.notNull())
        .addColumn('ill_formed', 'bigint', (column) => column.notNull())
        .addColumn('created_at', 'text', (column) => column.notNull())
        .addColumn('finished_at', 'text')
        .execute()
      await db.schema.createIndex('scip_uploads_of').on('scip_uploads').columns(['repository_id', 'state']).execute()
      await db.schema
        .createTable('scip_packages')
        .addColumn('upload_id', 'integer', (column) => column.notNull())
        .addColumn('manager', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('version', 'text', (column) => column.notNull())
        .addColumn('defines', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('scip_packages_key', ['upload_id', 'manager', 'name', 'version'])
        .execute()
      await db.schema.createIndex('scip_packages_named').on('scip_packages').columns(['name', 'manager']).execute()
    },
  },
  {
    name: 'intel_0002_scip_automatic',
    async up(db) {
      await db.schema.alterTable('scip_uploads').addColumn('origin', 'text', (column) => column.notNull().defaultTo('upload')).execute()
      await db.schema.alterTable('scip_uploads').addColumn('walls', 'text').execute()
      await db.schema
        .createTable('scip_automatic')
        .addColumn('repository_id', 'text', (column) => column.primaryKey())
        .addColumn('enabled_at', 'text', (column) => column.notNull())
        .addColumn('enabled_by', 'text', (column) => column.notNull())
        .execute()
    },
  },
]

export const scipTables: SliceTables = {
  kept: [{ name: 'scip_automatic', key: ['repository_id'] }],
  rebuilt: {
    scip_uploads: 'Indexes are files that no backup holds; whoever makes them uploads them again with the next commit.',
    scip_packages: 'It tells what is in the indexes.',
  },
}
