import { startAsking, ThreadFailed, type Asking } from '../../../engine/thread.ts'
import { messageOf } from '../../platform/errors.ts'
import type { Caller } from '../../platform/http.ts'
import type { FileList, RepoKey, Repos } from '../../repos/repos.ts'
import { isManifest } from '../dependencies/readers.ts'
import type { ReadingAnswer, ReadingQuestion, TreeFile, TreeReading } from './reading.ts'

/** Reads the projects of trees, one tree at a time, in a thread of its own. */
export interface TreeReader {
  /**
   * Everything that readers tell of these files, which `isManifest` holds for, in the order of their paths. What cannot be read is a gap;
   * throws only the signal's reason, or what git throws.
   */
  read(viewer: Caller, repo: RepoKey, files: readonly TreeFile[], signal: AbortSignal): Promise<TreeReading>
  close(): Promise<void>
}

/** Of one tree: a monorepo of thousands of projects has less. In bytes. */
const maxTreeBytes = 256 * 1024 * 1024
const heldAtOnce = 1024 * 1024
/** The readers take linear time, about a second for 50 MB; what takes this long is a defect, and must not stop the rest. */
const patienceMs = 60_000

export function createTreeReader({ repos }: { repos: Pick<Repos, 'readBlobs'> }): TreeReader {
  let thread: Asking<ReadingQuestion, ReadingAnswer> | null = null
  let turn: Promise<unknown> = Promise.resolve()

  async function ask(question: ReadingQuestion): Promise<ReadingAnswer> {
    const asked = (thread ??= startAsking<ReadingQuestion, ReadingAnswer>(new URL('./reading-thread.ts', import.meta.url)))
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new ThreadFailed('it took too long')), patienceMs)
    try {
      return await Promise.race([asked.ask(question), late.promise])
    } catch (error) {
      thread = null
      await asked.close() // whatever it is at, the next question starts another one
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  /** Hands over the texts that the thread lacks. */
  async function hand(viewer: Caller, repo: RepoKey, oids: readonly string[], signal: AbortSignal): Promise<void> {
    let waiting: Extract<ReadingQuestion, { kind: 'hold' }>['blobs'][number][] = []
    let [bytes, total] = [0, 0]
    const send = async () => {
      if (waiting.length > 0) await ask({ kind: 'hold', blobs: waiting })
      waiting = []
      bytes = 0
    }
    await repos.readBlobs(viewer, repo, {
      oids, signal,
      async onBlob(blob) {
        const fits = blob.state === 'read' && total + blob.bytes.length <= maxTreeBytes
        if (blob.state === 'read' && fits) waiting.push({ oid: blob.oid, bytes: blob.bytes.slice() })
        else waiting.push({ oid: blob.oid, unreadable: blob.state === 'missing' ? 'missing' : 'too_large' })
        const size = blob.state === 'read' && fits ? blob.bytes.length : 0
        bytes += size
        total += size
        if (bytes >= heldAtOnce) await send()
      },
    })
    await send()
  }

  async function read(viewer: Caller, repo: RepoKey, files: readonly TreeFile[], signal: AbortSignal): Promise<TreeReading> {
    signal.throwIfAborted()
    if (files.length === 0) return { projects: [], gaps: [] }
    try {
      const answer = await ask({ kind: 'lacking', oids: [...new Set(files.map(({ oid }) => oid))] })
      if ('lacking' in answer && answer.lacking.length > 0) await hand(viewer, repo, answer.lacking, signal)
      const reading = await ask({ kind: 'read', files })
      return 'projects' in reading ? reading : { projects: [], gaps: [] }
    } catch (error) {
      if (!(error instanceof ThreadFailed)) throw error
      return { projects: [], gaps: files.slice(0, maxLost).map(({ path }) => ({ path, reason: `The file could not be read: ${messageOf(error)}` })) }
    }
  }

  return {
    read(viewer, repo, files, signal) {
      const next = turn.then(() => read(viewer, repo, files, signal))
      turn = next.catch(() => {})
      return next
    },
    async close() {
      await thread?.close()
      thread = null
    },
  }
}

/** As many files are told of as lost when reading a whole tree fails. */
const maxLost = 100

/** The files of a commit that readers look at. */
export function manifestsOf(files: FileList): TreeFile[] {
  const found: TreeFile[] = []
  for (const [at, path] of files.paths.entries()) if (isManifest(path) && files.kind(at) === 'file') found.push({ path, oid: files.oid(at) })
  return found
}
