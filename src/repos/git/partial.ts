/**
 * Mirroring a local repository that lacks objects: a partial clone, or a damaged one. `upload-pack` refuses to serve it,
 * since its answer would be incomplete. A responder is better served by what is there, plainly marked, so we pack it
 * ourselves: `pack-objects --missing=allow-any` at the source, `index-pack --promisor` at the mirror.
 */
import { gitFolderOf } from './find.ts'
import { GitError } from './errors.ts'
import { git, type GitDir, gitStream, splitBytes } from './run.ts'

interface Salvage {
  readonly localPath: string
  readonly refs: ReadonlyMap<string, string>
  readonly head: string | null
  readonly before: ReadonlyMap<string, string>
  readonly signal?: AbortSignal | undefined
}

/** Brings over every object that the source has, notes in the mirror how many are missing, and moves the references. */
export async function salvage(dir: GitDir, { localPath, refs, head, before, signal }: Salvage): Promise<void> {
  const source = (await gitFolderOf(localPath))?.gitDir
  if (!source) throw new GitError('not-a-repository', 'The folder is not a git repository any more.')
  const tips = [...new Set([...refs.values(), ...(head === null ? [] : [head])])]
  const known = await present(source, new Set(before.values()), signal)
  await copy(source, dir, ['--revs'], [...tips, ...known.map(oid => `^${oid}`)], signal)
  const late = await present(source, new Set(await missing(dir, tips, signal)), signal)
  if (late.length > 0) await copy(source, dir, [], late, signal)
  const count = (await missing(dir, tips, signal)).length
  // Said before it shows: a kill in between must not leave a mirror that looks complete.
  await git(dir, ['config', 'firebreak.missingObjects', String(count)])
  await moveRefs(dir, before, refs)
}

/** Which of these objects the source has. Asking for one that it lacks would make git try to fetch it, so all are listed. */
async function present(source: GitDir, oids: ReadonlySet<string>, signal: AbortSignal | undefined): Promise<string[]> {
  if (oids.size === 0) return []
  const found = new Set<string>()
  const output = gitStream(source, ['cat-file', '--batch-all-objects', '--unordered', '--batch-check=%(objectname)'], { signal, timeoutMs: Infinity })
  for await (const line of splitBytes(output, 10, 128)) if (oids.has(line.toString('latin1'))) found.add(line.toString('latin1'))
  return [...found]
}

async function copy(source: GitDir, dir: GitDir, mode: string[], names: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  const options = { signal, timeoutMs: Infinity }
  const pack = gitStream(source, ['pack-objects', ...mode, '--stdout', '--missing=allow-any', '--delta-base-offset', '-q'], { ...options, input: names.map(name => `${name}\n`).join('') })
  await git(dir, ['index-pack', '--stdin', '--promisor'], { ...options, input: pack })
}

/** The ids of objects that the commits need and the mirror lacks. */
async function missing(dir: GitDir, tips: readonly string[], signal: AbortSignal | undefined): Promise<string[]> {
  const found: string[] = []
  const output = gitStream(dir, ['rev-list', '--objects', '--missing=print', '--stdin'], { input: tips.map(oid => `${oid}\n`).join(''), signal, timeoutMs: Infinity })
  for await (const line of splitBytes(output, 10, 128)) if (line[0] === 63) found.push(line.toString('latin1', 1))
  return found
}

/** Deletions first: a branch `a` that became `a/b` could not be created beside the old one. */
async function moveRefs(dir: GitDir, before: ReadonlyMap<string, string>, refs: ReadonlyMap<string, string>): Promise<void> {
  const gone = [...before.keys()].filter(ref => !refs.has(ref)).map(ref => `delete ${ref}\0\0`)
  const moved = [...refs].filter(([ref, oid]) => before.get(ref) !== oid).map(([ref, oid]) => `update ${ref}\0${oid}\0\0`)
  for (const commands of [gone, moved]) {
    if (commands.length > 0) await git(dir, ['update-ref', '--stdin', '-z'], { input: commands.join('') })
  }
}
