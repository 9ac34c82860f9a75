import type { Db } from '../../platform/database.ts'
import type { Ecosystem } from '../dependencies/project.ts'
import type { Place, ServiceFacts } from './facts.ts'

type Tables = {
  /** What the tip of each default branch tells. */
  impact_services: { repository_id: string; commit_oid: string; readers: number; facts: string }
  impact_names: { id: number; ecosystem: Ecosystem; name: string }
  impact_projects: { id: number; ecosystem: Ecosystem; folder: string; name: string | null }
  impact_dependencies: { project_id: number; name_id: number; version: string | null; direct: number; path: string; line: number }
  impact_mainlines: { repository_id: string; head: string; readers: number }
  impact_places: { repository_id: string; commit_oid: string; project_id: number }
}

export interface ReadServices {
  repositoryId: string
  commit: string
  readers: number
  facts: ServiceFacts
}

/** A project that asks for what another project publishes. */
export interface PackageUse {
  userId: string
  publisherId: string
  /** Where the publishing project lies. */
  folder: string
  name: string
  version: string | null
  at: Place
}

/** A project that publishes a package; `folder` is empty for the root, else it ends with a slash. */
export interface Publisher {
  repositoryId: string
  folder: string
}

export interface ServiceStore {
  get(repositoryId: string): Promise<Pick<ReadServices, 'commit' | 'readers'> | undefined>
  put(read: ReadServices): Promise<void>
  remove(repositoryId: string): Promise<void>
  /** What is told is of these, each with its readers: as long as they stay the same, so does all else. */
  commits(): Promise<string[]>
  all(): Promise<ReadServices[]>
  /** At the commits whose services are told, between repositories; in the order of their places. */
  packageUses(): Promise<PackageUse[]>
  /** The projects that publish a package, at these commits. */
  publishersOf(named: { ecosystem: Ecosystem; name: string }): Promise<Publisher[]>
}

export function createServiceStore(db: Db): ServiceStore {
  const tables = db.withTables<Tables>()
  return {
    async get(repositoryId) {
      const row = await tables.selectFrom('impact_services').select(['commit_oid', 'readers']).where('repository_id', '=', repositoryId).executeTakeFirst()
      return row && { commit: row.commit_oid, readers: row.readers }
    },
    async put({ repositoryId, commit, readers, facts }) {
      const change = { commit_oid: commit, readers, facts: JSON.stringify(facts) }
      await tables.insertInto('impact_services').values({ repository_id: repositoryId, ...change }).onConflict((known) => known.column('repository_id').doUpdateSet(change)).execute()
    },
    async remove(repositoryId) {
      await tables.deleteFrom('impact_services').where('repository_id', '=', repositoryId).execute()
    },
    async commits() {
      const rows = await tables
        .selectFrom('impact_services as told').leftJoin('impact_mainlines as mainline', 'mainline.repository_id', 'told.repository_id')
        .select(['told.repository_id', 'told.commit_oid', 'told.readers', 'mainline.head', 'mainline.readers as packageReaders']).orderBy('told.repository_id').execute()
      return rows.map((row) => Object.values(row).join(' '))
    },
    async all() {
      const rows = await tables.selectFrom('impact_services').selectAll().orderBy('repository_id').execute()
      return rows.map(({ repository_id, commit_oid, readers, facts }) => ({ repositoryId: repository_id, commit: commit_oid, readers, facts: JSON.parse(facts) as ServiceFacts }))
    },
    async packageUses() {
      const rows = await tables
        .selectFrom('impact_services as publisher')
        .innerJoin('impact_places as published', (join) => join.onRef('published.repository_id', '=', 'publisher.repository_id').onRef('published.commit_oid', '=', 'publisher.commit_oid'))
        .innerJoin('impact_projects as project', 'project.id', 'published.project_id')
        .innerJoin('impact_names as named', (join) => join.onRef('named.ecosystem', '=', 'project.ecosystem').onRef('named.name', '=', 'project.name'))
        .innerJoin('impact_dependencies as used', (join) => join.onRef('used.name_id', '=', 'named.id').on('used.direct', '=', 1))
        .innerJoin('impact_places as place', 'place.project_id', 'used.project_id')
        .innerJoin('impact_services as user', (join) => join.onRef('user.repository_id', '=', 'place.repository_id').onRef('user.commit_oid', '=', 'place.commit_oid'))
        .select(['user.repository_id as userId', 'publisher.repository_id as publisherId', 'project.folder', 'named.name', 'used.version', 'used.path', 'used.line'])
        .whereRef('user.repository_id', '!=', 'publisher.repository_id')
        .orderBy('user.repository_id').orderBy('used.path').orderBy('used.line').orderBy('named.name').orderBy('publisher.repository_id')
        .execute()
      return rows.map(({ path, line, ...use }) => ({ ...use, at: { path, line } }))
    },
    async publishersOf({ ecosystem, name }) {
      const rows = await tables
        .selectFrom('impact_projects as project').innerJoin('impact_places as place', 'place.project_id', 'project.id')
        .innerJoin('impact_services as told', (join) => join.onRef('told.repository_id', '=', 'place.repository_id').onRef('told.commit_oid', '=', 'place.commit_oid'))
        .select(['told.repository_id', 'project.folder']).distinct().where('project.ecosystem', '=', ecosystem).where('project.name', '=', name).orderBy('told.repository_id').orderBy('project.folder').execute()
      return rows.map(({ repository_id, folder }) => ({ repositoryId: repository_id, folder }))
    },
  }
}
