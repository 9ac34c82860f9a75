import type { Caller } from '../platform/http.ts'
import type { Repository } from '../repos/contract.ts'
import { wholeCommit, type WholeCommit } from '../repos/repos.ts'
import type { RunDeps } from './run.ts'

interface Asked {
  viewer: Caller
  /** One that the viewer may see. */
  repository: Repository
  deps: Pick<RunDeps, 'repos' | 'commits'>
}

/** Commits by their ids, in the order asked: from the store of commits where it has them all, as to start git takes longer than to read them. */
export async function readCommits({ viewer, repository, deps }: Asked, oids: readonly string[]): Promise<WholeCommit[]> {
  try {
    const { store } = deps.commits.of(repository.id)
    const numbers = oids.map((oid) => store.numberOf(oid))
    if (!numbers.includes(-1)) return numbers.map((number) => wholeCommit(store.commitAt(number)))
  } catch (error) {
    if (!deps.commits.failed(repository.id, error)) throw error
  }
  return deps.repos.readCommits(viewer, repository, oids)
}
