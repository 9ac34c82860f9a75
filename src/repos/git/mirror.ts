import { readdir, readFile, stat } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { GitError } from './errors.ts'
import { createWhole, initBare, type ObjectFormat } from './init.ts'
import { removeLeftovers } from './leftovers.ts'
import { salvage } from './partial.ts'
import { type Progress, progressReader } from './progress.ts'
import { type Advertisement, advertise, type Source } from './remote.ts'
import { git, type GitDir, gitStream, type GitOptions, splitBytes } from './run.ts'

export interface FetchOptions {
  readonly source: Source
  readonly onProgress?: ((progress: Progress) => void) | undefined
  readonly signal?: AbortSignal | undefined
  /** What may be received; above it the fetch is stopped with `too-large`; 20 GiB when absent. */
  readonly maxBytes?: number | undefined
  /** Age at which a lock file counts as left by a killed git; a minute when absent. */
  readonly staleLockMs?: number | undefined
}

/** A branch or tag that was created (`before` null), moved, or deleted (`after` null). */
export interface RefChange {
  readonly ref: string
  readonly before: string | null
  readonly after: string | null
}

export interface MirrorState {
  readonly objectFormat: ObjectFormat
  /** What HEAD names. `branch` is null while HEAD of the source is detached; `oid` is null while there is no commit. */
  readonly head: { readonly branch: string | null; readonly oid: string | null }
  readonly empty: boolean
  /** History was cut at the source, so old commits are not here. */
  readonly shallow: boolean
  /** Objects that the source itself does not have; a search over this mirror cannot be exhaustive while it is above 0. */
  readonly missingObjects: number
}

export interface FetchResult {
  readonly changed: readonly RefChange[]
  readonly headChanged: boolean
  /** The URL that answered, where the remote redirected. */
  readonly movedTo: string | null
  readonly state: MirrorState
}

const DETACHED = 'refs/firebreak/detached'
const DEFAULT_MAX_BYTES = 20 * 1024 ** 3
/** A server that sends a byte a second would keep others from being fetched for ever. */
const FETCH_TIMEOUT_MS = 6 * 60 * 60 * 1000

/**
 * Mirrors a source into the folder `into`, which must not exist. Only branches, tags and HEAD are taken. The folder
 * appears when everything is there; a failure, or the end of the server, leaves nothing under its name.
 */
export async function cloneMirror({ into, ...options }: FetchOptions & { readonly into: GitDir }): Promise<FetchResult> {
  const attempt = (objectFormat: ObjectFormat) => createWhole(into, async dir => {
    await initBare(dir, { objectFormat })
    const result = await update(dir, options)
    await writeGraph(dir, options)
    return result
  })
  try {
    return await attempt('sha1')
  } catch (error) {
    // Only the connection tells a remote's object format, and a repository's is fixed when it is made.
    if (!(error instanceof GitError) || error.kind !== 'object-format') throw error
    return attempt('sha256')
  }
}

/** Has walks read parents and times from one file rather than from every commit. A mirror without all of its commits goes without. */
async function writeGraph(dir: GitDir, { signal }: Pick<FetchOptions, 'signal'>): Promise<void> {
  try {
    await git(dir, ['commit-graph', 'write', '--reachable', '--no-progress'], { signal, background: true, timeoutMs: Infinity })
  } catch (error) {
    if (!(error instanceof GitError) || error.kind === 'aborted') throw error
  }
}

/**
 * Brings a mirror up to its source: new, moved (also by force) and deleted branches and tags, and HEAD. One at a time
 * for a mirror; it may be repeated at any moment, after a kill too.
 */
export async function fetchMirror(dir: GitDir, options: FetchOptions): Promise<FetchResult> {
  if (!existsSync(join(dir, 'HEAD'))) throw new GitError('not-a-repository', 'The mirror is not on this disk any more. Clone it again.')
  await removeLeftovers(dir, options.staleLockMs ?? 60_000)
  return update(dir, options)
}

async function update(dir: GitDir, options: FetchOptions): Promise<FetchResult> {
  const { source, signal } = options
  const [before, found] = await Promise.all([readMirror(dir), advertise(source, { signal })])
  const detached = detachedAt(found)
  if (!sameRefs(before.refs, found.refs) || (detached !== null && detached !== before.state.head.oid)) {
    await bring(dir, found, before, detached, options)
  }
  await setHead(dir, found, detached)
  const after = await readMirror(dir)
  const [was, is] = [before.state.head, after.state.head]
  return { changed: changes(before.refs, after.refs), headChanged: was.branch !== is.branch || was.oid !== is.oid, movedTo: found.movedTo, state: after.state }
}

interface Mirror {
  /** Branches and tags by full name. */
  readonly refs: ReadonlyMap<string, string>
  /** What HEAD holds where it names no branch. */
  readonly detached: string | null
  readonly state: MirrorState
}

async function readMirror(dir: GitDir): Promise<Mirror> {
  const [all, config, ref] = await Promise.all([readRefs(dir), readConfig(dir), readHead(dir)])
  const refs = new Map(all)
  refs.delete(DETACHED)
  const head = { branch: ref?.startsWith('refs/heads/') ? ref.slice(11) : null, oid: all.get(ref ?? '') ?? null }
  return {
    refs,
    detached: all.get(DETACHED) ?? null,
    state: {
      objectFormat: config.objectFormat,
      head, empty: all.size === 0, shallow: existsSync(join(dir, 'shallow')), missingObjects: config.missingObjects,
    },
  }
}

async function readRefs(dir: GitDir): Promise<Map<string, string>> {
  const refs = new Map<string, string>()
  for await (const line of splitBytes(gitStream(dir, ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads', 'refs/tags', DETACHED]), 10)) {
    const text = line.toString()
    const space = text.indexOf(' ')
    refs.set(text.slice(space + 1), text.slice(0, space))
  }
  return refs
}

/** Only git itself writes it, at our word, so it can be read without starting git. */
async function readConfig(dir: GitDir): Promise<Pick<MirrorState, 'objectFormat' | 'missingObjects'>> {
  const text = await readFile(join(dir, 'config'), 'utf8')
  return { objectFormat: /^\s*objectformat = sha256$/mi.test(text) ? 'sha256' : 'sha1', missingObjects: Number(/^\s*missingObjects = (\d+)$/mi.exec(text)?.[1] ?? 0) }
}

/** The reference that HEAD names. Our mirrors keep HEAD in a file of its own. */
async function readHead(dir: GitDir): Promise<string | null> {
  return /^ref: (\S+)\n$/.exec(await readFile(join(dir, 'HEAD'), 'utf8'))?.[1] ?? null
}

function sameRefs(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([ref, oid]) => other.get(ref) === oid)
}

function changes(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): RefChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names.map(ref => ({ ref, before: before.get(ref) ?? null, after: after.get(ref) ?? null })).filter(change => change.before !== change.after)
}

/** The commit of a HEAD that names no branch and is no branch's tip; null otherwise. Old servers do not say which branch HEAD names. */
function detachedAt({ head, refs }: Advertisement): string | null {
  if (head.ref !== null || head.oid === null) return null
  return branchAt(refs, head.oid) === null ? head.oid : null
}

const USUAL = ['refs/heads/main', 'refs/heads/master', 'refs/heads/trunk', 'refs/heads/develop']

function branchAt(refs: ReadonlyMap<string, string>, oid: string | null): string | null {
  const branches = [...refs].filter(([ref, at]) => ref.startsWith('refs/heads/') && (oid === null || at === oid)).map(([ref]) => ref)
  return USUAL.find(ref => branches.includes(ref)) ?? branches.toSorted()[0] ?? null
}

async function bring(dir: GitDir, found: Advertisement, before: Mirror, detached: string | null, options: FetchOptions): Promise<void> {
  const { source, signal } = options
  const local = 'localPath' in source ? source.localPath : null
  const rescue = (localPath: string) => salvage(dir, { localPath, refs: found.refs, head: detached, before: { refs: before.refs, head: before.detached, gaps: before.state.missingObjects }, signal })
  if (local !== null && before.state.missingObjects > 0) return rescue(local)
  try {
    await fetchRefs(dir, found, detached, options)
  } catch (error) {
    const hasGaps = error instanceof GitError && (error.kind === 'missing-object' || error.kind === 'corrupt')
    if (!hasGaps || local === null) throw error
    // What cannot be salvaged either is told as git told it first.
    await rescue(local).catch(() => { throw error })
  }
}

async function fetchRefs(dir: GitDir, { remote }: Advertisement, detached: string | null, options: FetchOptions): Promise<void> {
  const refspecs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*', ...(detached === null ? [] : [`+HEAD:${DETACHED}`])]
  const flags = ['--progress', '--prune', '--force', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance', '--no-recurse-submodules', '--update-shallow']
  const guard = await sizeGuard(dir, options.maxBytes ?? DEFAULT_MAX_BYTES)
  const { onProgress, signal } = options
  try {
    await git(dir, ['fetch', ...flags, ...remote.flags, '--', remote.target, ...refspecs], {
      ...remote.options, timeoutMs: FETCH_TIMEOUT_MS, onStderr: onProgress && progressReader(onProgress),
      signal: signal ? AbortSignal.any([signal, guard.signal]) : guard.signal,
    })
  } catch (error) {
    throw guard.exceeded() ?? error
  } finally {
    guard.stop()
  }
}

/** Git has no limit for what a fetch receives, so the mirror is watched as it grows. */
async function sizeGuard(dir: GitDir, maxBytes: number) {
  const controller = new AbortController()
  const before = await objectBytes(dir)
  const timer = setInterval(() => {
    void objectBytes(dir).then(bytes => bytes - before > maxBytes && controller.abort())
  }, 250)
  const tooLarge = new GitError('too-large', `The repository is larger than the limit of ${maxBytes} bytes.`)
  return { signal: controller.signal, exceeded: () => (controller.signal.aborted ? tooLarge : null), stop: () => clearInterval(timer) }
}

/** Packs, and the loose objects that servers of plain files send: all that stands in `objects` or one folder below. */
async function objectBytes(dir: GitDir): Promise<number> {
  const root = join(dir, 'objects')
  const folders = (await readdir(root).catch(() => [])).map(name => join(root, name))
  let bytes = 0
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => [])
    const sizes = await Promise.all(names.map(name => stat(join(folder, name)).then(entry => entry.size, () => 0)))
    bytes += sizes.reduce((sum, size) => sum + size, 0)
  }
  return bytes
}

async function setHead(dir: GitDir, { head, refs }: Advertisement, detached: string | null): Promise<void> {
  // A HEAD that leads nowhere would hide a repository that has branches.
  const named = head.ref !== null && refs.has(head.ref) ? head.ref : null
  const target = detached === null ? named ?? branchAt(refs, head.oid) ?? head.ref : DETACHED
  if (detached !== null) await git(dir, ['update-ref', DETACHED, detached])
  const current = await readHead(dir)
  if (target === null || target === current) return
  await git(dir, ['symbolic-ref', 'HEAD', target])
  if (current === DETACHED) await git(dir, ['update-ref', '-d', DETACHED])
}

/** What a mirror is, read from the mirror itself. */
export async function mirrorState(dir: GitDir): Promise<MirrorState> {
  return (await readMirror(dir)).state
}

/**
 * Packs a mirror anew, forgets at once what no branch or tag reaches (a secret that was force-pushed away), and writes
 * the commit graph that makes the history of a path fast. Close the mirror's object readers afterwards: they may still
 * hold the old packs.
 */
export async function compactMirror(dir: GitDir, { signal }: Pick<GitOptions, 'signal'> = {}): Promise<void> {
  // Told that a promisor exists, git packs around the gaps of an incomplete mirror instead of failing at them.
  const gaps = (await mirrorState(dir)).missingObjects > 0 ? [['remote.gaps.promisor', 'true'] as const] : []
  await git(dir, ['gc', '--quiet', '--force', '--prune=now'], { signal, config: gaps, background: true, timeoutMs: Infinity })
  await git(dir, ['commit-graph', 'write', '--reachable', '--changed-paths', '--no-progress'], { signal, background: true, timeoutMs: Infinity })
}
