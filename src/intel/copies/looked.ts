import type { Caller } from '../../platform/http.ts'
import type { Repository } from '../../repos/contract.ts'
import { isReadable, type Repos } from '../../repos/repos.ts'
import type { CopyGap } from '../contract.ts'

/** A repository at a commit that is looked through. */
export interface Looked {
  repository: Repository & { head: string }
  /** As people call it. */
  rev: string
  commit: string
}

export interface LookedDeps {
  repos: Pick<Repos, 'allVisible' | 'globRefs'>
  /** Those of a repository that are indexed, the default branch first. */
  trackedCommits(repository: Repository & { head: string }): Promise<readonly string[]>
}

/** Every repository that the viewer sees, at its default branch or at all tracked revisions; and those that cannot be looked through. */
export async function lookedThrough(viewer: Caller, revs: 'default' | 'tracked', deps: LookedDeps): Promise<{ looked: Looked[]; gaps: CopyGap[] }> {
  const all = await deps.repos.allVisible(viewer)
  const readable = all.filter(isReadable)
  const looked = revs === 'default' ? readable.map(atHead) : (await Promise.all(readable.map((each) => atTracked(viewer, each, deps)))).flat()
  return { looked, gaps: all.filter((each) => !isReadable(each)).map(({ name }) => ({ repo: name, reason: 'It has not been cloned, or is empty.' })) }
}

const atHead = (repository: Repository & { head: string }): Looked => ({ repository, rev: repository.defaultBranch ?? 'HEAD', commit: repository.head })

async function atTracked(viewer: Caller, repository: Repository & { head: string }, { repos, trackedCommits }: LookedDeps): Promise<Looked[]> {
  const refs = await repos.globRefs(viewer, repository, { include: ['refs/tags/*', 'refs/heads/*'], exclude: [] })
  const names = new Map(refs.map(({ rev, commit }) => [commit, rev]))
  return (await trackedCommits(repository)).map((commit) => (commit === repository.head ? atHead(repository) : { repository, commit, rev: names.get(commit) ?? commit }))
}
