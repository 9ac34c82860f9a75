import { join } from 'node:path'
import { NOT_INDEXED } from '../../../engine/blobs/index.ts'
import { IndexChanged, type SearchPool } from '../../../engine/pool/index.ts'
import { CorruptFile } from '../../../engine/disk/index.ts'
import { layOutTree, placeDocuments, Snapshot, type Tree } from '../../../engine/snapshot/index.ts'
import { messageOf } from '../../platform/errors.ts'
import type { Log } from '../../platform/log.ts'
import type { FileList } from '../../repos/repos.ts'

/** The files of one commit, with the documents that stand there as far as the index has them. */
export interface IndexedFiles {
  tree: Tree
  /** Files that are in the index, ascending; null if all are. In shared memory. */
  indexed: Uint32Array | null
  /** The others, ascending: they have to be read from git. */
  unindexed: Uint32Array
}

/** The index of file contents, as searches use it. It may lack anything: what it lacks is read from git. */
export interface FileIndex {
  of(files: FileList): IndexedFiles
  /** Those of some ids, back to back, that are not in it, in their order. */
  missing(oids: Uint8Array, oidBytes: number): string[]
  /** Takes up what the indexer has committed, here and in the threads that search. */
  refresh(): void
  /** To be told what came of using it: after a damage it is empty until it is built anew. True if asking again can help. */
  failed(error: unknown): boolean
  /** There is nothing in it: it was never built, or it was lost. */
  readonly isEmpty: boolean
}

interface FileIndexOptions {
  dataDir: string
  pool: Pick<SearchPool, 'useSegments'>
  /** Called when it turns out to be damaged, and has to be built from nothing. */
  onDamage(): void
  log: Log
}

export const indexFolder = (dataDir: string) => join(dataDir, 'index', 'files')

export function createFileIndex({ dataDir, pool, onDamage, log }: FileIndexOptions): FileIndex {
  const folder = indexFolder(dataDir)
  let snapshot: Snapshot | null = null
  // Lists are kept in memory as long as they are used, and so is what is derived from them.
  const known = new WeakMap<FileList, IndexedFiles & { snapshot: Snapshot | null; generation: number }>()

  function damage(error: unknown): void {
    log.error({ err: error }, 'the file index is damaged and will be built anew; until then searches read from git')
    snapshot = null
    pool.useSegments([])
    onDamage()
  }

  function refresh(): void {
    try {
      snapshot ??= new Snapshot(folder)
      snapshot.refresh()
      pool.useSegments(snapshot.share())
    } catch (error) {
      damage(error)
    }
  }

  refresh()
  return {
    refresh,
    get isEmpty() { return (snapshot?.share().length ?? 0) === 0 },
    of(files) {
      const before = known.get(files)
      const generation = snapshot?.generation ?? 0
      if (before && before.snapshot === snapshot && before.generation === generation) return before
      const tree = before?.tree ?? layOutTree(`${files.commit} ${nextId()}`, files.paths)
      const now = { tree, ...resolve(files, tree, snapshot), snapshot, generation }
      known.set(files, now)
      return now
    },
    missing(oids, oidBytes) {
      const missing: string[] = []
      for (let at = 0; at < oids.length; at += oidBytes) {
        if (snapshot === null || snapshot.find(oids, at, oidBytes) === NOT_INDEXED) missing.push(Buffer.from(oids.buffer, oids.byteOffset + at, oidBytes).toString('hex'))
      }
      return missing
    },
    failed(error) {
      if (error instanceof CorruptFile) damage(error)
      else if (!(error instanceof IndexChanged)) return false
      log.debug({ reason: messageOf(error) }, 'the file index is asked again')
      return true
    },
  }
}

let ids = 0
const nextId = () => ++ids

function resolve(files: FileList, tree: Tree, snapshot: Snapshot | null): Pick<IndexedFiles, 'indexed' | 'unindexed'> {
  const indexed: number[] = []
  const unindexed: number[] = []
  placeDocuments(tree, (file) => documentOf(files, file, snapshot))
  tree.docs.forEach((doc, file) => (doc === NOT_INDEXED ? unindexed : indexed).push(file))
  return { indexed: unindexed.length === 0 ? null : shareNumbers(indexed), unindexed: Uint32Array.from(unindexed) }
}

function documentOf({ oids, oidBytes, kind }: FileList, file: number, snapshot: Snapshot | null): number {
  if (snapshot === null || kind(file) !== 'file') return NOT_INDEXED
  return snapshot.find(oids, file * oidBytes, oidBytes)
}

/** In memory that threads share, so that it is not copied for each question. */
export function shareNumbers(numbers: ArrayLike<number>): Uint32Array {
  const shared = new Uint32Array(new SharedArrayBuffer(numbers.length * 4))
  shared.set(numbers)
  return shared
}
