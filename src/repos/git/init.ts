import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { GitError } from './errors.ts'
import { isRefName } from './names.ts'
import { git, type GitDir, type GitOptions } from './run.ts'

export type ObjectFormat = 'sha1' | 'sha256'

/** An empty bare repository without hooks, templates or anything else that could run. */
export async function initBare(dir: GitDir, { objectFormat = 'sha1' }: { readonly objectFormat?: ObjectFormat } = {}): Promise<void> {
  await git(null, ['init', '--quiet', '--bare', '--template=', '--initial-branch=main', `--object-format=${objectFormat}`, '--', dir])
}

const INCOMING = '.incoming-'

/**
 * Makes a repository that is whole or absent, whatever happens: `fill` works in a folder beside `into`, which takes its
 * final name only when `fill` has succeeded and the name has reached the disk.
 */
export async function createWhole<T>(into: GitDir, fill: (dir: GitDir) => Promise<T>): Promise<T> {
  if (existsSync(into)) throw new GitError('exists', `There is already something at ${basename(into)}.`)
  await mkdir(dirname(into), { recursive: true })
  const dir = `${into}${INCOMING}${randomBytes(6).toString('hex')}`
  try {
    const result = await fill(dir)
    await rename(dir, into)
    await syncFolder(dirname(into))
    return result
  } finally {
    await sweepIncoming(dirname(into), basename(into))
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}

/**
 * Removes what is left of {@link createWhole} in a folder: at the start, before any clone runs, of all, and after each attempt
 * at one repository of that one. A killed server's git outlives it for a moment, and may begin its folder after the start.
 */
export async function sweepIncoming(folder: string, of = ''): Promise<string[]> {
  const left = (await readdir(folder).catch(() => [])).filter(name => (of === '' ? name.includes(INCOMING) : name.startsWith(`${of}${INCOMING}`)))
  await Promise.all(left.map(name => rm(join(folder, name), { recursive: true, force: true, maxRetries: 3 })))
  return left
}

/**
 * A bare repository out of a fast-import stream (git-fast-import(1)); `head` is its default branch. The stream cannot
 * name files to read or write, because fast-import's unsafe features stay off.
 */
export async function initFromStream(
  into: GitDir, stream: NonNullable<GitOptions['input']>, { head = 'refs/heads/main', signal }: { readonly head?: string; readonly signal?: AbortSignal } = {},
): Promise<void> {
  if (!isRefName(head)) throw new GitError('refused', 'The default branch must be a full name such as refs/heads/main.')
  await createWhole(into, async dir => {
    await initBare(dir)
    await git(dir, ['fast-import', '--quiet', '--force'], { input: stream, signal, timeoutMs: Infinity })
    await git(dir, ['symbolic-ref', 'HEAD', head])
  })
}
