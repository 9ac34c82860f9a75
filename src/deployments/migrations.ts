import type { Migration } from '../platform/migrations.ts'
import type { SliceTables } from '../platform/tables.ts'

export const deploymentsMigrations: Migration[] = [
  {
    name: 'deployments_0001_deployments',
    async up(db) {
      await db.schema
        .createTable('deployments')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('sender_key', 'text', (column) => column.notNull().unique())
        .addColumn('repository_id', 'text', (column) => column.notNull())
        .addColumn('commit_oid', 'text', (column) => column.notNull())
        .addColumn('known', 'integer', (column) => column.notNull())
        .addColumn('service', 'text', (column) => column.notNull())
        .addColumn('environment', 'text', (column) => column.notNull())
        .addColumn('version', 'text')
        .addColumn('url', 'text')
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('deployed_at', 'text', (column) => column.notNull())
        .addColumn('recorded_at', 'text', (column) => column.notNull())
        .addColumn('recorded_by', 'text', (column) => column.notNull())
        .execute()
      await db.schema.createIndex('deployments_in').on('deployments').columns(['repository_id', 'service', 'environment', 'deployed_at']).execute()
      await db.schema.createIndex('deployments_newest').on('deployments').columns(['deployed_at', 'id']).execute()
      await db.schema
        .createTable('deployment_hooks')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('environment', 'text')
        .addColumn('sealed', 'text', (column) => column.notNull())
        .addColumn('created_at', 'text', (column) => column.notNull())
        .addColumn('created_by', 'text', (column) => column.notNull())
        .addColumn('last_at', 'text')
        .addColumn('last_outcome', 'text')
        .execute()
    },
  },
]

export const deploymentsTables: SliceTables = {
  kept: [
    { name: 'deployments', key: ['id'] },
    { name: 'deployment_hooks', key: ['id'] },
  ],
  rebuilt: {},
}
