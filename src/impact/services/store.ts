import { createHash } from 'node:crypto'
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { ModuleFacts, ModuleUse } from '../../intel/intel.ts'
import type { Db } from '../../platform/database.ts'
import type { Ecosystem } from '../dependencies/project.ts'
import { nothingTold, type Place, type ServiceFacts } from './facts.ts'

type Tables = {
  /** What commits tell, in parts. `is_tip`: the one of the default branch that was read last. */
  impact_services: { repository_id: string; commit_oid: string; is_tip: number; readers: string } & Record<PartColumn, number>
  /** Parts that are alike are one, at however many commits they stand. */
  impact_facts: { id: number; digest: string; facts: string }
  /** The uses of a part, in the order of its names. */
  impact_uses: { facts_id: number; place: number; told: string }
  impact_names: { id: number; ecosystem: Ecosystem; name: string }
  impact_projects: { id: number; ecosystem: Ecosystem; folder: string; name: string | null }
  impact_dependencies: { project_id: number; name_id: number; version: string | null; direct: number; path: string; line: number }
  impact_mainlines: { repository_id: string; head: string; readers: number }
  impact_places: { repository_id: string; commit_oid: string; project_id: number }
}

/** What a commit tells, by how often it changes. */
export interface Told {
  /** Files that speak of services. */
  files: ServiceFacts
  /** Addresses and stubs in code. */
  calls: Pick<ServiceFacts, 'links' | 'gaps'>
  uses: Pick<ModuleFacts, 'uses' | 'indexed' | 'gaps'>
  published: Pick<ModuleFacts, 'published'>
}

const parts = ['files', 'calls', 'uses', 'published'] as const satisfies readonly (keyof Told)[]
type PartColumn = `${(typeof parts)[number]}_id`

/** The modules that code names, without what is told of them: most are nobody's here. */
export interface NamedUses {
  id: number
  gaps: Told['uses']['gaps']
  /** First those that indexes tell. */
  named: readonly (Pick<ModuleUse, 'family' | 'module'> & { isIndexed: boolean })[]
}

interface ReadAt {
  repositoryId: string
  commit: string
  /** What it was read by and from; what is read otherwise now is read anew. */
  readers: string
}

export interface ReadServices extends ReadAt {
  told: Omit<Told, 'uses'> & { uses: NamedUses }
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

export interface CommitKey {
  repositoryId: string
  commit: string
}

/** A module of some uses, by its place among the names. */
export interface UseKey {
  id: number
  place: number
}

/** One commit of each repository, by its id. */
export type Commits = ReadonlyMap<string, string>

const keyOf = ({ repositoryId, commit }: CommitKey) => `${repositoryId} ${commit}`

export interface ServiceStore {
  get(repositoryId: string, commit: string): Promise<(Pick<ReadAt, 'readers'> & { isTip: boolean }) | undefined>
  /** With `isTip`, the commit takes the place of the tip before. */
  put(read: ReadAt & { told: Told }, at: { isTip: boolean }): Promise<void>
  remove(repositoryId: string): Promise<void>
  /** Forgets what other commits of a repository tell; the tip stays until another one takes its place. */
  keepOnly(repositoryId: string, commits: readonly string[]): Promise<void>
  /** Takes away what no commit tells any more. */
  purge(): Promise<void>
  /** The tips, each with its readers. What is told of them is the same as long as these are. */
  tips(): Promise<{ repositoryId: string; commit: string; readers: string; packages: string }[]>
  /** Which commits of these are read: tips, and others. */
  known(commits: Commits): Promise<Set<string>>
  /** What commits tell, by the ids of their repositories. */
  all(commits: Commits): Promise<ReadServices[]>
  /** What is told of some modules, by their places in what they are of; in the order in which they are asked for. */
  uses(wanted: readonly UseKey[]): Promise<ModuleUse[]>
  /** The same of the files alone, for any number of commits of a repository. */
  filesAt(commits: readonly CommitKey[]): Promise<(CommitKey & { files: ServiceFacts })[]>
  /** At these commits, between repositories; in the order of their places. */
  packageUses(commits: Commits): Promise<PackageUse[]>
  /** The projects that publish a package, at the tips. */
  publishersOf(named: { ecosystem: Ecosystem; name: string }): Promise<Publisher[]>
}

/** So many pairs stand in one statement. */
const pairsAtOnce = 500

export function createServiceStore(db: Db): ServiceStore {
  const tables = db.withTables<Tables>()

  async function idOf(db: typeof tables, facts: object, uses: readonly ModuleUse[] = []): Promise<number> {
    const [text, told] = [JSON.stringify(facts), uses.map((use) => JSON.stringify(use))]
    const digest = createHash('sha256').update([text, ...told].join('\n')).digest('hex')
    const known = await db.selectFrom('impact_facts').select('id').where('digest', '=', digest).executeTakeFirst()
    if (known) return known.id
    const { id } = await db.insertInto('impact_facts').values({ digest, facts: text } as Tables['impact_facts']).returning('id').executeTakeFirstOrThrow()
    const rows = told.map((each, place) => ({ facts_id: id, place, told: each }))
    for (let at = 0; at < rows.length; at += pairsAtOnce) await db.insertInto('impact_uses').values(rows.slice(at, at + pairsAtOnce)).execute()
    return id
  }

  const idOfUses = (db: typeof tables, { uses, indexed, gaps }: Told['uses']) => idOf(db, { gaps, indexed: indexed.length, named: [...indexed, ...uses].map(({ family, module }) => `${family} ${module}`) } satisfies StoredUses, [...indexed, ...uses])

  /** The tips among them are asked for as such, so that questions about default branches, which are most, stay short. */
  async function isAmong(alias: 'told' | 'publisher' | 'user', commits: Commits): Promise<RawBuilder<SqlBool>> {
    const tips = new Set((await tables.selectFrom('impact_services').select(['repository_id as repositoryId', 'commit_oid as commit']).where('is_tip', '=', 1).execute()).map(keyOf))
    const others = [...commits].filter(([repositoryId, commit]) => !tips.has(keyOf({ repositoryId, commit })))
    const isTip = sql<SqlBool>`${sql.ref(`${alias}.is_tip`)} = 1`
    if (others.length === 0) return isTip
    const pairs = sql.join(others.map(([repositoryId, commit]) => sql`(${repositoryId}, ${commit})`))
    return sql<SqlBool>`(${isTip} or (${sql.ref(`${alias}.repository_id`)}, ${sql.ref(`${alias}.commit_oid`)}) in (values ${pairs}))`
  }

  return {
    async get(repositoryId, commit) {
      const row = await tables.selectFrom('impact_services').select(['readers', 'is_tip']).where('repository_id', '=', repositoryId).where('commit_oid', '=', commit).executeTakeFirst()
      return row && { readers: row.readers, isTip: row.is_tip === 1 }
    },
    put: ({ repositoryId, commit, readers, told }, { isTip }) =>
      tables.transaction().execute(async (transaction) => {
        const ids = { files_id: await idOf(transaction, told.files), calls_id: await idOf(transaction, told.calls), uses_id: await idOfUses(transaction, told.uses), published_id: await idOf(transaction, told.published) }
        if (isTip) await transaction.updateTable('impact_services').set({ is_tip: 0 }).where('repository_id', '=', repositoryId).execute()
        const change = { is_tip: isTip ? 1 : 0, readers, ...ids }
        await transaction.insertInto('impact_services').values({ repository_id: repositoryId, commit_oid: commit, ...change }).onConflict((known) => known.columns(['repository_id', 'commit_oid']).doUpdateSet(change)).execute()
      }),
    async remove(repositoryId) {
      await tables.deleteFrom('impact_services').where('repository_id', '=', repositoryId).execute()
    },
    async keepOnly(repositoryId, commits) {
      await tables.deleteFrom('impact_services').where('repository_id', '=', repositoryId).where('is_tip', '=', 0).where('commit_oid', 'not in', ['', ...commits]).execute()
    },
    async purge() {
      const used = parts.map((part) => tables.selectFrom('impact_services').select(`${part}_id as id`)).reduce((all, each) => all.union(each))
      await tables.deleteFrom('impact_facts').where('id', 'not in', used).execute()
      await tables.deleteFrom('impact_uses').where('facts_id', 'not in', tables.selectFrom('impact_facts').select('id')).execute()
    },
    async tips() {
      const rows = await tables
        .selectFrom('impact_services as told').leftJoin('impact_mainlines as mainline', 'mainline.repository_id', 'told.repository_id').where('told.is_tip', '=', 1)
        .select(['told.repository_id', 'told.commit_oid', 'told.readers', 'mainline.head', 'mainline.readers as packageReaders']).orderBy('told.repository_id').execute()
      return rows.map(({ repository_id, commit_oid, readers, head, packageReaders }) => ({ repositoryId: repository_id, commit: commit_oid, readers, packages: `${head} ${packageReaders}` }))
    },
    async known(commits) {
      const rows = await tables.selectFrom('impact_services as told').select(['repository_id as repositoryId', 'commit_oid as commit']).where(await isAmong('told', commits)).execute()
      return new Set(rows.map(keyOf))
    },
    async all(commits) {
      const rows = await tables
        .selectFrom('impact_services as told')
        .innerJoin('impact_facts as files', 'files.id', 'told.files_id').innerJoin('impact_facts as calls', 'calls.id', 'told.calls_id')
        .innerJoin('impact_facts as uses', 'uses.id', 'told.uses_id').innerJoin('impact_facts as published', 'published.id', 'told.published_id')
        .select(['told.repository_id', 'told.commit_oid', 'told.readers', 'told.uses_id', 'files.facts as files', 'calls.facts as calls', 'uses.facts as uses', 'published.facts as published'])
        .where(await isAmong('told', commits)).orderBy('told.repository_id').execute()
      return rows.flatMap(({ repository_id, commit_oid, readers, uses_id, ...texts }) => (commits.get(repository_id) === commit_oid ? [{ repositoryId: repository_id, commit: commit_oid, readers, told: toldOf(texts, uses_id) }] : []))
    },
    async uses(wanted) {
      const found = new Map<string, ModuleUse>()
      for (let at = 0; at < wanted.length; at += pairsAtOnce) {
        const pairs = sql.join(wanted.slice(at, at + pairsAtOnce).map(({ id, place }) => sql`(${sql.lit(id)}, ${sql.lit(place)})`))
        const rows = await tables.selectFrom('impact_uses').selectAll().where(sql<SqlBool>`(facts_id, place) in (values ${pairs})`).execute()
        for (const { facts_id, place, told } of rows) found.set(`${facts_id} ${place}`, JSON.parse(told) as ModuleUse)
      }
      return wanted.flatMap(({ id, place }) => found.get(`${id} ${place}`) ?? [])
    },
    async filesAt(commits) {
      const parsed = new Map<number, ServiceFacts>()
      const found: (CommitKey & { files: ServiceFacts })[] = []
      for (let at = 0; at < commits.length; at += pairsAtOnce) {
        const pairs = sql.join(commits.slice(at, at + pairsAtOnce).map(({ repositoryId, commit }) => sql`(${repositoryId}, ${commit})`))
        const rows = await tables.selectFrom('impact_services').select(['repository_id', 'commit_oid', 'files_id']).where(sql<SqlBool>`(repository_id, commit_oid) in (values ${pairs})`).execute()
        const missing = [...new Set(rows.map(({ files_id }) => files_id))].filter((id) => !parsed.has(id))
        const facts = missing.length === 0 ? [] : await tables.selectFrom('impact_facts').select(['id', 'facts']).where('id', 'in', missing).execute()
        for (const { id, facts: text } of facts) parsed.set(id, JSON.parse(text) as ServiceFacts)
        for (const { repository_id, commit_oid, files_id } of rows) found.push({ repositoryId: repository_id, commit: commit_oid, files: parsed.get(files_id) ?? nothingTold() })
      }
      return found
    },
    async packageUses(commits) {
      const rows = await tables
        .selectFrom('impact_services as publisher')
        .innerJoin('impact_places as published', (join) => join.onRef('published.repository_id', '=', 'publisher.repository_id').onRef('published.commit_oid', '=', 'publisher.commit_oid'))
        .innerJoin('impact_projects as project', 'project.id', 'published.project_id')
        .innerJoin('impact_names as named', (join) => join.onRef('named.ecosystem', '=', 'project.ecosystem').onRef('named.name', '=', 'project.name'))
        .innerJoin('impact_dependencies as used', (join) => join.onRef('used.name_id', '=', 'named.id').on('used.direct', '=', 1))
        .innerJoin('impact_places as place', 'place.project_id', 'used.project_id')
        .innerJoin('impact_services as user', (join) => join.onRef('user.repository_id', '=', 'place.repository_id').onRef('user.commit_oid', '=', 'place.commit_oid'))
        .select(['user.repository_id as userId', 'publisher.repository_id as publisherId', 'user.commit_oid as userCommit', 'publisher.commit_oid as publisherCommit', 'project.folder', 'named.name', 'used.version', 'used.path', 'used.line'])
        .whereRef('user.repository_id', '!=', 'publisher.repository_id').where(await isAmong('publisher', commits)).where(await isAmong('user', commits))
        .orderBy('user.repository_id').orderBy('used.path').orderBy('used.line').orderBy('named.name').orderBy('publisher.repository_id')
        .execute()
      return rows.flatMap(({ path, line, userCommit, publisherCommit, ...use }) =>
        commits.get(use.userId) === userCommit && commits.get(use.publisherId) === publisherCommit ? [{ ...use, at: { path, line } }] : [])
    },
    async publishersOf({ ecosystem, name }) {
      const rows = await tables
        .selectFrom('impact_projects as project').innerJoin('impact_places as place', 'place.project_id', 'project.id')
        .innerJoin('impact_services as told', (join) => join.onRef('told.repository_id', '=', 'place.repository_id').onRef('told.commit_oid', '=', 'place.commit_oid'))
        .select(['told.repository_id', 'project.folder']).distinct().where('told.is_tip', '=', 1).where('project.ecosystem', '=', ecosystem).where('project.name', '=', name).orderBy('told.repository_id').orderBy('project.folder').execute()
      return rows.map(({ repository_id, folder }) => ({ repositoryId: repository_id, folder }))
    },
  }
}

/** `family module` of each, first those that indexes tell. */
interface StoredUses {
  gaps: Told['uses']['gaps']
  indexed: number
  named: string[]
}

/** Written by `put` and by nobody else. */
const toldOf = (texts: Record<keyof Told, string>, usesId: number): ReadServices['told'] => ({
  files: JSON.parse(texts.files) as Told['files'], calls: JSON.parse(texts.calls) as Told['calls'], uses: namedUses(usesId, JSON.parse(texts.uses) as StoredUses), published: JSON.parse(texts.published) as Told['published'],
})

const namedUses = (id: number, { gaps, indexed, named }: StoredUses): NamedUses => ({
  id, gaps, named: named.map((each, place) => ({ family: each.slice(0, each.indexOf(' ')) as ModuleUse['family'], module: each.slice(each.indexOf(' ') + 1), isIndexed: place < indexed })),
})
