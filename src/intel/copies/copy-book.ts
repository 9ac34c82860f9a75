import { join } from 'node:path'
import { HOLDINGS } from '../../../engine/blobs/index.ts'
import type { Alike, Candidate } from '../../../engine/fingerprints/index.ts'
import { startAsking, type Asking } from '../../../engine/thread.ts'
import type { Caller } from '../../platform/http.ts'
import type { Repository } from '../../repos/contract.ts'
import type { Blob, Repos } from '../../repos/repos.ts'
import type { CopyThreadData } from './copy-thread.ts'
import type { CopyAnswer, CopyWork, Lines } from './copy-work.ts'

/** The fingerprints of every blob that somebody tracks, in one store. They fill by a job, and by what is asked for and not there yet. */
export interface CopyBook {
  /** Those of some ids, back to back, of which no fingerprints are kept. */
  missing(oids: Uint8Array, oidBytes: number): Promise<readonly string[]>
  /** Reads blobs and keeps their fingerprints, for as long as the signal lets it. What was read stays. Resolves to how many could not be read. */
  fill(viewer: Caller, repository: Repository, oids: readonly string[], signal: AbortSignal): Promise<number>
  candidates(text: AskedText, most: number): Promise<{ tokens: number; candidates: readonly Candidate[] }>
  compare(text: AskedText, others: readonly Uint8Array[]): Promise<readonly Alike[]>
  /** Forgets what none of these repositories holds. */
  purge(owners: readonly string[]): Promise<void>
  close(): Promise<void>
}

export interface AskedText {
  bytes: Uint8Array
  lines: Lines
}

/** So much is sent to the thread at once. */
const bytesAtOnce = 1 << 20
/** What a stop costs is then little. */
const commitEveryBytes = 64 << 20

export function createCopyBook({ repos, dataDir }: { repos: Pick<Repos, 'readBlobs'>; dataDir: string }): CopyBook {
  let thread: Asking<CopyWork, CopyAnswer> | null = null
  const workerData: CopyThreadData = { folder: join(dataDir, 'index', 'fingerprints'), held: join(dataDir, 'index', 'files', HOLDINGS) }

  /** What went wrong may have left the thread without memory or disk, so the next question starts another one. */
  async function ask(work: CopyWork): Promise<CopyAnswer> {
    const asked = (thread ??= startAsking<CopyWork, CopyAnswer>(new URL('./copy-thread.ts', import.meta.url), workerData))
    try {
      return await asked.ask(work)
    } catch (error) {
      await asked.close()
      if (thread === asked) thread = null
      throw error
    }
  }

  /** Takes blobs as they are read, and sends them on when they are many. */
  function createFilling() {
    let blobs: { oid: string; bytes: Uint8Array }[] = []
    let waiting = 0
    let uncommitted = 0
    let unread = 0
    async function send(): Promise<void> {
      await ask({ kind: 'add', blobs })
      blobs = []
      waiting = 0
      if (uncommitted >= commitEveryBytes) await commit()
    }
    async function commit(): Promise<void> {
      uncommitted = 0
      await ask({ kind: 'commit' })
    }
    return {
      async take(blob: Blob): Promise<void> {
        // What is too large or missing is told to have nothing, and may come with the next fetch.
        if (blob.state !== 'read') return void (unread += 1)
        blobs.push({ oid: blob.oid, bytes: blob.bytes.slice() })
        waiting += blob.bytes.length
        uncommitted += blob.bytes.length
        if (waiting >= bytesAtOnce) await send()
      },
      async end(): Promise<number> {
        if (blobs.length > 0) await send()
        await commit()
        return unread
      },
    }
  }

  return {
    async missing(oids, oidBytes) {
      const answer = await ask({ kind: 'missing', oids, oidBytes })
      return 'missing' in answer ? answer.missing : []
    },
    async fill(viewer, repository, oids, signal) {
      const filling = createFilling()
      try {
        await repos.readBlobs(viewer, repository, { oids, signal, onBlob: (blob) => filling.take(blob) })
      } catch (error) {
        if (!signal.aborted) throw error
      }
      return filling.end()
    },
    async candidates({ bytes, lines }, most) {
      const answer = await ask({ kind: 'candidates', bytes, lines, most })
      return 'candidates' in answer ? answer : { tokens: 0, candidates: [] }
    },
    async compare({ bytes, lines }, others) {
      const answer = await ask({ kind: 'compare', bytes, lines, others })
      return 'alike' in answer ? answer.alike : []
    },
    purge: async (owners) => void (await ask({ kind: 'purge', owners })),
    close: async () => thread?.close(),
  }
}
