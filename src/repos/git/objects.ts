/**
 * Reading objects of many repositories through a bounded number of git processes: a repository's process is started
 * when it is first read, serves everyone, and ends when it has been idle or when another repository needs its place.
 */
import { type BatchProcess, type GitObject, type ObjectInfo, startBatch } from './batch.ts'
import { GitError } from './errors.ts'
import { assertOid } from './names.ts'
import type { GitDir } from './run.ts'

export interface PoolOptions {
  /** Git processes at one time; 16 when absent. A repository uses up to two. */
  readonly maxProcesses?: number
  /** After which an unused process ends; a minute when absent. */
  readonly idleMs?: number
}

export interface ReadOptions {
  /** Objects above this many bytes are not read; 16 MiB when absent. */
  readonly maxBytes?: number
  readonly signal?: AbortSignal | undefined
}

/** What {@link Repository.readBlobs} hands over, one for each id and in their order. */
export type BlobRead =
  | { readonly oid: string; readonly size: number; readonly content: Buffer }
  | { readonly oid: string; readonly size: number | null; readonly content: null; readonly reason: Skip }

export interface Repository {
  /** Type and size of an object; null when it is missing. */
  info(oid: string): Promise<ObjectInfo | null>
  /** What stands at each path of each commit: the object's id, or null where there is nothing. One process answers some 20,000 a second. */
  idsAt(places: readonly { readonly commit: string; readonly path: string }[]): Promise<(string | null)[]>
  /** Any object. Throws `missing-object`, `too-large` (before reading it) or `corrupt`. */
  read(oid: string, options?: ReadOptions): Promise<GitObject>
  /** The content of a blob. Throws like `read`, and `wrong-type`. */
  readBlob(oid: string, options?: ReadOptions): Promise<Buffer>
  /** Reads many blobs, pipelined; waits for `onBlob`, and holds at most some 32 MiB beyond what `onBlob` keeps. Never throws for one blob. */
  readBlobs(oids: Iterable<string>, onBlob: (blob: BlobRead) => void | Promise<void>, options?: ReadOptions): Promise<void>
}

export interface ObjectPool {
  open(dir: GitDir): Repository
  /** Ends the processes of one repository: after it was compacted, deleted or replaced. */
  drop(dir: GitDir): void
  /** Ends all processes. */
  close(): void
  /** Processes that run now. */
  readonly size: number
}

type Mode = '--batch' | '--batch-check'

interface Slot {
  readonly process: BatchProcess
  usedAt: number
}

const DEFAULT_MAX_BYTES = 16 * 1024 ** 2
const WINDOW_BYTES = 32 * 1024 ** 2
const WINDOW_OBJECTS = 256

export function createObjectPool({ maxProcesses = 16, idleMs = 60_000 }: PoolOptions = {}): ObjectPool {
  // Least recently used first: a slot is put at the end whenever it is used.
  const slots = new Map<string, Slot>()
  let waiting: (() => void)[] = []
  let closed = false
  const timer = setInterval(() => closeIdle(performance.now() - idleMs), Math.max(50, idleMs / 2))
  timer.unref()

  const remove = (key: string) => {
    slots.get(key)?.process.close()
    slots.delete(key)
    wake()
  }
  const wake = () => {
    const resumed = waiting
    waiting = []
    for (const resume of resumed) resume()
  }
  const closeIdle = (before: number) => {
    for (const [key, slot] of slots) if (slot.process.pending === 0 && slot.usedAt <= before) remove(key)
  }
  const makeRoom = () => {
    const idle = [...slots].find(([, slot]) => slot.process.pending === 0)
    if (slots.size >= maxProcesses && idle) remove(idle[0])
    return slots.size < maxProcesses
  }
  const slotFor = (dir: GitDir, mode: Mode): Slot | null => {
    if (closed) throw new GitError('aborted', 'The repositories were closed.')
    const key = `${mode} ${dir}`
    if (!slots.has(key) && !makeRoom()) return null
    const slot = slots.get(key) ?? { process: startBatch(dir, mode), usedAt: 0 }
    slots.delete(key)
    slots.set(key, slot)
    return slot
  }
  const ask = async (dir: GitDir, mode: Mode, name: string, maxBytes: number): Promise<GitObject | null> => {
    let slot = slotFor(dir, mode)
    while (!slot) {
      await new Promise<void>(resume => waiting.push(resume))
      slot = slotFor(dir, mode)
    }
    try {
      // Nothing may wait between finding a slot and asking: an idle slot can be closed for another repository.
      return await slot.process.ask(name, maxBytes)
    } finally {
      slot.usedAt = performance.now()
      if (slot.process.pending === 0) wake()
    }
  }

  return {
    open: dir => openRepository({
      ask: (mode, oid, maxBytes) => ask(dir, mode, assertOid(oid), maxBytes),
      find: (commit, path) => ask(dir, '--batch-check', `${assertOid(commit)}:${path}`, 0),
    }),
    drop(dir) {
      remove(`--batch ${dir}`)
      remove(`--batch-check ${dir}`)
    },
    close() {
      closed = true
      clearInterval(timer)
      for (const key of slots.keys()) remove(key)
      wake()
    },
    get size() { return slots.size },
  }
}

const maxPathLength = 4096

/** A request is one line and ends at a NUL, and git gives up at `./` and `../`; what cannot be asked for is nowhere. */
const isAskable = (path: string) => path.length <= maxPathLength && !path.includes('\n') && !path.includes('\0') && path.split('/').every(part => part !== '' && part !== '.' && part !== '..')

type Ask = (mode: Mode, oid: string, maxBytes: number) => Promise<GitObject | null>

function openRepository({ ask, find }: { ask: Ask; find(commit: string, path: string): Promise<GitObject | null> }): Repository {
  const info = (oid: string) => ask('--batch-check', oid, 0)
  const read = async (oid: string, { maxBytes = DEFAULT_MAX_BYTES, signal }: ReadOptions = {}): Promise<GitObject> => {
    signal?.throwIfAborted()
    const found = await info(oid)
    if (!found) throw new GitError('missing-object', `The object ${oid} is not in this repository.`)
    if (found.size > maxBytes) throw new GitError('too-large', `The object ${oid} has ${found.size} bytes; the limit is ${maxBytes}.`)
    const object = await ask('--batch', oid, maxBytes)
    if (!object) throw new GitError('missing-object', `The object ${oid} is not in this repository any more.`)
    return object
  }
  return {
    info: async oid => {
      const found = await info(oid)
      return found && { oid: found.oid, type: found.type, size: found.size }
    },
    async idsAt(places) {
      return Promise.all(places.map(async ({ commit, path }) => (isAskable(path) ? ((await find(commit, path))?.oid ?? null) : null)))
    },
    read,
    async readBlob(oid, options) {
      const { type, content } = await read(oid, options)
      if (type !== 'blob') throw new GitError('wrong-type', `The object ${oid} is a ${type}, not a file.`)
      return content
    },
    readBlobs: (oids, onBlob, options) => readBlobs(ask, oids, onBlob, options),
  }
}

/** Sizes first, a window at a time, so that a huge blob is never sent; then contents, as many as fit the byte budget. */
async function readBlobs(ask: Ask, oids: Iterable<string>, onBlob: (blob: BlobRead) => void | Promise<void>, { maxBytes = DEFAULT_MAX_BYTES, signal }: ReadOptions = {}): Promise<void> {
  const ahead: { readonly size: number; readonly blob: Promise<BlobRead> }[] = []
  let bytes = 0
  const deliver = async () => {
    const next = ahead.shift()
    if (!next) return
    bytes -= next.size
    await onBlob(await next.blob)
    signal?.throwIfAborted()
  }
  try {
    for (const window of windows(oids)) {
      const infos = await Promise.all(window.map(oid => ask('--batch-check', oid, 0).catch(corruptOrThrow)))
      for (const [index, oid] of window.entries()) {
        const { size, blob } = beginRead(ask, oid, infos[index] ?? null, maxBytes)
        while (ahead.length > 0 && (bytes + size > WINDOW_BYTES || ahead.length >= WINDOW_OBJECTS)) await deliver()
        // Nobody waits for it yet, and a rejection without a listener would end the server.
        blob.catch(() => {})
        ahead.push({ size, blob })
        bytes += size
      }
    }
    while (ahead.length > 0) await deliver()
  } finally {
    await Promise.allSettled(ahead.map(({ blob }) => blob))
  }
}

function* windows(oids: Iterable<string>): Generator<string[]> {
  let window: string[] = []
  for (const oid of oids) {
    window.push(oid)
    if (window.length < WINDOW_OBJECTS) continue
    yield window
    window = []
  }
  if (window.length > 0) yield window
}

type Skip = 'missing' | 'too-large' | 'not-a-blob' | 'corrupt'

function corruptOrThrow(error: unknown): 'corrupt' {
  if (error instanceof GitError && error.kind === 'corrupt') return 'corrupt'
  throw error
}

function beginRead(ask: Ask, oid: string, info: GitObject | 'corrupt' | null, maxBytes: number): { readonly size: number; readonly blob: Promise<BlobRead> } {
  const without = (reason: Skip, size: number | null = null): BlobRead => ({ oid, size, content: null, reason })
  if (info === null) return { size: 0, blob: Promise.resolve(without('missing')) }
  if (info === 'corrupt') return { size: 0, blob: Promise.resolve(without('corrupt')) }
  if (info.type !== 'blob') return { size: 0, blob: Promise.resolve(without('not-a-blob', info.size)) }
  if (info.size > maxBytes) return { size: 0, blob: Promise.resolve(without('too-large', info.size)) }
  const read = async (): Promise<BlobRead> => {
    const object = await ask('--batch', oid, maxBytes).catch(corruptOrThrow)
    if (object === 'corrupt' || object === null) return without(object ?? 'missing', info.size)
    return { oid, size: object.size, content: object.content }
  }
  return { size: info.size, blob: read() }
}
