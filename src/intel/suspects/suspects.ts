import { machine } from '../../auth/auth.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Config } from '../../platform/config.ts'
import type { Answer, Parsed } from '../../platform/endpoint.ts'
import { messageOf, Problem } from '../../platform/errors.ts'
import type { Caller } from '../../platform/http.ts'
import type { JobKind, Jobs } from '../../platform/jobs.ts'
import type { Log } from '../../platform/log.ts'
import type { Repository } from '../../repos/contract.ts'
import { isReadable, type Repos } from '../../repos/repos.ts'
import type { Search } from '../../search/search.ts'
import type * as contract from '../contract.ts'
import type { Intel } from '../intel.ts'
import { candidatesFor, type CandidateRange } from './candidates.ts'
import { culpritsOf } from './culprits.ts'
import type { SuspectFrame } from './frames.ts'
import { framesOf } from './located-frames.ts'
import type { RankedChange } from './rank.ts'
import { readSignal } from './signal.ts'
import { createTermBook, type TermBook } from './term-book.ts'

type Request = Parsed<typeof contract.findSuspects>['body']

/** Ranked changes that may have caused what a signal tells. */
export interface Suspects {
  /** To be given to `jobs.start`. */
  jobKinds: readonly JobKind<never>[]
  find(viewer: Caller, request: Request, signal: AbortSignal): Promise<contract.SuspectList>
  /** Who brought what a commit mends. */
  culprits(viewer: Caller, query: Parsed<typeof contract.findCulprits>['query'], signal: AbortSignal): Promise<Answer<typeof contract.findCulprits>>
  close(): Promise<void>
}

export interface SuspectsOptions {
  repos: Repos
  search: Pick<Search, 'lineOrigin' | 'blame'>
  locate: Intel['locate']
  jobs: Pick<Jobs, 'enqueue'>
  clock: Clock
  log: Log
  config: Pick<Config, 'dataDir'>
}

type TermsPayload = { id: string }

/** How long changes are read that no job has read yet; the rest is told as not looked at. */
const patienceMs = 60_000
/** How long a look for those who brought the lines of the frames may take. */
const originPatienceMs = 5_000

export function createSuspects({ repos, search, locate, jobs, clock, log, config }: SuspectsOptions): Suspects {
  const terms = createTermBook({ repos, dataDir: config.dataDir })
  const job = termsJob({ repos, terms, log })
  repos.indexWith((id) => jobs.enqueue<TermsPayload>(job, { id }, { key: id }))

  async function framesAt(viewer: Caller, repository: Repository, { text, commit }: { text: string; commit: string }, signal: AbortSignal): Promise<SuspectFrame[]> {
    const located = await locate(viewer, { text, rev: commit, repo: `^${escaped(repository.name)}$` }, signal)
    const patience = AbortSignal.any([signal, AbortSignal.timeout(originPatienceMs)])
    return Promise.all(framesOf(located).map(async (frame) => ({ ...frame, broughtBy: await originOf(viewer, { repository, commit, ...frame }, patience) })))
  }

  /** What is not known of a line's origin takes nothing from the rest. */
  async function originOf(viewer: Caller, { line, ...place }: { repository: Repository; commit: string; path: string; line: number | null }, signal: AbortSignal): Promise<readonly string[]> {
    if (line === null) return []
    try {
      return await search.lineOrigin(viewer, { ...place, line }, signal)
    } catch (error) {
      log.debug({ reason: messageOf(error) }, 'who brought a line could not be found out')
      return []
    }
  }

  /** Notes on what was not looked at. */
  async function fillMissing(viewer: Caller, repository: Repository, { candidates, isCut }: CandidateRange, signal: AbortSignal): Promise<string[]> {
    const missing = await terms.missing(repository.id, candidates.map(({ oid }) => oid))
    const whole = missing.length === 0 || await terms.fill(viewer, repository, missing, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]))
    signal.throwIfAborted()
    const unread = whole ? 0 : (await terms.missing(repository.id, missing)).length
    return [
      ...(isCut ? [`Only the newest ${candidates.length} changes were weighed; give a window.`] : []),
      ...(unread > 0 ? [`${unread} of ${candidates.length} changes have not been read yet, the oldest of them; ask again in a while, or give a window.`] : []),
    ]
  }

  return {
    jobKinds: [job],
    async find(viewer, { text, repo, limit, ...bounds }, signal) {
      const repository = await repos.byName(viewer, repo)
      const range = await candidatesFor({ viewer, repository, now: clock.now(), signal, ...bounds }, repos)
      const notes = await fillMissing(viewer, repository, range, signal)
      const frames = range.commit === null ? [] : await framesAt(viewer, repository, { text, commit: range.commit }, signal)
      const { candidates, known, to: at } = range
      const ranked = await terms.rank(repository.id, { signal: readSignal(text), frames, candidates, known, at, limit })
      return { ...rangeAnswer(repository, range), complete: notes.length === 0, notes: [...notes, ...notesOn(range, ranked)], suspects: await present(viewer, { repository, range, ranked }) }
    },
    culprits: (viewer, query, signal) => culpritsOf({ repos, search }, viewer, query, signal),
    close: () => terms.close(),
  }

  async function present(viewer: Caller, { repository, range, ranked }: { repository: Repository; range: CandidateRange; ranked: readonly RankedChange[] }): Promise<contract.Suspect[]> {
    const commits = await repos.readCommits(viewer, repository, ranked.map(({ oid }) => oid))
    return ranked.flatMap(({ oid, time, score, chance, reasons }, at) => {
      const commit = commits[at]
      if (!commit) return []
      const { subject, author, committer } = commit
      return [{ oid, subject, author: author.name, time: committer.time, list: range.isChanged({ oid, time }) ? 'changed' as const : 'latent' as const, score, confidence: chance, reasons: [...reasons] }]
    })
  }
}

const iso = (seconds: number) => new Date(seconds * 1000).toISOString()

const rangeAnswer = ({ name }: Repository, { commit, from, to, candidates }: CandidateRange) =>
  ({ repo: name, commit, from: from === 0 ? null : iso(from), to: iso(to), considered: candidates.length })

function notesOn({ candidates }: CandidateRange, ranked: readonly RankedChange[]): string[] {
  if (candidates.length === 0) return ['There is no change in this time.']
  return ranked.length === 0 ? ['No change in this time speaks of anything in the text.'] : []
}

/** As a text within an RE2 expression. */
const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** Reads the terms of every change that the default branch reaches, so that nobody waits for them. */
function termsJob({ repos, terms, log }: { repos: Repos; terms: TermBook; log: Log }): JobKind<TermsPayload> {
  async function run(id: string, signal: AbortSignal): Promise<void> {
    const repository = await repos.get(machine, id).catch(ifGone)
    if (repository === null) return terms.remove(id)
    if (!isReadable(repository)) return
    const all = await repos.commitsBetween(machine, repository, { tip: repository.head, from: 0, to: Infinity, limit: maxRead, signal })
    const missing = await terms.missing(id, all.map(({ oid }) => oid))
    if (missing.length > 0) await terms.fill(machine, repository, missing, signal)
  }
  return {
    name: 'intel.terms', concurrency: 1, maxAttempts: 5,
    async run({ id }, { signal }) {
      await run(id, signal).catch((error: unknown) => {
        log.warn({ repository: id, err: error }, 'the changes of a repository could not be read for their words')
        throw error
      })
    },
  }
}

/** The newest; older ones are read when they are asked for. */
const maxRead = 100_000

function ifGone(error: unknown): null {
  if (error instanceof Problem && error.status === 404) return null
  throw error
}
