import { startAsking, ThreadFailed, type Asking } from '../../../engine/thread.ts'
import { messageOf } from '../../platform/errors.ts'
import type { Caller } from '../../platform/http.ts'
import type { FileList, RepoKey, Repos } from '../../repos/repos.ts'
import type { Gap } from '../dependencies/project.ts'
import { isManifest } from '../dependencies/readers.ts'
import { nothingTold, type ServiceFacts } from '../services/facts.ts'
import { isServiceFile } from '../services/readers.ts'
import type { ReadingAnswer, ReadingQuestion, TreeFile, TreeReading } from './reading.ts'

/** Reads trees, one at a time, in a thread of its own. */
export interface TreeReader {
  /**
   * Everything that readers tell of these files, which `isManifest` holds for, in the order of their paths. What cannot be read is a gap;
   * throws only the signal's reason, or what git throws.
   */
  projects(viewer: Caller, repo: RepoKey, files: readonly TreeFile[], signal: AbortSignal): Promise<TreeReading>
  /** The same for services, and the files that `isServiceFile` holds for. */
  services(viewer: Caller, repo: RepoKey, files: readonly TreeFile[], signal: AbortSignal): Promise<ServiceFacts>
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

  /** What the thread answers once it holds the files; or, where that fails, what was lost. */
  async function read(what: 'projects' | 'services', { viewer, repo, files, signal }: Asked): Promise<ReadingAnswer | Gap[]> {
    signal.throwIfAborted()
    try {
      const answer = await ask({ kind: 'lacking', oids: [...new Set(files.map(({ oid }) => oid))] })
      if ('lacking' in answer && answer.lacking.length > 0) await hand(viewer, repo, answer.lacking, signal)
      return await ask({ kind: what, files })
    } catch (error) {
      if (!(error instanceof ThreadFailed)) throw error
      return files.slice(0, maxLost).map(({ path }) => ({ path, reason: `The file could not be read: ${messageOf(error)}` }))
    }
  }

  function inTurn(what: 'projects' | 'services', asked: Asked): Promise<ReadingAnswer | Gap[]> {
    const next = turn.then(() => read(what, asked))
    turn = next.catch(() => {})
    return next
  }

  return {
    async projects(viewer, repo, files, signal) {
      if (files.length === 0) return { projects: [], gaps: [] }
      const answer = await inTurn('projects', { viewer, repo, files, signal })
      return 'projects' in answer ? answer : { projects: [], gaps: Array.isArray(answer) ? answer : [] }
    },
    async services(viewer, repo, files, signal) {
      if (files.length === 0) return nothingTold()
      const answer = await inTurn('services', { viewer, repo, files, signal })
      return 'entities' in answer ? answer : { ...nothingTold(), gaps: Array.isArray(answer) ? answer : [] }
    },
    async close() {
      await thread?.close()
      thread = null
    },
  }
}

interface Asked {
  viewer: Caller
  repo: RepoKey
  files: readonly TreeFile[]
  signal: AbortSignal
}

/** As many files are told of as lost when reading a whole tree fails. */
const maxLost = 100

/** The files of a commit that readers of dependencies look at. */
export const manifestsOf = (files: FileList): TreeFile[] => filesOf(files, isManifest)

/** The files of a commit that readers of services look at, without those that are far too long for such. */
export const serviceFilesOf = (files: FileList): TreeFile[] => filesOf(files, (path, at) => isServiceFile(path) && (files.size(at) ?? 0) <= maxServiceFile)

const maxServiceFile = 4 * 1024 * 1024

function filesOf(files: FileList, matters: (path: string, at: number) => boolean): TreeFile[] {
  const found: TreeFile[] = []
  for (const [at, path] of files.paths.entries()) if (matters(path, at) && files.kind(at) === 'file') found.push({ path, oid: files.oid(at) })
  return found
}
