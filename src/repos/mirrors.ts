import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { packFiles, type FileEntry, type FileKind, type FileList } from './file-list.ts'
import { sweepIncoming } from './git/init.ts'
import { createObjectPool, type Repository as Objects } from './git/objects.ts'
import { listRefs, resolveRevision, type Ref, type Resolved } from './git/refs.ts'
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
  /** After branches, tags or objects have come or gone: nothing that was read before may be answered again. */
  changed(id: string): void
  remove(id: string): Promise<void>
  /** At the start: deletes what a killed process left, and mirrors of repositories that are gone. */
  sweep(known: ReadonlySet<string>): Promise<void>
  close(): void
}

const maxFileListBytes = 256 * 1024 * 1024
const maxKeptRefs = 500_000
const maxKeptRevisions = 10_000

export async function createMirrors(folder: string): Promise<Mirrors> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const pool = createObjectPool()
  const lists = createLru<FileList>({ maxSize: maxFileListBytes, sizeOf: (list) => list.memoryBytes })
  const refs = createLru<readonly Ref[]>({ maxSize: maxKeptRefs, sizeOf: (list) => list.length + 1 })
  const revisions = createLru<Resolved>({ maxSize: maxKeptRevisions, sizeOf: () => 1 })
  const dirOf = (id: string) => join(folder, `${id}.git`)

  /** The reading processes stay: they find new packs by themselves, and closing them would break what they are answering. */
  function changed(id: string) {
    for (const kept of [lists, refs, revisions]) kept.drop((key) => key.split(' ', 1)[0] === id)
  }

  async function remove(id: string) {
    changed(id)
    pool.drop(dirOf(id))
    await rm(dirOf(id), { recursive: true, force: true })
  }

  return {
    dirOf,
    exists: (id) => existsSync(dirOf(id)),
    objects: (id) => pool.open(dirOf(id)),
    refs: (id) => refs.get(id, () => listRefs(dirOf(id))),
    resolve: (id, rev) => revisions.get(`${id} ${rev}`, () => resolveRevision(dirOf(id), rev)),
    files: (id, commit) => lists.get(`${id} ${commit}`, () => listing(dirOf(id), commit)),
    changed,
    remove,
    async sweep(known) {
      await sweepIncoming(folder)
      const ids = (await readdir(folder)).filter((name) => name.endsWith('.git')).map((name) => name.slice(0, -'.git'.length))
      for (const id of ids) if (!known.has(id)) await remove(id)
    },
    close: () => pool.close(),
  }
}

const kindOf: Partial<Record<EntryKind, FileKind>> = { link: 'symlink', submodule: 'submodule' }

async function listing(dir: string, commit: string): Promise<FileList> {
  const entries = await listFiles(dir, commit)
  return packFiles(commit, entries.map(({ path, kind, oid, size }): FileEntry => ({ path, kind: kindOf[kind] ?? 'file', oid, size })))
}
