import { WorkerFailed } from '../../engine/pool/index.ts'
import type { BatchResult } from '../../engine/scan/index.ts'
import type { FileList } from '../repos/repos.ts'
import type { SkipReason } from './contract.ts'
import { createBatch, type Batch, type Chosen } from './batch.ts'
import { createChannel, type Channel } from './channel.ts'
import type { FoundFile } from './found.ts'
import type { KnownOutcome } from './known-outcomes.ts'
import { contentQuery, foundFile, skipReasons } from './content-query.ts'
import { pathMatcher } from './names.ts'
import type { Begun, UnitSearch } from './run.ts'

/** Scanned batches that may wait for their consumer. */
const batchesAhead = 6
const filesAtOnce = 2000

/** A file that is searched, or one that was decided without its content. */
type Step = Chosen | FoundFile

type Production = UnitSearch & { signal: AbortSignal; channel: Channel<Promise<FoundFile[]>> }

/** Files of one commit, ascending. */
export interface Selected {
  files: FileList
  places: Iterable<number>
}

/** Reads files from git and searches their contents. Reading begins at once; `results` must be taken or returned. */
export function scanFiles(search: UnitSearch, selected: Selected): Begun {
  const channel = createChannel<Promise<FoundFile[]>>(batchesAhead)
  const stop = new AbortController()
  const signal = AbortSignal.any([search.request.signal, stop.signal])
  const produced = produce({ ...search, signal, channel }, selected)
  return { results: consume(channel, async () => (stop.abort(), produced)) }
}

async function* consume(channel: Channel<Promise<FoundFile[]>>, stop: () => Promise<void>): AsyncGenerator<FoundFile> {
  try {
    for await (const batch of channel.values()) yield* await batch
  } finally {
    await stop()
  }
}

/** Reads files, packs them into batches and hands the batches to the scanners, a few ahead of the consumer. Never rejects. */
async function produce(production: Production, { files, places }: Selected): Promise<void> {
  try {
    await readAll([...places].flatMap((at) => stepOf(files, { at, path: files.paths[at] ?? '' }, production)), production)
    production.channel.close()
  } catch (error) {
    production.channel.fail(error)
  }
}

function stepOf(files: FileList, { at, path }: { at: number; path: string }, production: Production): Step[] {
  const textless = files.kind(at) !== 'file'
  if (files.kind(at) === 'submodule') production.unit.row.skipped('submodule', path)
  const chosen = { at, path, oid: files.oid(at), size: textless ? 0 : (files.size(at) ?? 0), textless }
  if (!textless && files.size(at) === null) return undecided(chosen, 'missing', production)
  if (chosen.size > production.deps.maxFileBytes) return undecided(chosen, 'too_large', production)
  const known = textless ? undefined : production.request.outcomes.of(production.branch, chosen.oid)
  return known === undefined ? [chosen] : recalled(chosen, known, production)
}

/** The same blob was read before in this search, at another path or in another revision. */
function recalled(chosen: Chosen, known: KnownOutcome, { unit }: Production): FoundFile[] {
  unit.row.searched(1, chosen.size)
  return known === 'no-match' ? [] : [foundFile(unit, chosen, known)]
}

/** A file whose content is out of reach: its path may decide alone; where it does not, that stands in the ledger. */
function undecided({ at, path }: Pick<Chosen, 'at' | 'path'>, reason: SkipReason, { unit, branch }: Production): FoundFile[] {
  const verdict = pathMatcher(branch)(path)
  if (verdict.kind === 'unknown') unit.row.skipped(reason, path)
  const { repository, rev, commit } = unit
  return verdict.kind === 'match' ? [{ kind: 'file', repository, rev, commit, path, at, pathRanges: verdict.ranges, content: null }] : []
}

async function readAll(steps: readonly Step[], production: Production): Promise<void> {
  const packer = createPacker(steps, production)
  try {
    for (let from = 0; from < steps.length; from += filesAtOnce) await readSome(steps.slice(from, from + filesAtOnce), production, packer)
    await packer.flush()
  } finally {
    packer.drop()
  }
}

async function readSome(steps: readonly Step[], production: Production, packer: Packer): Promise<void> {
  const { unit, request, deps, signal } = production
  const nothing = new Uint8Array()
  const real = steps.flatMap((step, place) => (hasText(step) ? [{ file: step, place }] : []))
  let done = 0
  /** Those without text that stand before a place, so that the order is kept. */
  const before = async (place: number) => {
    for (; done < place; done++) {
      const step = steps[done]
      if (step && 'kind' in step) await packer.decide([step])
      else if (step?.textless) await packer.add(step, nothing)
    }
  }
  await deps.repos.readBlobs(request.viewer, unit.repository, {
    oids: real.map(({ file }) => file.oid),
    signal,
    async onBlob(blob, index) {
      const { file, place } = real[index] as { file: Chosen; place: number }
      await before(place)
      if (blob.state === 'read') await packer.add(file, blob.bytes)
      else await packer.decide(undecided(file, blob.state, production))
    },
  })
  await before(steps.length)
}

const hasText = (step: Step): step is Chosen => !('kind' in step) && !step.textless

interface Packer {
  add(file: Chosen, bytes: Uint8Array): Promise<void>
  decide(found: FoundFile[]): Promise<void>
  flush(): Promise<void>
  /** Lets go of what was not flushed. */
  drop(): void
}

/** Fills one batch after another; at any time one permit is held for the one being filled, and one for each being scanned. */
function createPacker(steps: readonly Step[], production: Production): Packer {
  let remaining = steps.reduce((sum, step) => sum + (hasText(step) ? step.size : 0), 0)
  let filling: { batch: Batch; release: () => void } | null = null

  async function flush(): Promise<void> {
    if (!filling) return
    const { batch, release } = filling
    filling = null
    const scanned = scan(batch, production).finally(release)
    scanned.catch(() => {}) // whoever takes it from the channel hears of it
    await production.channel.push(scanned)
  }

  async function batchFor(bytes: number): Promise<Batch> {
    if (filling && !filling.batch.hasRoomFor(bytes)) await flush()
    if (!filling) {
      const release = await production.deps.buffers.enter(production.signal)
      filling = { batch: createBatch(remaining, bytes), release }
    }
    return filling.batch
  }

  return {
    flush,
    async add(file, bytes) {
      const batch = await batchFor(bytes.length)
      batch.add(file, bytes)
      remaining -= bytes.length
    },
    async decide(found) {
      if (found.length > 0) (await batchFor(0)).decided.push(...found)
    },
    drop() {
      filling?.release()
      filling = null
    },
  }
}

async function scan(batch: Batch, { unit, branch, request, deps, signal }: Production): Promise<FoundFile[]> {
  if (batch.documents.length === 0) return batch.decided
  if (!branch.pattern) throw new Error('content is searched only for a pattern')
  const query = contentQuery(branch.pattern, { branch, deps, contextLines: request.contextLines })
  try {
    const packed = batch.pack()
    const result = await deps.pool.run('scan', { query, batch: packed }, { signal, transfer: [packed.buffer] })
    remember(result, batch, { branch, request })
    return [...batch.decided, ...foundIn(result, batch, unit)].sort((a, b) => a.at - b.at)
  } catch (error) {
    if (!(error instanceof WorkerFailed)) throw error
    deps.log.error({ err: error, repository: unit.repository.name }, 'files could not be searched')
    for (const { path } of batch.documents) unit.row.skipped('failed', path)
    return batch.decided
  }
}

function remember({ results, skipped }: BatchResult, { documents }: Batch, { branch, request }: Pick<UnitSearch, 'branch' | 'request'>): void {
  const outcomes = new Map<number, KnownOutcome | null>([...skipped.map(({ id }) => [id, null] as const), ...results.map(({ id, ...result }) => [id, result] as const)])
  for (const [id, { oid, textless }] of documents.entries()) {
    const outcome = outcomes.has(id) ? outcomes.get(id) : 'no-match'
    if (outcome && !textless) request.outcomes.note(branch, oid, outcome)
  }
}

function foundIn({ results, skipped }: BatchResult, { documents, bytes }: Batch, unit: UnitSearch['unit']): FoundFile[] {
  for (const { id, reason } of skipped) unit.row.skipped(skipReasons[reason], documents[id]?.path ?? '')
  unit.row.searched(documents.length - skipped.length, bytes)
  return results.flatMap(({ id, ...result }) => {
    const file = documents[id]
    return file ? [foundFile(unit, file, result)] : []
  })
}
