import type { PackedTreeAnswer } from '../../engine/pool/index.ts'
import { unpackResults } from '../../engine/scan/index.ts'
import type { FileList } from '../repos/repos.ts'
import { createBreath } from './breath.ts'
import { createChannel, type Channel } from './channel.ts'
import { contentQuery, foundFile, skipReasons } from './content-query.ts'
import type { FoundFile } from './found.ts'
import type { Begun, UnitSearch } from './run.ts'
import { scanFiles } from './scan-files.ts'
import { union } from './union.ts'

/** Answers that may wait for their consumer. */
const answersAhead = 2
/** How often a question is put again because the index has changed under it. */
const maxTries = 5

interface Indexed {
  files: FileList
  /** Files that are in the index; null if all are. */
  selection: Uint32Array | null
}

/** Searches files through the index. What turns out to be missing there is read from git. */
export function searchIndexed(search: UnitSearch, indexed: Indexed): Begun {
  const channel = createChannel<Part>(answersAhead)
  const stop = new AbortController()
  const signal = AbortSignal.any([search.request.signal, stop.signal])
  const produced = produce({ ...search, request: { ...search.request, signal } }, indexed, channel)
  return { results: consume(channel, search, indexed.files, async () => (stop.abort(), produced)) }
}

/** One answer: the files that match, to be taken once, and those that have to be read after all. */
type Part = { found: Iterable<FoundFile>; lost: number[] }

async function* consume(channel: Channel<Part>, search: UnitSearch, files: FileList, stop: () => Promise<void>): AsyncGenerator<FoundFile> {
  const breathe = createBreath(search.request.signal)
  try {
    for await (const { found, lost } of channel.values()) {
      if (lost.length === 0) yield* each(found, breathe)
      else yield* union([each(found, breathe), scanFiles(search, { files, places: lost }).results])
    }
  } finally {
    await stop()
  }
}

/** An answer may hold a quarter of a million matches, and the next may be there already. */
async function* each(found: Iterable<FoundFile>, breathe: () => Promise<void> | undefined): AsyncGenerator<FoundFile> {
  for (const file of found) {
    const pause = breathe()
    if (pause) await pause
    yield file
  }
}

/** Asks for one answer after another, a few ahead of the consumer. Never rejects. */
async function produce(search: UnitSearch, indexed: Indexed, channel: Channel<Part>): Promise<void> {
  try {
    for (let from: number | null = 0; from !== null; ) {
      const answer = await ask(search, indexed, from)
      await channel.push({ found: present(answer, { search, indexed, from }), lost: answer.lost })
      from = answer.next
    }
    channel.close()
  } catch (error) {
    channel.fail(error)
  }
}

async function ask({ branch, request, deps }: UnitSearch, { files, selection }: Indexed, from: number): Promise<PackedTreeAnswer> {
  if (!branch.pattern) throw new Error('content is searched only for a pattern')
  const query = contentQuery(branch.pattern, { branch, deps, contextLines: request.contextLines })
  for (let tries = 1; ; tries++) {
    const { tree } = deps.index.of(files)
    try {
      return await deps.pool.run('tree', { query, search: { tree, selection, from } }, { signal: request.signal })
    } catch (error) {
      if (!deps.index.failed(error) || tries === maxTries) throw error
    }
  }
}

/** Tells the ledger what was covered, and gives what was found. */
function present(answer: PackedTreeAnswer, { search: { unit }, indexed: { files, selection }, from }: { search: UnitSearch; indexed: Indexed; from: number }): Iterable<FoundFile> {
  for (const { reason, count, files: examples } of answer.skipped) unit.row.skippedMany(skipReasons[reason], count, examples.map((file) => files.paths[file] ?? ''))
  unit.row.searched(answer.judged, bytesOf(files, selection, { from, to: answer.next ?? selection?.length ?? files.count }) - bytesOfAll(files, answer.lost))
  return unpackResults(answer.results).map(({ file, ...result }) => foundFile(unit, { path: files.paths[file] ?? '', at: file }, result))
}

function bytesOf(files: FileList, selection: Uint32Array | null, { from, to }: { from: number; to: number }): number {
  let bytes = 0
  for (let at = from; at < to; at++) bytes += files.size(selection?.[at] ?? at) ?? 0
  return bytes
}

const bytesOfAll = (files: FileList, places: readonly number[]) => places.reduce((sum, at) => sum + (files.size(at) ?? 0), 0)
