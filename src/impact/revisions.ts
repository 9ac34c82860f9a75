import { createHash } from 'node:crypto'
import { machine } from '../auth/auth.ts'
import type { Deployments } from '../deployments/deployments.ts'
import type { Repository } from '../repos/contract.ts'
import type { FileList, Repos } from '../repos/repos.ts'
import { trackedCommits } from '../search/search.ts'
import type { Config } from '../platform/config.ts'
import { READERS_VERSION } from './dependencies/readers.ts'
import { manifestsOf, type TreeReader } from './trees/read-tree.ts'
import type { TreeFile } from './trees/reading.ts'
import { gapsOf } from './mainline.ts'
import type { Sboms } from './sboms/sboms.ts'
import type { ImpactStore, RefRow } from './store.ts'

type Readable = Repository & { head: string }

export interface RevisionsDeps {
  repos: Pick<Repos, 'files' | 'globRefs' | 'ownersAt'>
  deployments: Pick<Deployments, 'commitsOf' | 'list'>
  trees: TreeReader
  store: ImpactStore
  sboms: Pick<Sboms, 'idsOf' | 'projectsAt' | 'forget'>
  config: Pick<Config, 'tracked' | 'maxTracked'>
}

/** Of those that ran somewhere once, the newest. */
const maxDeployed = 300

/** Reads the projects of every tracked revision and every commit that was deployed, and forgets those of others. */
export async function readRevisions(deps: RevisionsDeps, repository: Readable, signal: AbortSignal): Promise<void> {
  const { store } = deps
  const wanted = await wantedCommits(deps, repository)
  const known = new Map((await store.commitsOf(repository.id)).map(({ commit, treeKey }) => [commit, treeKey]))
  for (const commit of wanted) if (known.get(commit)?.startsWith(`${READERS_VERSION} `) !== true) await readCommit(deps, repository, commit, signal)
  await store.putRefs(repository.id, await refsOf(deps, repository, wanted))
  await store.dropCommits(repository.id, [...known.keys()].filter((commit) => !wanted.has(commit)))
}

async function wantedCommits({ repos, deployments, config }: RevisionsDeps, repository: Readable): Promise<Set<string>> {
  const tracked = await trackedCommits(repository, { repos, deployments, config })
  const { deployments: told } = await deployments.list(machine, { repo: repository.name, limit: maxDeployed })
  return new Set([...tracked, ...told.flatMap(({ commit, known }) => (known ? [commit] : []))])
}

async function refsOf({ repos }: RevisionsDeps, { id, head, defaultBranch }: Readable, wanted: ReadonlySet<string>): Promise<RefRow[]> {
  const named = await repos.globRefs(machine, { id }, { include: ['refs/heads/*', 'refs/tags/*'], exclude: [] })
  const rows = named.flatMap(({ rev, commit, kind, isDefault }): RefRow[] =>
    kind === 'commit' || !wanted.has(commit) ? [] : [{ repository_id: id, name: rev, kind, commit_oid: commit, is_default: isDefault ? 1 : 0 }])
  if (rows.some(({ is_default }) => is_default === 1)) return rows
  return [{ repository_id: id, name: defaultBranch ?? 'HEAD', kind: 'branch', commit_oid: head, is_default: 1 }, ...rows.filter(({ name }) => name !== defaultBranch)]
}

async function readCommit({ repos, trees, store, sboms }: RevisionsDeps, repository: Readable, commit: string, signal: AbortSignal): Promise<void> {
  const files = await repos.files(machine, repository, commit, signal)
  const manifests = manifestsOf(files)
  const treeKey = keyOf(manifests, await sboms.idsOf(repository.id, commit))
  const ownersOf = await ownersIn(repos, repository, files)
  const at = { repositoryId: repository.id, commit, treeKey }
  if (await store.isKnown(treeKey)) return store.copyCommit({ ...at, ownersOf })
  const reading = await trees.projects(machine, repository, manifests, signal)
  await store.putCommit({ ...at, gaps: gapsOf(reading), projects: [...reading.projects, ...(await sboms.projectsAt(repository.id, commit))].map((project) => ({ project, owners: ownersOf(project) })) })
}

/** Tells the owners of a project by its manifest, the last of the files that lie in its folder itself, or else by its folder. */
async function ownersIn(repos: RevisionsDeps['repos'], repository: Readable, { commit }: FileList): Promise<(project: { folder: string; files: readonly string[] }) => string[]> {
  const ownersAt = await repos.ownersAt(machine, repository, commit)
  return ({ folder, files }) => {
    const within = files.filter((file) => file.startsWith(folder))
    const path = within.findLast((file) => !file.slice(folder.length).includes('/')) ?? within.at(-1) ?? files[0] ?? `${folder}x`
    return [...new Set(ownersAt(path).flatMap(({ owners }) => owners.map(({ name }) => name)))]
  }
}

/** The same for the same files and bills of materials, read by the same readers. */
function keyOf(files: readonly TreeFile[], sboms: readonly string[]): string {
  const hash = createHash('sha256').update(sboms.join(' '))
  for (const { path, oid } of files) hash.update(`${oid} ${path}\0`)
  return `${READERS_VERSION} ${hash.digest('hex')}`
}
