import { createHash } from 'node:crypto'
import { sql, type Selectable } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { Ecosystem, Gap, Project, Scope } from './dependencies/project.ts'
import { shortestPaths } from './dependencies/shortest-paths.ts'
import type { Span, SpanChange } from './spans.ts'

type Tables = {
  impact_names: { id: number; ecosystem: Ecosystem; name: string }
  /** What a reading tells of one project. Readings that are alike are one, in however many revisions and forks they stand. */
  impact_projects: { id: number; digest: string; ecosystem: Ecosystem; folder: string; name: string | null; version: string | null; files: string; graph: Project['graph'] }
  /** `before` is the place of the one before it on the shortest way from the project; -1 for none. */
  impact_dependencies: {
    project_id: number; place: number; name_id: number; version: string | null; range: string | null; scope: Scope; direct: number; before: number; path: string; line: number
  }
  /** `tree_key` is the same for the same files and readers. */
  impact_commits: { repository_id: string; commit_oid: string; tree_key: string; gaps: string }
  impact_places: { repository_id: string; commit_oid: string; project_id: number; owners: string }
  impact_refs: RefRow
  /** `read_to`: the commit of the mainline up to which the spans tell; null for none. `whole`: they have been read up to the head. */
  impact_mainlines: { repository_id: string; head: string; read_to: string | null; whole: number; readers: number; gaps: string }
  impact_spans: {
    id: number; repository_id: string; name_id: number; folder: string; version: string | null; range: string | null; direct: number; path: string; line: number
    from_oid: string; from_time: number; until_oid: string | null; until_time: number | null
  }
}

/** A branch or tag whose commit is read. */
export type RefRow = { repository_id: string; name: string; kind: 'branch' | 'tag'; commit_oid: string; is_default: number }
export type MainlineRow = Selectable<Tables['impact_mainlines']>

/** A dependency of a project that stands at a commit. */
export interface UseRow {
  repositoryId: string
  commit: string
  projectId: number
  place: number
  name: string
  ecosystem: Ecosystem
  version: string | null
  range: string | null
  scope: Scope
  direct: boolean
  before: number
  path: string
  line: number
  folder: string
  projectName: string | null
  projectVersion: string | null
  owners: string[]
}

export type ProjectRow = { commit: string; ecosystem: Ecosystem; folder: string; name: string | null; version: string | null }

/** A dependency on the way to another one. */
export type StepRow = { projectId: number; place: number; name: string; version: string | null; before: number }
export type SpanRow = Span & { repositoryId: string; name: string; ecosystem: Ecosystem; from: Moment; until: Moment | null }
export type Moment = { oid: string; time: number }
type Named = { ecosystem: Ecosystem; name: string }

export interface ReadCommit {
  repositoryId: string
  commit: string
  treeKey: string
  gaps: readonly Gap[]
  /** Each with those who own it there. */
  projects: readonly { project: Project; owners: readonly string[] }[]
}

export interface ImpactStore {
  /** The commits of a repository that are read, with what could not be read there. */
  commitsOf(repositoryId: string): Promise<{ commit: string; treeKey: string; gaps: Gap[] }[]>
  /** True when some commit with the very same files is read. */
  isKnown(treeKey: string): Promise<boolean>
  /** What is there of the commit already is replaced. */
  putCommit(read: ReadCommit): Promise<void>
  /** The same for a commit whose files are known: `ownersOf` tells who owns a project there by its folder and first file. */
  copyCommit(copy: Pick<ReadCommit, 'repositoryId' | 'commit' | 'treeKey'> & { ownersOf(project: { folder: string; files: string[] }): readonly string[] }): Promise<void>
  dropCommits(repositoryId: string, commits: readonly string[]): Promise<void>
  /** Has a commit read anew; until then what is known of it stays, with the gap that there is more. */
  outdate(repositoryId: string, commit: string, gap: Gap): Promise<void>
  /** Takes away what no commit has any more. */
  purge(): Promise<void>

  putRefs(repositoryId: string, refs: readonly RefRow[]): Promise<void>
  refs(): Promise<RefRow[]>
  gaps(): Promise<{ repositoryId: string; commit: string; gaps: Gap[] }[]>

  mainlines(): Promise<MainlineRow[]>
  mainline(repositoryId: string): Promise<MainlineRow | undefined>
  putMainline(row: MainlineRow): Promise<void>
  /** Forgets how a mainline came to be, to begin anew. */
  dropSpans(repositoryId: string): Promise<void>
  openSpans(repositoryId: string): Promise<Span[]>
  /** What begins and ends with commits, oldest first, and how far the mainline is read then: all or nothing. */
  putSpans(repositoryId: string, changes: readonly SpanChange[], mainline: MainlineRow): Promise<void>
  remove(repositoryId: string): Promise<void>

  /** Where packages of a name are used; of all repositories, whoever may see them. */
  usesOf(packages: Named): Promise<UseRow[]>
  /** Everything at a commit, by project and place. */
  usesAt(repositoryId: string, commit: string): Promise<UseRow[]>
  /** The projects of a repository at commits, of those that are read. */
  projectsAt(repositoryId: string, commits: readonly string[]): Promise<ProjectRow[]>
  steps(wanted: readonly { projectId: number; place: number }[]): Promise<StepRow[]>
  spansOf(packages: Named): Promise<SpanRow[]>
}

const atOnce = 500

export function createImpactStore(db: Db): ImpactStore {
  const tables = db.withTables<Tables>()

  /** The numbers of names, which are given where there is none yet. */
  async function numbersOf(db: typeof tables, ecosystem: Ecosystem, names: ReadonlySet<string>): Promise<Map<string, number>> {
    const numbers = new Map<string, number>()
    for (const some of inParts([...names].toSorted(), atOnce)) {
      await db.insertInto('impact_names').values(some.map((name) => ({ ecosystem, name }) as Tables['impact_names'])).onConflict((known) => known.columns(['ecosystem', 'name']).doNothing()).execute()
      const rows = await db.selectFrom('impact_names').select(['id', 'name']).where('ecosystem', '=', ecosystem).where('name', 'in', some).execute()
      for (const { id, name } of rows) numbers.set(name, id)
    }
    return numbers
  }

  async function idOfProject(db: typeof tables, project: Project): Promise<number> {
    const { gaps: _, ...told } = project
    const digest = createHash('sha256').update(JSON.stringify(told)).digest('hex')
    const known = await db.selectFrom('impact_projects').select('id').where('digest', '=', digest).executeTakeFirst()
    if (known) return known.id
    const { ecosystem, folder, name, version, files, graph } = project
    const row = { digest, ecosystem, folder, name, version, files: JSON.stringify(files), graph }
    const { id } = await db.insertInto('impact_projects').values(row as Tables['impact_projects']).returning('id').executeTakeFirstOrThrow()
    await putDependencies(db, id, project)
    return id
  }

  async function putDependencies(db: typeof tables, projectId: number, project: Project): Promise<void> {
    const numbers = await numbersOf(db, project.ecosystem, new Set(project.dependencies.map(({ name }) => name)))
    const before = shortestPaths(project)
    const rows = project.dependencies.map(({ name, version, range, scope, direct, at }, place) => ({
      project_id: projectId, place, name_id: numbers.get(name) ?? 0, version, range, scope, direct: direct ? 1 : 0, before: before[place] ?? -1, path: at.path, line: at.line,
    }))
    for (const some of inParts(rows, atOnce)) await db.insertInto('impact_dependencies').values(some).execute()
  }

  async function replaceCommit(db: typeof tables, row: Tables['impact_commits'], places: readonly Omit<Tables['impact_places'], 'repository_id' | 'commit_oid'>[]): Promise<void> {
    const { repository_id, commit_oid } = row
    await db.deleteFrom('impact_places').where('repository_id', '=', repository_id).where('commit_oid', '=', commit_oid).execute()
    await db.deleteFrom('impact_commits').where('repository_id', '=', repository_id).where('commit_oid', '=', commit_oid).execute()
    await db.insertInto('impact_commits').values(row).execute()
    const once = [...new Map(places.map((place) => [place.project_id, { repository_id, commit_oid, ...place }])).values()]
    for (const some of inParts(once, atOnce)) await db.insertInto('impact_places').values(some).execute()
  }

  const used = () =>
    tables
      .selectFrom('impact_dependencies as used')
      .innerJoin('impact_names as named', 'named.id', 'used.name_id')
      .innerJoin('impact_places as place', 'place.project_id', 'used.project_id')
      .innerJoin('impact_projects as project', 'project.id', 'used.project_id')
      .select(['place.repository_id', 'place.commit_oid', 'place.owners', 'project.folder', 'project.name as project_name', 'project.version as project_version', 'project.ecosystem'])
      .select(['used.project_id', 'used.place', 'used.version', 'used.range', 'used.scope', 'used.direct', 'used.before', 'used.path', 'used.line', 'named.name'])

  async function dropFrom(db: typeof tables, repositoryId: string, commits: readonly string[] | null): Promise<void> {
    for (const table of ['impact_places', 'impact_commits'] as const) {
      if (commits === null) await db.deleteFrom(table).where('repository_id', '=', repositoryId).execute()
      else for (const some of inParts(commits, atOnce)) await db.deleteFrom(table).where('repository_id', '=', repositoryId).where('commit_oid', 'in', some).execute()
    }
  }

  async function numbersIn(db: typeof tables, spans: readonly Named[]): Promise<Map<Ecosystem, Map<string, number>>> {
    const numbers = new Map<Ecosystem, Map<string, number>>()
    for (const [ecosystem, some] of Map.groupBy(spans, (span) => span.ecosystem)) numbers.set(ecosystem, await numbersOf(db, ecosystem, new Set(some.map(({ name }) => name))))
    return numbers
  }

  async function endSpan(db: typeof tables, { repositoryId, span: { folder, version, range, direct }, nameId, commit: { oid, time } }: SpanEnd): Promise<void> {
    await db
      .updateTable('impact_spans').set({ until_oid: oid, until_time: time }).where('name_id', '=', nameId).where('repository_id', '=', repositoryId).where('until_oid', 'is', null)
      .where('folder', '=', folder).where('version', version === null ? 'is' : '=', version).where('range', range === null ? 'is' : '=', range).where('direct', '=', direct ? 1 : 0)
      .execute()
  }

  async function putMainline(db: typeof tables, row: MainlineRow): Promise<void> {
    const { repository_id: _, ...change } = row
    await db.insertInto('impact_mainlines').values(row).onConflict((known) => known.column('repository_id').doUpdateSet(change)).execute()
  }

  return {
    async commitsOf(repositoryId) {
      const rows = await tables.selectFrom('impact_commits').selectAll().where('repository_id', '=', repositoryId).execute()
      return rows.map(({ commit_oid, tree_key, gaps }) => ({ commit: commit_oid, treeKey: tree_key, gaps: JSON.parse(gaps) as Gap[] }))
    },
    isKnown: async (treeKey) => (await tables.selectFrom('impact_commits').select('commit_oid').where('tree_key', '=', treeKey).limit(1).executeTakeFirst()) !== undefined,
    putCommit: ({ repositoryId, commit, treeKey, gaps, projects }) =>
      tables.transaction().execute(async (transaction) => {
        const places: { project_id: number; owners: string }[] = []
        for (const { project, owners } of projects) places.push({ project_id: await idOfProject(transaction, project), owners: JSON.stringify(owners) })
        await replaceCommit(transaction, { repository_id: repositoryId, commit_oid: commit, tree_key: treeKey, gaps: JSON.stringify(gaps) }, places)
      }),
    copyCommit: ({ repositoryId, commit, treeKey, ownersOf }) =>
      tables.transaction().execute(async (transaction) => {
        const known = await transaction.selectFrom('impact_commits').selectAll().where('tree_key', '=', treeKey).limit(1).executeTakeFirstOrThrow()
        const alike = await transaction
          .selectFrom('impact_places').innerJoin('impact_projects', 'impact_projects.id', 'project_id').select(['project_id', 'folder', 'files'])
          .where('repository_id', '=', known.repository_id).where('commit_oid', '=', known.commit_oid).execute()
        const places = alike.map(({ project_id, folder, files }) => ({ project_id, owners: JSON.stringify(ownersOf({ folder, files: JSON.parse(files) as string[] })) }))
        await replaceCommit(transaction, { ...known, repository_id: repositoryId, commit_oid: commit }, places)
      }),
    async outdate(repositoryId, commit, gap) {
      await tables.updateTable('impact_commits').set({ tree_key: '', gaps: JSON.stringify([gap]) }).where('repository_id', '=', repositoryId).where('commit_oid', '=', commit).execute()
    },
    dropCommits: (repositoryId, commits) => tables.transaction().execute((transaction) => dropFrom(transaction, repositoryId, commits)),
    async purge() {
      const unused = await tables.selectFrom('impact_projects').select('id').where('id', 'not in', tables.selectFrom('impact_places').select('project_id')).execute()
      for (const some of inParts(unused.map(({ id }) => id), 50)) {
        await tables.transaction().execute(async (transaction) => {
          await transaction.deleteFrom('impact_dependencies').where('project_id', 'in', some).execute()
          await transaction.deleteFrom('impact_projects').where('id', 'in', some).execute()
        })
      }
    },

    putRefs: (repositoryId, refs) =>
      tables.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('impact_refs').where('repository_id', '=', repositoryId).execute()
        for (const some of inParts(refs, atOnce)) await transaction.insertInto('impact_refs').values(some).execute()
      }),
    refs: () => tables.selectFrom('impact_refs').selectAll().execute(),
    async gaps() {
      const rows = await tables.selectFrom('impact_commits').select(['repository_id', 'commit_oid', 'gaps']).where('gaps', '!=', '[]').execute()
      return rows.map(({ repository_id, commit_oid, gaps }) => ({ repositoryId: repository_id, commit: commit_oid, gaps: JSON.parse(gaps) as Gap[] }))
    },

    mainlines: () => tables.selectFrom('impact_mainlines').selectAll().execute(),
    mainline: (repositoryId) => tables.selectFrom('impact_mainlines').selectAll().where('repository_id', '=', repositoryId).executeTakeFirst(),
    putMainline: (row) => putMainline(tables, row),
    async dropSpans(repositoryId) {
      await tables.deleteFrom('impact_spans').where('repository_id', '=', repositoryId).execute()
    },
    async openSpans(repositoryId) {
      const rows = await tables
        .selectFrom('impact_spans').innerJoin('impact_names', 'impact_names.id', 'name_id')
        .select(['impact_spans.id', 'ecosystem', 'name', 'folder', 'version', 'range', 'direct', 'path', 'line'])
        .where('repository_id', '=', repositoryId).where('until_oid', 'is', null).orderBy('impact_spans.id').execute()
      return rows.map((row) => ({ ...row, direct: row.direct === 1 }))
    },
    putSpans: (repositoryId, changes, mainline) =>
      tables.transaction().execute(async (transaction) => {
        const numbers = await numbersIn(transaction, changes.flatMap(({ began, ended }) => [...began, ...ended]))
        const numberOf = ({ ecosystem, name }: Named) => numbers.get(ecosystem)?.get(name) ?? 0
        for (const { commit, began, ended } of changes) {
          for (const span of ended) await endSpan(transaction, { repositoryId, span, nameId: numberOf(span), commit })
          const rows = began.map((span) => spanRow({ repositoryId, span, nameId: numberOf(span), commit }))
          for (const some of inParts(rows, atOnce)) await transaction.insertInto('impact_spans').values(some as Tables['impact_spans'][]).execute()
        }
        await putMainline(transaction, mainline)
      }),
    remove: (repositoryId) =>
      tables.transaction().execute(async (transaction) => {
        await dropFrom(transaction, repositoryId, null)
        for (const table of ['impact_refs', 'impact_mainlines', 'impact_spans'] as const) await transaction.deleteFrom(table).where('repository_id', '=', repositoryId).execute()
      }),

    async usesOf({ ecosystem, name }) {
      const rows = await used().where('named.ecosystem', '=', ecosystem).where('named.name', '=', name).execute()
      return rows.map(useOf)
    },
    async usesAt(repositoryId, commit) {
      const rows = await used().where('place.repository_id', '=', repositoryId).where('place.commit_oid', '=', commit).orderBy('used.project_id').orderBy('used.place').execute()
      return rows.map(useOf)
    },
    async projectsAt(repositoryId, commits) {
      const found: ProjectRow[] = []
      for (const some of inParts([...new Set(commits)], atOnce)) {
        const rows = await tables
          .selectFrom('impact_places as place').innerJoin('impact_projects as project', 'project.id', 'place.project_id')
          .select(['place.commit_oid as commit', 'project.ecosystem', 'project.folder', 'project.name', 'project.version'])
          .where('place.repository_id', '=', repositoryId).where('place.commit_oid', 'in', some).orderBy('project.id').execute()
        found.push(...rows)
      }
      return found
    },
    async steps(wanted) {
      const found: StepRow[] = []
      for (const some of inParts(wanted, atOnce)) {
        const pairs = sql.join(some.map(({ projectId, place }) => sql`(${sql.lit(projectId)}, ${sql.lit(place)})`))
        const rows = await tables
          .selectFrom('impact_dependencies as used').innerJoin('impact_names as named', 'named.id', 'used.name_id')
          .select(['used.project_id as projectId', 'used.place', 'used.version', 'used.before', 'named.name'])
          .where(sql<boolean>`(used.project_id, used.place) in (values ${pairs})`).execute()
        found.push(...rows)
      }
      return found
    },
    async spansOf({ ecosystem, name }) {
      const rows = await tables
        .selectFrom('impact_spans').innerJoin('impact_names', 'impact_names.id', 'name_id').selectAll('impact_spans').select(['ecosystem', 'name'])
        .where('ecosystem', '=', ecosystem).where('name', '=', name).orderBy('from_time').orderBy('impact_spans.id').execute()
      return rows.map(({ repository_id, from_oid, from_time, until_oid, until_time, direct, ...span }) => ({
        ...span, repositoryId: repository_id, direct: direct === 1, from: { oid: from_oid, time: from_time },
        until: until_oid === null ? null : { oid: until_oid, time: until_time ?? 0 },
      }))
    },
  }
}

interface SpanEnd {
  repositoryId: string
  span: Span
  nameId: number
  commit: Moment
}

const spanRow = ({ repositoryId, span: { folder, version, range, direct, path, line }, nameId, commit: { oid, time } }: SpanEnd) => ({
  repository_id: repositoryId, name_id: nameId, folder, version, range, direct: direct ? 1 : 0, path, line, from_oid: oid, from_time: time, until_oid: null, until_time: null,
})

interface JoinedRow {
  repository_id: string; commit_oid: string; owners: string; folder: string; project_name: string | null; project_version: string | null; ecosystem: Ecosystem
  project_id: number; place: number; version: string | null; range: string | null; scope: Scope; direct: number; before: number; path: string; line: number; name: string
}

const useOf = ({ repository_id, commit_oid, owners, project_name, project_version, project_id, direct, ...row }: JoinedRow): UseRow => ({
  ...row, repositoryId: repository_id, commit: commit_oid, projectId: project_id, projectName: project_name, projectVersion: project_version, direct: direct === 1,
  owners: JSON.parse(owners) as string[],
})

const inParts = <T>(all: readonly T[], size: number): T[][] => Array.from({ length: Math.ceil(all.length / size) }, (_, part) => all.slice(part * size, (part + 1) * size))
