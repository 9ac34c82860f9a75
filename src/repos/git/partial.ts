/**
 * Mirroring a local repository that lacks objects: a partial clone, or a damaged one. `upload-pack` refuses to serve it,
 * since its answer would be incomplete. A responder is better served by what is there, plainly marked, so we pack it
 * ourselves: `pack-objects --missing=allow-any` at the source, `index-pack --promisor` at the mirror.
 */
import { join } from 'node:path'
import { type GitFolder, gitFolderOf } from './find.ts'
import { GitError } from './errors.ts'
import { findGaps, missing, noteGaps } from './gaps.ts'
import { git, type GitDir, gitStream, splitBytes } from './run.ts'

/** Branches and tags by full name, and HEAD where it is none of them. */
interface Tips {
  readonly refs: ReadonlyMap<string, string>
  readonly head: string | null
}

interface Salvage extends Tips {
  readonly localPath: string
  /** What the mirror has, and how many objects it is said to lack. */
  readonly before: Tips & { readonly gaps: number }
  readonly signal?: AbortSignal | undefined
}

/** Brings over every object that the source has, notes in the mirror how many are missing, and moves the references. */
export async function salvage(dir: GitDir, { localPath, refs, head, before, signal }: Salvage): Promise<void> {
  const source = await gitFolderOf(localPath)
  if (!source) throw new GitError('not-a-repository', 'The folder is not a git repository any more.')
  const [tips, were] = [tipsOf({ refs, head }), tipsOf(before)]
  const known = await present(dir, source, new Set(were), signal)
  await copy(source.gitDir, dir, ['--revs'], [...tips, ...known.map(oid => `^${oid}`)], signal)
  const suspected = await findGaps(dir, { tips, before: were, signal })
  const late = await present(dir, source, new Set(suspected), signal)
  if (late.length > 0) await copy(source.gitDir, dir, [], late, signal)
  const gaps = late.length > 0 ? await missing(dir, { tips, signal }) : suspected
  // Said before it shows: a kill in between must not leave a mirror that looks complete.
  await noteGaps(dir, tips, gaps)
  if (gaps.length !== before.gaps) await git(dir, ['config', 'firebreak.missingObjects', String(gaps.length)])
  await moveRefs(dir, before.refs, refs)
}

const tipsOf = ({ refs, head }: Tips) => [...new Set([...refs.values(), ...(head === null ? [] : [head])])]

/** So many are looked up one by one; to look for more of them, all that the source has are listed. */
const FEW = 5_000

/**
 * Which of these objects the source has. To look for one that it lacks would make git try to fetch it, were it asked in the source's
 * name; so it is asked in the mirror's, with the objects of the source.
 */
async function present(dir: GitDir, source: GitFolder, oids: ReadonlySet<string>, signal: AbortSignal | undefined): Promise<string[]> {
  if (oids.size === 0) return []
  const [names, input] = oids.size > FEW ? [['--batch-all-objects', '--unordered'], ''] : [[], [...oids].map(oid => `${oid}\n`).join('')]
  const found: string[] = []
  const env = { GIT_OBJECT_DIRECTORY: join(source.commonDir, 'objects') }
  const output = gitStream(dir, ['cat-file', ...names, '--batch-check=%(objectname)'], { input, env, signal, timeoutMs: Infinity })
  for await (const line of splitBytes(output, 10, 128)) {
    const oid = line.toString('latin1')
    if (oids.has(oid)) found.push(oid)
  }
  return found
}

async function copy(source: GitDir, dir: GitDir, mode: string[], names: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  const options = { signal, timeoutMs: Infinity }
  const pack = gitStream(source, ['pack-objects', ...mode, '--stdout', '--missing=allow-any', '--delta-base-offset', '-q'], { ...options, input: names.map(name => `${name}\n`).join('') })
  await git(dir, ['index-pack', '--stdin', '--promisor'], { ...options, input: pack })
}

/** Deletions first: a branch `a` that became `a/b` could not be created beside the old one. */
async function moveRefs(dir: GitDir, before: ReadonlyMap<string, string>, refs: ReadonlyMap<string, string>): Promise<void> {
  const gone = [...before.keys()].filter(ref => !refs.has(ref)).map(ref => `delete ${ref}\0\0`)
  const moved = [...refs].filter(([ref, oid]) => before.get(ref) !== oid).map(([ref, oid]) => `update ${ref}\0${oid}\0\0`)
  for (const commands of [gone, moved]) {
    if (commands.length > 0) await git(dir, ['update-ref', '--stdin', '-z'], { input: commands.join('') })
  }
}
