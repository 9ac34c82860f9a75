import type { Migration } from '../platform/migrations.ts'
import type { SliceTables } from '../platform/tables.ts'

export const incidentsMigrations: Migration[] = [
  {
    name: 'incidents_0001_incidents',
    async up(db) {
      await db.schema
        .createTable('incidents')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('number', 'integer', (column) => column.notNull().unique())
        .addColumn('declare_key', 'text', (column) => column.unique())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('search_text', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('version', 'integer', (column) => column.notNull())
        .execute()
      await db.schema
        .createTable('incident_signals')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('incident_id', 'text', (column) => column.notNull())
        .addColumn('seq', 'integer', (column) => column.notNull())
        .addColumn('data', 'text', (column) => column.notNull())
        .execute()
      await db.schema.createIndex('incident_signals_of').on('incident_signals').columns(['incident_id', 'seq']).unique().execute()
      await db.schema
        .createTable('incident_evidence')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('incident_id', 'text', (column) => column.notNull())
        .addColumn('seq', 'integer', (column) => column.notNull())
        .addColumn('pin_key', 'text')
        .addColumn('removed', 'integer', (column) => column.notNull())
        .addColumn('data', 'text', (column) => column.notNull())
        .execute()
      await db.schema.createIndex('incident_evidence_of').on('incident_evidence').columns(['incident_id', 'seq']).unique().execute()
      await db.schema.createIndex('incident_evidence_key').on('incident_evidence').columns(['incident_id', 'pin_key']).unique().execute()
      await db.schema
        .createTable('incident_timeline')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('incident_id', 'text', (column) => column.notNull())
        .addColumn('seq', 'integer', (column) => column.notNull())
        .addColumn('data', 'text', (column) => column.notNull())
        .execute()
      await db.schema.createIndex('incident_timeline_of').on('incident_timeline').columns(['incident_id', 'seq']).unique().execute()
    },
  },
  {
    name: 'incidents_0002_holes',
    async up(db) {
      await db.schema
        .createTable('incident_holes')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('incident_id', 'text', (column) => column.notNull())
        .addColumn('seq', 'integer', (column) => column.notNull())
        .addColumn('hole_key', 'text', (column) => column.notNull())
        .addColumn('data', 'text', (column) => column.notNull())
        .execute()
      await db.schema.createIndex('incident_holes_of').on('incident_holes').columns(['incident_id', 'seq']).unique().execute()
      await db.schema.createIndex('incident_holes_key').on('incident_holes').columns(['incident_id', 'hole_key']).unique().execute()
    },
  },
]

export const incidentsTables: SliceTables = {
  kept: ['incidents', 'incident_signals', 'incident_evidence', 'incident_holes', 'incident_timeline'].map((name) => ({ name, key: ['id'] })),
  rebuilt: {},
}
