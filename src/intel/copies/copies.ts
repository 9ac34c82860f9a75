import type { Clock } from '../../platform/clock.ts'
import type { Config } from '../../platform/config.ts'
import type { Parsed } from '../../platform/endpoint.ts'
import { notFound, Problem } from '../../platform/errors.ts'
import type { Caller } from '../../platform/http.ts'
import type { JobKind, Jobs } from '../../platform/jobs.ts'
import type { Log } from '../../platform/log.ts'
import type { Repository } from '../../repos/contract.ts'
import type { Repos, FileList } from '../../repos/repos.ts'
import type * as contract from '../contract.ts'
import { createCopyBook, type AskedText } from './copy-book.ts'
import { copiesJob, type CopiesPayload } from './copies-job.ts'
import { holdersOf, type Holder } from './holders.ts'
import { lookedThrough, type Looked, type LookedDeps } from './looked.ts'

type Request = Parsed<typeof contract.findCopies>['body']

/** The same or nearly the same code elsewhere. */
export interface Copies {
  /** To be given to `jobs.start`. */
  jobKinds: readonly JobKind<never>[]
  find(viewer: Caller, request: Request, signal: AbortSignal): Promise<contract.CopyList>
  close(): Promise<void>
}

export interface CopiesOptions {
  repos: Repos
  jobs: Pick<Jobs, 'enqueue'>
  trackedCommits: LookedDeps['trackedCommits']
  clock: Clock
  log: Log
  config: Pick<Config, 'dataDir'>
}

/** Texts that are compared token by token. */
const most = 200
/** How long texts are read that no job has read yet; the rest is told as not looked at. */
const patienceMs = 20_000
/** Fewer say nothing: they stand everywhere. */
const leastTokens = 30

export function createCopies({ repos, jobs, trackedCommits, clock, log, config }: CopiesOptions): Copies {
  const book = createCopyBook({ repos, dataDir: config.dataDir })
  const job = copiesJob({ repos, book, trackedCommits, clock, log })
  repos.indexWith((id) => jobs.enqueue<CopiesPayload>(job, { id }, { key: id }))

  async function askedText(viewer: Caller, { repo, rev, path, lines }: Request, signal: AbortSignal) {
    const repository = await repos.byName(viewer, repo)
    const at = await repos.resolve(viewer, repository, rev)
    if (!at) throw notFound('intel.no_revision', `${repo} has no revision “${rev}”.`)
    const files = await repos.files(viewer, repository, at.commit, signal)
    const file = files.indexOf(path)
    if (file < 0 || files.kind(file) !== 'file') throw notFound('intel.no_file', `There is no file ${path} at this revision.`)
    const oid = files.oid(file)
    const bytes = (await readTexts(viewer, repository, [oid], signal)).get(oid)
    if (!bytes) throw new Problem(422, 'copies.unreadable', `${path} cannot be compared: it is too large, or its source lacks it.`)
    return { repository, commit: at.commit, oid, text: { bytes, lines: lines ?? null } satisfies AskedText }
  }

  async function readTexts(viewer: Caller, repository: Repository, oids: readonly string[], signal: AbortSignal): Promise<Map<string, Uint8Array>> {
    const texts = new Map<string, Uint8Array>()
    await repos.readBlobs(viewer, repository, { oids, signal, onBlob: (blob) => void (blob.state === 'read' && texts.set(blob.oid, blob.bytes.slice())) })
    return texts
  }

  /** Keeps the fingerprints of what has none yet. Tells what could not be read in time. */
  async function fillMissing(viewer: Caller, looked: readonly Looked[], signal: AbortSignal): Promise<contract.CopyGap[]> {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
    const gaps = new Map<string, number>()
    for (const each of looked) {
      const files = await repos.files(viewer, each.repository, each.commit, signal)
      const missing = await book.missing(files.oids, files.oidBytes)
      const unread = missing.length === 0 ? 0 : await unreadAfter(viewer, each, missing, patience)
      signal.throwIfAborted()
      if (unread > 0) gaps.set(each.repository.name, Math.max(unread, gaps.get(each.repository.name) ?? 0))
    }
    return [...gaps].map(([repo, count]) => ({ repo, reason: `${count === 1 ? 'One file has' : `${count} files have`} not been read: too large, not in the clone, or not yet.` }))
  }

  async function unreadAfter(viewer: Caller, { repository, commit }: Looked, missing: readonly string[], patience: AbortSignal): Promise<number> {
    const files = regularFiles(await repos.files(viewer, repository, commit))
    const readable = missing.filter((oid) => files.has(oid))
    await book.fill(viewer, repository, readable, patience)
    return (await book.missing(Buffer.from(readable.join(''), 'hex'), repository.head.length / 2)).length
  }

  async function compareAll(viewer: Caller, text: AskedText, { holders, minimum, signal }: { holders: readonly Holder[]; minimum: number; signal: AbortSignal }): Promise<contract.Copy[]> {
    const found: contract.Copy[] = []
    for (const [repository, oids] of blobsToRead(holders)) {
      const texts = [...(await readTexts(viewer, repository, oids, signal))]
      const all = await book.compare(text, texts.map(([, bytes]) => bytes))
      const byOid = new Map(texts.map(([oid], at) => [oid, all[at]]))
      for (const holder of holders) {
        const alike = byOid.get(holder.oid)
        if (alike && alike.share >= minimum) found.push({ ...placeOf(holder), share: alike.share, exact: alike.exact, ranges: alike.ranges })
      }
    }
    return found.sort((a, b) => b.share - a.share || b.exact - a.exact || `${a.repo} ${a.path}`.localeCompare(`${b.repo} ${b.path}`))
  }

  return {
    jobKinds: [job],
    async find(viewer, request, signal) {
      const asked = await askedText(viewer, request, signal)
      const { looked, gaps } = await lookedThrough(viewer, request.revs, { repos, trackedCommits })
      const unread = await fillMissing(viewer, looked, signal)
      const { tokens, candidates } = await book.candidates(asked.text, most)
      if (tokens < leastTokens) throw new Problem(422, 'copies.too_short', `These lines have ${tokens} tokens; ${leastTokens} are needed, as fewer stand everywhere.`)
      const oids = new Set(candidates.map(({ oid }) => oid.slice(0, asked.oid.length)))
      const holders = await collect(holdersOf(viewer, looked, { oids, repos, signal }))
      const others = holders.filter(({ repository, path, oid }) => !(repository.id === asked.repository.id && path === request.path && oid === asked.oid))
      const all = await compareAll(viewer, asked.text, { holders: others, minimum: request.minimum, signal })
      const cut = candidates.length === most ? [{ repo: null, reason: `Only the ${most} likeliest texts were compared; ask about fewer lines for the rest.` }] : []
      const everyGap = [...gaps, ...unread, ...cut]
      return { repo: asked.repository.name, commit: asked.commit, path: request.path, tokens, complete: everyGap.length === 0, gaps: everyGap, total: all.length, copies: all.slice(0, request.limit) }
    },
    close: () => book.close(),
  }
}

const placeOf = ({ repository, rev, commit, path }: Holder) => ({ repo: repository.name, rev, commit, path })

/** Each blob from one repository that has it. */
function blobsToRead(holders: readonly Holder[]): [Repository, string[]][] {
  const first = new Map(holders.toReversed().map((holder) => [holder.oid, holder]))
  return [...Map.groupBy(first.values(), ({ repository }) => repository)].map(([repository, all]) => [repository, all.map(({ oid }) => oid)])
}

/** Links and submodules hold no code. */
const regularFiles = (files: FileList): Set<string> => new Set(files.paths.flatMap((_path, file) => (files.kind(file) === 'file' ? [files.oid(file)] : [])))

async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const each of all) list.push(each)
  return list
}
