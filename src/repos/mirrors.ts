import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { packFiles, type FileEntry, type FileKind, type FileList } from './file-list.ts'
import { patchFiles, type FileChange } from './file-patch.ts'
import { sweepIncoming } from './git/init.ts'
import { pathToBytes } from './git/names.ts'
import { createObjectPool, type Repository as Objects } from './git/objects.ts'
import { listRefs, resolveRevision, type Ref, type Resolved } from './git/refs.ts'
import type { EntryChange } from './git/tree-diff.ts'
import { createTreeDiffs } from './git/tree-diffs.ts'
import { listFiles, type EntryKind } from './git/tree.ts'
import { createLru } from './lru.ts'

/** The mirrors on this disk, one folder an id, and what is kept in memory of them. A name given to another repository finds nothing old. */
export interface Mirrors {
  dirOf(id: string): string
  exists(id: string): boolean
  objects(id: string): Objects
  /** Branches and tags, by full name. */
  refs(id: string): Promise<readonly Ref[]>
  /** Throws GitError as git/refs.ts does. */
  resolve(id: string, rev: string): Promise<Resolved>
  files(id: string, commit: string): Promise<FileList>
  /** How many lists of files were read whole, and how many were made from the difference to another one. */
  readonly listed: { whole: number; patched: number }
  /** After branches, tags or objects have come or gone: nothing that was read before and may be otherwise now is answered again. */
  changed(id: string): void
  remove(id: string): Promise<void>
  /** At the start: deletes what a killed process left, and mirrors of repositories that are gone. */
  sweep(known: ReadonlySet<string>): Promise<void>
  close(): void
}

/** What is derived from a list for searching it takes about as much again, and is kept as long. */
const maxFileListBytes = 64 * 1024 * 1024
const maxBases = 200
const fewChanges = 100
const maxKeptRefs = 500_000
const maxKeptRevisions = 10_000

export async function createMirrors(folder: string): Promise<Mirrors> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const pool = createObjectPool()
  const diffs = createTreeDiffs()
  const lists = createLru<FileList>({ maxSize: maxFileListBytes, sizeOf: (list) => list.memoryBytes })
  const refs = createLru<readonly Ref[]>({ maxSize: maxKeptRefs, sizeOf: (list) => list.length + 1 })
  const revisions = createLru<Resolved>({ maxSize: maxKeptRevisions, sizeOf: () => 1 })
  // The last list of each repository: a push changes little, and so the next one is soon made from it.
  const bases = new Map<string, FileList>()
  const listed = { whole: 0, patched: 0 }
  const dirOf = (id: string) => join(folder, `${id}.git`)

  async function list(id: string, commit: string): Promise<FileList> {
    const made = await patchedList(id, commit)
    listed[made ? 'patched' : 'whole'] += 1
    const files = made ?? (await listing(dirOf(id), commit))
    bases.delete(id)
    bases.set(id, files)
    for (const oldest of bases.keys()) {
      if (bases.size <= maxBases) break
      bases.delete(oldest)
    }
    return files
  }

  /** Null where there is no list to begin with, or the two commits have little in common. */
  async function patchedList(id: string, commit: string): Promise<FileList | null> {
    const base = bases.get(id)
    if (!base || base.commit.length !== commit.length || base.lacking.length > fewChanges) return null
    const changes = await diffs.between(dirOf(id), base.commit, commit, { limit: Math.max(fewChanges, base.count / 4) }).catch(() => null) // the base may be gone
    if (!changes) return null
    const changed = await Promise.all(changes.map((change) => withSize(id, change)))
    return patchFiles(base, commit, base.lacking.length === 0 ? changed : inOrder([...(await lookedForAgain(id, base)), ...changed]))
  }

  /** What the source lacked may have come since. */
  async function lookedForAgain(id: string, base: FileList): Promise<FileChange[]> {
    return Promise.all(
      base.lacking.map(async (at) => {
        const oid = base.oid(at)
        return { path: base.paths[at] ?? '', entry: { kind: base.kind(at), oid, size: await sizeOf(id, oid) } }
      }),
    )
  }

  async function withSize(id: string, { path, entry }: EntryChange): Promise<FileChange> {
    if (!entry) return { path, entry }
    const kind = kindOf[entry.kind] ?? 'file'
    return { path, entry: { kind, oid: entry.oid, size: kind === 'submodule' ? null : await sizeOf(id, entry.oid) } }
  }

  const sizeOf = async (id: string, oid: string) => (await pool.open(dirOf(id)).info(oid))?.size ?? null

  /** The reading processes stay: they find new packs by themselves, and closing them would break what they are answering. */
  function changed(id: string) {
    const isOfIt = (key: string) => key.split(' ', 1)[0] === id
    lists.drop((key, list) => isOfIt(key) && list?.lacking.length !== 0)
    for (const kept of [refs, revisions]) kept.drop(isOfIt)
  }

  async function remove(id: string) {
    changed(id)
    lists.drop((key) => key.split(' ', 1)[0] === id)
    bases.delete(id)
    pool.drop(dirOf(id))
    diffs.drop(dirOf(id))
    await rm(dirOf(id), { recursive: true, force: true })
  }

  return {
    dirOf,
    exists: (id) => existsSync(dirOf(id)),
    objects: (id) => pool.open(dirOf(id)),
    refs: (id) => refs.get(id, () => listRefs(dirOf(id))),
    resolve: (id, rev) => revisions.get(`${id} ${rev}`, () => resolveRevision(dirOf(id), rev)),
    files: (id, commit) => lists.get(`${id} ${commit}`, () => list(id, commit)),
    listed,
    changed,
    remove,
    async sweep(known) {
      await sweepIncoming(folder)
      const ids = (await readdir(folder)).filter((name) => name.endsWith('.git')).map((name) => name.slice(0, -'.git'.length))
      for (const id of ids) if (!known.has(id)) await remove(id)
    },
    close() {
      pool.close()
      diffs.close()
    },
  }
}

/** In git's order of bytes, one for each path: the last that is given. */
function inOrder(changes: readonly FileChange[]): FileChange[] {
  const bytes = new Map(changes.map((change) => [change.path, { change, key: pathToBytes(change.path) }]))
  return [...bytes.values()].sort((a, b) => a.key.compare(b.key)).map(({ change }) => change)
}

const kindOf: Partial<Record<EntryKind, FileKind>> = { link: 'symlink', submodule: 'submodule' }

async function listing(dir: string, commit: string): Promise<FileList> {
  const entries = await listFiles(dir, commit)
  return packFiles(commit, entries.map(({ path, kind, oid, size }): FileEntry => ({ path, kind: kindOf[kind] ?? 'file', oid, size })))
}
