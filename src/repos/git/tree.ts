import { GitError } from './errors.ts'
import { assertOid, assertPath, isRawPath, pathFromBytes, pathToBytes, shown } from './names.ts'
import { git, type GitDir, gitStream, splitBytes } from './run.ts'

/** A link's content is its target's path as text; it is never followed. A submodule is a commit of another repository. */
export type EntryKind = 'file' | 'executable' | 'link' | 'directory' | 'submodule'

export interface TreeEntry {
  /** From the root of the repository, as {@link pathFromBytes} writes it. */
  readonly path: string
  readonly kind: EntryKind
  /** As git prints it: 100644, 100755, 120000, 040000, 160000. */
  readonly mode: string
  readonly oid: string
  /** Bytes of a file or link; null for the others and for an object that is missing. */
  readonly size: number | null
}

export interface ListOptions {
  /** Entries above which the listing fails with `too-large`; 1,000,000 when absent. */
  readonly maxEntries?: number
  readonly signal?: AbortSignal | undefined
}

const KINDS: Readonly<Record<string, EntryKind>> = { '100755': 'executable', '120000': 'link', '040000': 'directory', '160000': 'submodule' }

/** One level of a commit's tree; `path` '' is the root. Throws `missing-path`, and `wrong-type` where the path is a file. */
export async function listTree(dir: GitDir, commit: string, path: string, options: ListOptions = {}): Promise<TreeEntry[]> {
  assertPath(path, { allowRoot: true })
  const tree = await treeAt(dir, assertOid(commit), path)
  const entries: TreeEntry[] = []
  for await (const batch of streamTree(dir, ['-l', tree], path === '' ? '' : `${path}/`, options)) entries.push(...batch)
  return entries
}

/** The entry at a path, or null. */
export async function treeEntry(dir: GitDir, commit: string, path: string): Promise<TreeEntry | null> {
  assertPath(path)
  const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
  const siblings = await listTree(dir, commit, parent).catch(absent)
  return siblings?.find(entry => entry.path === path) ?? null
}

function absent(error: unknown): null {
  if (error instanceof GitError && (error.kind === 'missing-path' || error.kind === 'wrong-type')) return null
  throw error
}

/**
 * Every file, link and submodule of a commit, a batch at a time, in git's order of bytes. Throws `too-large` beyond
 * `maxEntries`: a tree of a few hundred bytes can unfold to more files than any machine holds.
 */
export function streamFiles(dir: GitDir, commit: string, options: ListOptions = {}): AsyncGenerator<TreeEntry[]> {
  return streamTree(dir, ['-l', '-r', assertOid(commit)], '', options)
}

/** {@link streamFiles} as one list. */
export async function listFiles(dir: GitDir, commit: string, options: ListOptions = {}): Promise<TreeEntry[]> {
  const files: TreeEntry[] = []
  for await (const batch of streamFiles(dir, commit, options)) for (const entry of batch) files.push(entry)
  return files
}

const BATCH = 1000

async function* streamTree(dir: GitDir, args: readonly string[], prefix: string, { maxEntries = 1_000_000, signal }: ListOptions): AsyncGenerator<TreeEntry[]> {
  let batch: TreeEntry[] = []
  let count = 0
  for await (const record of splitBytes(gitStream(dir, ['ls-tree', '-z', ...args], { signal, timeoutMs: 600_000 }), 0)) {
    if (++count > maxEntries) throw new GitError('too-large', `The tree has more than ${maxEntries} entries.`)
    batch.push(parseEntry(record, prefix))
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** `<mode> <type> <oid> <size>\t<path>`; the size is right-aligned, `-` for what has none and `BAD` for what is missing. */
function parseEntry(record: Buffer, prefix: string): TreeEntry {
  const tab = record.indexOf(9)
  const [mode = '', , oid = '', size = ''] = record.toString('latin1', 0, tab).split(/ +/)
  return { path: prefix + pathFromBytes(record.subarray(tab + 1)), kind: KINDS[mode] ?? 'file', mode, oid, size: /^\d+$/.test(size) ? Number(size) : null }
}

async function treeAt(dir: GitDir, commit: string, path: string): Promise<string> {
  if (isRawPath(path)) return treeByWalking(dir, commit, path)
  // The commit's digits come first, so this can be no option, and the rest is taken literally.
  const name = path === '' ? `${commit}^{tree}` : `${commit}:${path}`
  const { stdout } = await git(dir, ['rev-parse', '--verify', '--quiet', '--end-of-options', name], { okCodes: [0, 1, 128] })
  const oid = stdout.toString().trim().split('\n').at(-1) ?? ''
  if (oid === '' && path === '') throw new GitError('missing-object', `The commit ${commit} is not in this repository.`)
  if (oid === '') throw missingPath(path)
  await assertTree(dir, oid, path)
  return oid
}

async function assertTree(dir: GitDir, oid: string, path: string): Promise<void> {
  const { stdout } = await git(dir, ['cat-file', '--batch-check=%(objecttype)'], { input: `${oid}\n` })
  const type = stdout.toString().trim()
  if (type === 'tree') return
  if (type.endsWith('missing')) throw new GitError('missing-object', `The folder ${shown(path)} is not in this repository (a submodule, or missing from a partial clone).`)
  throw new GitError('wrong-type', `${shown(path)} is not a folder.`)
}

/** Level by level: the bytes of such a path cannot be an argument. */
async function treeByWalking(dir: GitDir, commit: string, path: string): Promise<string> {
  let tree = await treeAt(dir, commit, '')
  for (const part of path.split('/')) {
    const found = await childOf(dir, tree, part)
    if (!found) throw missingPath(path)
    if (found.kind !== 'directory') throw new GitError('wrong-type', `${shown(path)} is not a folder.`)
    tree = found.oid
  }
  return tree
}

async function childOf(dir: GitDir, tree: string, name: string): Promise<TreeEntry | null> {
  const bytes = pathToBytes(name)
  for await (const batch of streamTree(dir, [tree], '', {})) {
    const found = batch.find(entry => pathToBytes(entry.path).equals(bytes))
    if (found) return found
  }
  return null
}

function missingPath(path: string): GitError {
  return new GitError('missing-path', `There is no ${shown(path)} in this revision.`)
}
