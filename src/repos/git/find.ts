import type { Dirent } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'

/** The administrative folder of a repository on this machine, and the one it shares with its other work trees. */
export interface GitFolder {
  readonly gitDir: string
  /** Equal to `gitDir` but for a linked work tree (`git worktree add`). */
  readonly commonDir: string
}

export interface FoundRepository extends GitFolder {
  /** The folder that a person would name: the work tree, or the bare repository itself. */
  readonly path: string
  readonly bare: boolean
}

export interface FindOptions {
  /** Folders below the start; 8 when absent. */
  readonly maxDepth?: number
  /** Repositories after which the walk ends; 10,000 when absent. */
  readonly limit?: number
  readonly signal?: AbortSignal
  /** Hears of every folder that was not looked into, so that nothing is left out silently. */
  readonly onSkipped?: (path: string, reason: 'unreadable' | 'too-deep' | 'limit') => void
}

/** Folders that hold other people's copies, not somebody's work. */
const NEVER = new Set(['node_modules', '.git'])

/**
 * Every git repository at or below a folder, as it is found: work trees, bare repositories, submodules, and linked work
 * trees whose main repository lies elsewhere. Repositories inside a work tree are found too. Symbolic links below the
 * folder are not followed, so the walk ends and stays inside.
 */
export async function* findRepositories(folder: string, options: FindOptions = {}): AsyncGenerator<FoundRepository> {
  const { limit = 10_000 } = options
  const root = await realpath(folder)
  const seen = new Set<string>()
  for await (const found of walk(root, 0, options)) {
    const linked = found.gitDir !== found.commonDir
    const mainIsBelow = !relative(root, found.commonDir).startsWith('..')
    if (seen.has(found.commonDir) || (linked && mainIsBelow)) continue
    if (seen.size === limit) return options.onSkipped?.(found.path, 'limit')
    seen.add(found.commonDir)
    yield found
  }
}

async function* walk(folder: string, depth: number, options: FindOptions): AsyncGenerator<FoundRepository> {
  options.signal?.throwIfAborted()
  const children = await readdir(folder, { withFileTypes: true }).catch(() => null)
  if (!children) return options.onSkipped?.(folder, 'unreadable')
  const own = await repositoryAt(folder, children)
  if (own) yield own
  if (own?.bare) return
  const folders = children.filter(child => child.isDirectory() && !NEVER.has(child.name)).map(child => child.name).sort()
  if (depth >= (options.maxDepth ?? 8)) {
    if (folders.length > 0) options.onSkipped?.(folder, 'too-deep')
    return
  }
  for (const name of folders) yield* walk(join(folder, name), depth + 1, options)
}

async function repositoryAt(path: string, children: readonly Dirent[]): Promise<FoundRepository | null> {
  const names = new Set(children.map(child => child.name))
  const bare = !names.has('.git') && names.has('HEAD') && names.has('objects') && names.has('refs')
  if (!bare && !names.has('.git')) return null
  const found = await gitFolderOf(path)
  return found && { path, bare, ...found }
}

/** The git folder behind a work tree, a `.git` folder or file, or a bare repository; null when there is none. */
export async function gitFolderOf(path: string): Promise<GitFolder | null> {
  for (const candidate of basename(path) === '.git' ? [path] : [join(path, '.git'), path]) {
    const gitDir = await followGitFile(candidate)
    const found = gitDir && await inspect(gitDir)
    if (found) return found
  }
  return null
}

const isKind = (path: string, kind: 'isFile' | 'isDirectory') => stat(path).then(entry => entry[kind](), () => false)

/** A `.git` file (gitrepository-layout(5)) says `gitdir: PATH`, relative to itself. */
async function followGitFile(path: string): Promise<string | null> {
  if (await isKind(path, 'isDirectory')) return realpath(path)
  const text = await readSmall(path)
  const target = text && /^gitdir: (.+?)\s*$/.exec(text)?.[1]
  return target ? realpath(resolve(dirname(path), target)).catch(() => null) : null
}

async function inspect(gitDir: string): Promise<GitFolder | null> {
  if (!await isKind(join(gitDir, 'HEAD'), 'isFile')) return null
  const common = await readSmall(join(gitDir, 'commondir'))
  const commonDir = common === null ? gitDir : await realpath(resolve(gitDir, common.trim())).catch(() => gitDir)
  const whole = await isKind(join(commonDir, 'objects'), 'isDirectory') && await isKind(join(commonDir, 'refs'), 'isDirectory')
  return whole ? { gitDir, commonDir } : null
}

async function readSmall(path: string): Promise<string | null> {
  const entry = await stat(path).catch(() => null)
  return entry?.isFile() && entry.size <= 8192 ? readFile(path, 'utf8').catch(() => null) : null
}
