import { GitError, type GitErrorKind } from './errors.ts'
import { assertOid } from './names.ts'
import { connect, type Remote, type Source } from './remote.ts'
import { git, type GitDir, type GitOptions } from './run.ts'

/**
 * Where commits are held that no branch or tag of the source may reach any more. It is no branch and no tag, so it is
 * neither listed, searched nor fetched over, but git prunes only what no reference at all reaches.
 */
const KEPT = 'refs/firebreak/kept/'
/** So many ids fit into the arguments of one process. */
const BATCH = 200
const FETCH_TIMEOUT_MS = 10 * 60 * 1000

/** Holds those of the commits that are in the mirror, and answers them. Nothing may be pruned meanwhile. */
export async function holdCommits(dir: GitDir, oids: readonly string[], { signal }: Pick<GitOptions, 'signal'> = {}): Promise<string[]> {
  const { stdout } = await git(dir, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input: oids.map(oid => `${assertOid(oid)}\n`).join(''), signal })
  const here = stdout.toString().split('\n').flatMap(line => (line.endsWith(' commit') ? [line.slice(0, -' commit'.length)] : []))
  if (here.length > 0) await git(dir, ['update-ref', '--stdin'], { input: here.map(oid => `update ${KEPT}${oid} ${oid}\n`).join(''), signal })
  return here
}

/** What a source says, in one way or another, when it has no such commit or gives away only what its branches and tags reach. */
const NOT_THERE: ReadonlySet<GitErrorKind> = new Set(['missing-object', 'remote-gone', 'unknown-revision', 'failed'])

/**
 * Asks the source for commits by their ids, which git servers grant for as long as they have them, and holds what comes.
 * Answers it. Throws where the source cannot be asked.
 */
export async function fetchCommits(dir: GitDir, oids: readonly string[], { source, signal }: { readonly source: Source } & Pick<GitOptions, 'signal'>): Promise<string[]> {
  const remote = await connect(source)
  const come: string[] = []
  for (let at = 0; at < oids.length; at += BATCH) come.push(...await fetchSome(dir, oids.slice(at, at + BATCH), { remote, signal }))
  return come
}

/** One id that is not there makes git refuse all that it was asked for, so the halves are asked for then. */
async function fetchSome(dir: GitDir, oids: readonly string[], options: { remote: Remote } & Pick<GitOptions, 'signal'>): Promise<readonly string[]> {
  try {
    await fetchAll(dir, oids, options)
    return oids
  } catch (error) {
    if (!isNotThere(error)) throw error
    if (oids.length === 1) return []
    const half = oids.length >> 1
    return [...await fetchSome(dir, oids.slice(0, half), options), ...await fetchSome(dir, oids.slice(half), options)]
  }
}

const isNotThere = (error: unknown) => error instanceof GitError && (NOT_THERE.has(error.kind) || /not our ref|unadvertised object/.test(error.message))

async function fetchAll(dir: GitDir, oids: readonly string[], { remote, signal }: { remote: Remote } & Pick<GitOptions, 'signal'>): Promise<void> {
  const flags = ['--force', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance', '--no-recurse-submodules', '--update-shallow']
  const refspecs = oids.map(oid => `+${assertOid(oid)}:${KEPT}${oid}`)
  await git(dir, ['fetch', ...flags, ...remote.flags, '--', remote.target, ...refspecs], { ...remote.options, signal, timeoutMs: FETCH_TIMEOUT_MS })
}
