import type { Caller } from '../platform/http.ts'
import type { Repository } from '../repos/contract.ts'
import { lineAt } from './line-history.ts'
import type { RunDeps } from './run.ts'

/** A line (from 1) of a file at a commit (a full id). */
export interface LinePlace {
  repository: Repository
  commit: string
  path: string
  line: number
}

interface Asked {
  deps: Pick<RunDeps, 'repos' | 'pool' | 'histories' | 'commits'>
  signal: AbortSignal
}

/**
 * The full ids of the commits that brought a line; none where that is not known. From the history of the mainline where it has the commit, which takes
 * milliseconds; else by git's blame. Of a merge it is the commits that the merge brings and that change how often the line stands there.
 */
export async function findLineOrigin(viewer: Caller, { repository, commit, path, line }: LinePlace, { deps, signal }: Asked): Promise<string[]> {
  const history = deps.histories.of(repository.id)
  if (history.positionOf(commit) < 0) return blamed(viewer, { repository, commit, path, line }, { deps, signal })
  const found = await lineAt({ viewer, repository, deps, signal }, history, { commit, path, line })
  if (!found?.life.isBirthExact) return []
  const born = history.oidAt(found.life.birth)
  if (!history.isMerge(found.life.birth)) return [born]
  const inner = await deps.repos.commitsBehind(viewer, repository, { merge: born, path, text: Buffer.from(found.life.text).toString(), signal })
  return inner.length > 0 ? inner.map(({ oid }) => oid) : [born]
}

async function blamed(viewer: Caller, { repository, commit: rev, path, line }: LinePlace, { deps, signal }: Asked): Promise<string[]> {
  const { hunks } = await deps.repos.readBlame(viewer, { repo: repository.name, rev, path, start: line, end: line }, signal)
  return hunks.map(({ commit }) => commit)
}
