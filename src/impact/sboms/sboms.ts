import type { Selectable } from 'kysely'
import { timestamp, type Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/database.ts'
import type { Answer, Parsed } from '../../platform/endpoint.ts'
import { badInput, notFound } from '../../platform/errors.ts'
import { download, type Caller } from '../../platform/http.ts'
import { newId } from '../../platform/ids.ts'
import type { Log } from '../../platform/log.ts'
import type { Repos } from '../../repos/repos.ts'
import { pathOfSbom, type listSboms, type uploadSbom, type UploadedSbom } from '../contract.ts'
import type { Project } from '../dependencies/project.ts'
import { storable } from '../dependencies/storable.ts'
import { projectsOf, readSbom } from './sbom.ts'

type SbomTable = {
  id: string; repository_id: string; commit_oid: string; format: UploadedSbom['format']; name: string; packages: number; unread: number
  /** As JSON of one space a level, whose lines are evidence. */
  document: string
  created_at: string; created_by: string
}

/** Bills of materials that were uploaded for commits, for what git cannot show. */
export interface Sboms {
  /** Takes the place of an older one of the same commit and name. Throws a Problem for what is none. */
  upload(viewer: Caller, query: Parsed<typeof uploadSbom>['query'], body: Readonly<Record<string, unknown>>): Promise<UploadedSbom>
  list(viewer: Caller, repo?: string): Promise<Answer<typeof listSboms>>
  document(viewer: Caller, id: string): Promise<Response>
  remove(viewer: Caller, id: string): Promise<void>
  /** In order. */
  idsOf(repositoryId: string, commit: string): Promise<string[]>
  projectsAt(repositoryId: string, commit: string): Promise<Project[]>
  /** Drops those of a repository that is gone. */
  forget(repositoryId: string): Promise<void>
}

interface SbomsDeps {
  db: Db
  repos: Pick<Repos, 'resolveRevision' | 'byName' | 'allVisible'>
  clock: Clock
  log: Log
  /** Has the commit read anew; it must not wait for the work. */
  onChange(repositoryId: string, commit: string): Promise<void>
}

const maxListed = 1_000
const columns = ['id', 'repository_id', 'commit_oid', 'format', 'name', 'packages', 'unread', 'created_at', 'created_by'] as const

export function createSboms({ db, repos, clock, log, onChange }: SbomsDeps): Sboms {
  const tables = db.withTables<{ impact_sboms: SbomTable }>()
  const at = (repositoryId: string, commit: string) => tables.selectFrom('impact_sboms').where('repository_id', '=', repositoryId).where('commit_oid', '=', commit).orderBy('id')

  async function visible(viewer: Caller, id: string): Promise<Selectable<SbomTable>> {
    const row = await tables.selectFrom('impact_sboms').selectAll().where('id', '=', id).executeTakeFirst()
    const isSeen = row && (await repos.allVisible(viewer)).some((repository) => repository.id === row.repository_id)
    if (!row || !isSeen) throw notFound('impact.no_sbom', 'There is no such bill of materials.')
    return row
  }

  return {
    async upload(viewer, { repo: asked, rev, name }, body) {
      const { repo, commit } = await repos.resolveRevision(viewer, { repo: asked, rev })
      const { id: repositoryId } = await repos.byName(viewer, repo)
      const sbom = readSbom(body)
      if (typeof sbom === 'string') throw badInput('impact.bad_sbom', sbom)
      const document = JSON.stringify(body, null, 1).replaceAll(String.raw`\u0000`, '')
      const { projects, unread } = projectsOf(sbom, document, '')
      const row: SbomTable = {
        id: newId('sbom'), repository_id: repositoryId, commit_oid: commit, format: sbom.format, name: name || [sbom.name, sbom.version].filter(Boolean).join(' ').slice(0, 200) || sbom.format,
        packages: projects.reduce((sum, { dependencies }) => sum + dependencies.length, 0), unread, document, created_at: timestamp(clock), created_by: viewer.name,
      }
      await tables.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('impact_sboms').where('repository_id', '=', repositoryId).where('commit_oid', '=', commit).where('name', '=', row.name).execute()
        await transaction.insertInto('impact_sboms').values(row).execute()
      })
      await onChange(repositoryId, commit)
      log.info({ repository: repositoryId, commit, packages: row.packages }, 'a bill of materials was uploaded')
      return shown(row, repo)
    },
    async list(viewer, repo) {
      const names = new Map((await repos.allVisible(viewer)).filter(({ name }) => repo === undefined || name === repo).map(({ id, name }) => [id, name]))
      const rows = await tables.selectFrom('impact_sboms').select(columns).orderBy('created_at', 'desc').orderBy('id').execute()
      return { sboms: rows.flatMap((row) => (names.has(row.repository_id) ? [shown(row, names.get(row.repository_id) ?? '')] : [])).slice(0, maxListed) }
    },
    async document(viewer, id) {
      const { document, name } = await visible(viewer, id)
      return download(document, { fileName: `${name.replaceAll(/[^\w.-]+/g, '-')}.json`, type: 'application/json' })
    },
    async remove(viewer, id) {
      const { repository_id, commit_oid } = await visible(viewer, id)
      await tables.deleteFrom('impact_sboms').where('id', '=', id).execute()
      await onChange(repository_id, commit_oid)
    },
    idsOf: async (repositoryId, commit) => (await at(repositoryId, commit).select('id').execute()).map(({ id }) => id),
    async forget(repositoryId) {
      await tables.deleteFrom('impact_sboms').where('repository_id', '=', repositoryId).execute()
    },
    async projectsAt(repositoryId, commit) {
      const rows = await at(repositoryId, commit).select(['id', 'document']).execute()
      return rows.flatMap(({ id, document }) => {
        const sbom = readSbom(JSON.parse(document) as unknown)
        return typeof sbom === 'string' ? [] : projectsOf(sbom, document, pathOfSbom(id)).projects.map(storable)
      })
    },
  }
}

const shown = ({ id, commit_oid, format, name, packages, unread, created_at, created_by }: Omit<SbomTable, 'document'>, repo: string): UploadedSbom =>
  ({ id, repo, commit: commit_oid, format, name, packages, unread, createdAt: created_at, createdBy: created_by })
