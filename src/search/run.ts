import { languageOf } from '../../engine/lang.ts'
import type { PatternNode } from '../../engine/pattern.ts'
import type { Branch, Plan } from '../../engine/query/plan.ts'
import { UNMETERED, type Match as Span } from '../../engine/regex/index.ts'
import { compilePattern, DEFAULT_LIMITS, type BatchResult, type DocumentResult, type ScanPool, type ScanQuery } from '../../engine/scan/index.ts'
import type { Caller } from '../platform/http.ts'
import type { Repository } from '../repos/contract.ts'
import type { Repos } from '../repos/repos.ts'
import type { SkipReason } from './contract.ts'
import { createChannel, type Channel } from './channel.ts'
import type { LedgerBook } from './ledger.ts'
import { exclusionOf, namedRepositories, nameFilter, scopeOf, type Unit } from './scope.ts'

/** One thing found: a repository by its name, or a file by its path, its content, or both. */
export type Found =
  | { kind: 'repo'; repository: Repository; ranges: Span[] }
  | { kind: 'file'; repository: Repository; rev: string; commit: string; path: string; pathRanges: Span[]; content: DocumentResult | null }

export interface RunRequest {
  viewer: Caller
  plan: Plan
  ledger: LedgerBook
  signal: AbortSignal
  contextLines: number
}

export interface RunDeps {
  repos: Repos
  pool: ScanPool
  /** Files above it are not searched. */
  maxFileBytes: number
}

const batchBytes = 1024 * 1024
const batchDocuments = 2000
const batchesAhead = 6
const maxMatchesPerFile = 10_000
const pathsAtOnce = 4000

/**
 * Runs a plan: the union of its branches, each place at most once, always in the same order (repositories and then files by
 * name). Ends early, by returning, when its consumer stops reading; throws the signal's reason when that is aborted.
 */
export async function* run(request: RunRequest, deps: RunDeps): AsyncGenerator<Found> {
  const seen = new Set<string>()
  for (const branch of request.plan.branches) {
    for await (const found of runBranch(branch, request, deps)) {
      const key = found.kind === 'repo' ? found.repository.id : `${found.repository.id}\0${found.rev}\0${found.path}`
      if (seen.has(key)) continue
      seen.add(key)
      yield found
    }
  }
}

async function* runBranch(branch: Branch, request: RunRequest, deps: RunDeps): AsyncGenerator<Found> {
  if (branch.types.has('repo')) yield* findRepositories(branch, request, deps)
  if (!branch.types.has('file') && !branch.types.has('path')) return
  if (branch.pattern === null && listsRepositories(branch)) return
  const units = await scopeOf({ repos: deps.repos, viewer: request.viewer, branch, ledger: request.ledger })
  for (const unit of units) {
    request.signal.throwIfAborted()
    yield* needsContent(branch) ? searchContent({ unit, branch, request, deps }) : searchPaths({ unit, branch, request, deps })
  }
}

/** A query of nothing but repository filters asks for repositories. */
const listsRepositories = (branch: Branch) => branch.types.has('repo') && branch.files.length === 0 && branch.langs.length === 0

const needsContent = ({ pattern }: Branch) => pattern !== null && hasContentAtom(pattern)

function hasContentAtom(node: PatternNode): boolean {
  if (node.kind === 'atom') return node.field !== 'path'
  return node.kind === 'not' ? hasContentAtom(node.node) : node.nodes.some(hasContentAtom)
}

/** The pattern as a condition on names alone. */
function onNames(node: PatternNode): PatternNode {
  if (node.kind === 'atom') return { ...node, field: 'path' }
  return node.kind === 'not' ? { kind: 'not', node: onNames(node.node) } : { kind: node.kind, nodes: node.nodes.map(onNames) }
}

async function* findRepositories(branch: Branch, { viewer, ledger }: RunRequest, { repos }: RunDeps): AsyncGenerator<Found> {
  const match = nameMatcher(branch.pattern && onNames(branch.pattern), { caseSensitive: false })
  for (const repository of await namedRepositories(repos, viewer, branch)) {
    const place = { repository: repository.name, rev: 'HEAD', commit: repository.head, fetchedAt: repository.clone.lastFetchedAt }
    const reason = exclusionOf(repository, branch)
    if (reason) {
      ledger.skip(place, reason)
      continue
    }
    if (branch.types.size === 1) ledger.open(place).close()
    const ranges = match(repository.name)
    if (ranges) yield { kind: 'repo', repository, ranges }
  }
}

/** Matches a name as a document without content: the ranges in it, or null. Everything passes where there is no pattern. */
function nameMatcher(pattern: PatternNode | null, { caseSensitive }: { caseSensitive: boolean }): (name: string) => Span[] | null {
  if (!pattern) return () => []
  const compiled = compilePattern(pattern, { caseSensitive })
  if (!compiled.ok) throw new Error(`an unchecked pattern reached the search: ${compiled.issue.message}`)
  return (name) => {
    const verdict = compiled.matcher.match({ path: name, text: null }, { maxMatches: maxMatchesPerFile, meter: UNMETERED })
    return verdict.kind === 'match' ? verdict.match.pathRanges : null
  }
}

interface UnitSearch {
  unit: Unit
  branch: Branch
  request: RunRequest
  deps: RunDeps
}

async function* searchPaths({ unit, branch, request, deps }: UnitSearch): AsyncGenerator<Found> {
  const { repository, rev, commit, row } = unit
  const files = await deps.repos.files(request.viewer, repository, commit, request.signal)
  const passes = pathFilter(branch)
  const match = nameMatcher(branch.pattern, branch)
  for (const [at, path] of files.paths.entries()) {
    if (at % pathsAtOnce === pathsAtOnce - 1) await breathe(request.signal)
    if (!passes(path)) continue
    const pathRanges = match(path)
    if (pathRanges) yield { kind: 'file', repository, rev, commit, path, pathRanges, content: null }
  }
  row.searched(files.count, 0)
  row.close()
}

/** Lets other work of this thread run between stretches of its own. */
async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  signal.throwIfAborted()
}

function pathFilter({ files, langs, caseSensitive }: Branch): (path: string) => boolean {
  const named = nameFilter(files, { ignoreCase: !caseSensitive })
  return (path) => named(path) && langs.every(({ name, negated }) => (languageOf(path) === name) !== negated)
}

type Chosen = { path: string; oid: string; size: number; textless: boolean }

async function* searchContent(search: UnitSearch): AsyncGenerator<Found> {
  const { unit, request, deps } = search
  const files = await deps.repos.files(request.viewer, unit.repository, unit.commit, request.signal)
  const chosen = choose(files, search)
  const channel = createChannel<Promise<Found[]>>(batchesAhead)
  const stop = new AbortController()
  const signal = AbortSignal.any([request.signal, stop.signal])
  const produced = produce(chosen, { ...search, signal, channel })
  try {
    for await (const batch of channel.values()) yield* await batch
    unit.row.close()
  } finally {
    stop.abort()
    await produced
  }
}

/** The files whose content is to be searched; those that cannot be go into the ledger. */
function choose(files: Awaited<ReturnType<Repos['files']>>, { unit, branch, deps }: UnitSearch): Chosen[] {
  const passes = pathFilter(branch)
  const chosen: Chosen[] = []
  for (const [at, path] of files.paths.entries()) {
    if (!passes(path)) continue
    const textless = files.kind(at) !== 'file'
    const size = textless ? 0 : files.size(at)
    if (files.kind(at) === 'submodule') unit.row.skipped('submodule', path)
    if (size === null) unit.row.skipped('missing', path)
    else if (size > deps.maxFileBytes) unit.row.skipped('too_large', path)
    else chosen.push({ path, oid: files.oid(at), size, textless })
  }
  return chosen
}

type Production = UnitSearch & { signal: AbortSignal; channel: Channel<Promise<Found[]>> }

/** Reads blobs, packs them into batches and hands the batches to the scanners, a few ahead of the consumer. */
async function produce(chosen: Chosen[], production: Production): Promise<void> {
  const { channel } = production
  let batch = createBatch()
  const flush = async () => {
    if (batch.documents.length === 0) return
    const full = batch
    batch = createBatch()
    const scanned = scan(full, production)
    scanned.catch(() => {}) // whoever takes it from the channel hears of it
    await channel.push(scanned)
  }
  const add = async (file: Chosen, bytes: Uint8Array) => {
    if (batch.bytes + bytes.length > batchBytes || batch.documents.length >= batchDocuments) await flush()
    batch.add(file, bytes)
  }
  try {
    await readAll(chosen, production, add)
    await flush()
    channel.close()
  } catch (error) {
    channel.fail(error)
  }
}

/** Files that hold no text of their own (links, submodules) are matched by their path alone. */
async function readAll(chosen: Chosen[], { unit, request, deps, signal }: Production, add: (file: Chosen, bytes: Uint8Array) => Promise<void>): Promise<void> {
  const nothing = new Uint8Array()
  for (let from = 0; from < chosen.length; from += batchDocuments) {
    const slice = chosen.slice(from, from + batchDocuments)
    for (const file of slice) if (file.textless) await add(file, nothing)
    const real = slice.filter((file) => !file.textless)
    await deps.repos.readBlobs(request.viewer, unit.repository, {
      oids: real.map((file) => file.oid),
      signal,
      async onBlob(blob, index) {
        const file = real[index] as Chosen
        if (blob.state === 'read') await add(file, blob.bytes)
        else unit.row.skipped(blob.state, file.path)
      },
    })
  }
}

interface Batch {
  bytes: number
  documents: Chosen[]
  add(file: Chosen, bytes: Uint8Array): void
  /** One buffer that can be handed to another thread without copying. */
  pack(): { buffer: ArrayBuffer; documents: { id: number; path: string; offset: number; length: number }[] }
}

function createBatch(): Batch {
  const parts: Uint8Array[] = []
  return {
    bytes: 0,
    documents: [],
    add(file, bytes) {
      parts.push(Uint8Array.from(bytes)) // the reader takes its own buffer back
      this.documents.push(file)
      this.bytes += bytes.length
    },
    pack() {
      const buffer = new ArrayBuffer(this.bytes)
      const whole = new Uint8Array(buffer)
      let offset = 0
      const documents = parts.map((part, id) => {
        whole.set(part, offset)
        offset += part.length
        return { id, path: this.documents[id]?.path ?? '', offset: offset - part.length, length: part.length }
      })
      return { buffer, documents }
    },
  }
}

const reasons: Record<BatchResult['skipped'][number]['reason'], SkipReason> = { binary: 'binary', 'too-large': 'too_large', 'too-much-work': 'too_much_work' }

async function scan(batch: Batch, { unit, branch, request, deps, signal }: Production): Promise<Found[]> {
  const { repository, rev, commit, row } = unit
  if (!branch.pattern) throw new Error('content is searched only for a pattern')
  const limits = { ...DEFAULT_LIMITS, maxDocumentBytes: deps.maxFileBytes, maxMatches: maxMatchesPerFile, maxLines: maxMatchesPerFile, contextLines: request.contextLines }
  const query: ScanQuery = { pattern: branch.pattern, caseSensitive: branch.caseSensitive, limits }
  const { results, skipped } = await deps.pool.scan({ query, batch: batch.pack(), signal })
  const pathOf = (id: number) => batch.documents[id]?.path ?? ''
  for (const { id, reason } of skipped) row.skipped(reasons[reason], pathOf(id))
  row.searched(batch.documents.length - skipped.length, batch.bytes)
  return results.map(({ id, ...content }) => {
    if (content.limitHit) row.skipped('match_limit', pathOf(id))
    return { kind: 'file', repository, rev, commit, path: pathOf(id), pathRanges: content.pathRanges, content: content.ranges.length > 0 ? content : null }
  })
}
