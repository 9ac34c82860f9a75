import { authTables } from './auth/migrations.ts'
import { deploymentsTables } from './deployments/migrations.ts'
import { impactTables } from './impact/migrations.ts'
import { incidentsTables } from './incidents/migrations.ts'
import { scipTables } from './intel/scip/migrations.ts'
import { sourceMapsTables } from './intel/source-maps/migrations.ts'
import { notebooksTables } from './notebooks/migrations.ts'
import type { SliceTables } from './platform/tables.ts'
import { reposTables } from './repos/migrations.ts'

const platformTables: SliceTables = {
  kept: [],
  rebuilt: {
    jobs: 'What is to be done follows from the records: repositories without a mirror are cloned.',
    schema_migrations: 'A restore goes into a database whose schema is there already.',
  },
}

const slices = [platformTables, authTables, reposTables, deploymentsTables, scipTables, sourceMapsTables, impactTables, notebooksTables, incidentsTables]

/** Every table of the server: those that a backup holds, in the order of a restore, and those that it does without. */
export const tables: SliceTables = {
  kept: slices.flatMap(({ kept }) => kept),
  rebuilt: Object.assign({}, ...slices.map(({ rebuilt }) => rebuilt)) as SliceTables['rebuilt'],
}
