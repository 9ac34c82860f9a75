import { authMigrations } from './auth/migrations.ts'
import { deploymentsMigrations } from './deployments/migrations.ts'
import { impactMigrations } from './impact/migrations.ts'
import { incidentsMigrations } from './incidents/migrations.ts'
import { scipMigrations } from './intel/scip/migrations.ts'
import { sourceMapsMigrations } from './intel/source-maps/migrations.ts'
import { notebooksMigrations } from './notebooks/migrations.ts'
import { jobsMigrations } from './platform/jobs.ts'
import type { Migration } from './platform/migrations.ts'
import { reposMigrations } from './repos/migrations.ts'

/** Every step of the schema, in the order in which a new database takes them. */
export const migrations: readonly Migration[] = [...jobsMigrations, ...authMigrations, ...reposMigrations, ...deploymentsMigrations, ...scipMigrations, ...sourceMapsMigrations, ...impactMigrations, ...notebooksMigrations, ...incidentsMigrations]
