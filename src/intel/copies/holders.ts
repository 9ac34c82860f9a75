import { setImmediate } from 'node:timers/promises'
import type { Caller } from '../../platform/http.ts'
import type { FileList, Repos } from '../../repos/repos.ts'
import type { Looked } from './looked.ts'

/** Where a blob stands. */
export interface Holder extends Looked {
  path: string
  oid: string
}

/** Every file of some commits that has one of these blobs, in the order of the commits and then of git. Ids are hexadecimal. */
export async function* holdersOf(viewer: Caller, looked: readonly Looked[], { oids, repos, signal }: { oids: ReadonlySet<string>; repos: Pick<Repos, 'files'>; signal: AbortSignal }): AsyncGenerator<Holder> {
  const heads = new Set([...oids].map((oid) => Buffer.from(oid, 'hex').readUInt32LE()))
  for (const each of looked) {
    const files = await repos.files(viewer, each.repository, each.commit, signal)
    yield* holdersIn(files, { heads, oids }, each)
    await setImmediate() // a list takes a millisecond for 100,000 files
    signal.throwIfAborted()
  }
}

/** The first four bytes of an id tell most of those that are not wanted, without a text being made of it. */
function* holdersIn(files: FileList, { heads, oids }: { heads: ReadonlySet<number>; oids: ReadonlySet<string> }, looked: Looked): Generator<Holder> {
  const ids = Buffer.from(files.oids.buffer, files.oids.byteOffset, files.oids.length)
  for (let file = 0; file < files.count; file++) {
    if (!heads.has(ids.readUInt32LE(file * files.oidBytes))) continue
    const oid = files.oid(file)
    if (oids.has(oid) && files.kind(file) === 'file') yield { ...looked, path: files.paths[file] ?? '', oid }
  }
}
