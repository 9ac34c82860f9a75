import type { SymbolAnswer } from '../../engine/symbols/index.ts'
import { languageOf } from '../../engine/lang.ts'
import type { FileList } from '../repos/repos.ts'
import { createBreath } from './breath.ts'
import { createChannel, type Channel } from './channel.ts'
import { fileFilter } from './file-filter.ts'
import type { FoundSymbols } from './found.ts'
import { shareNumbers } from './index/file-index.ts'
import { outlineBlobs, type BlobOutline } from './index/outlines.ts'
import type { BlobInLanguage, SymbolFiles } from './index/symbol-index.ts'
import { symbolMatcher, wholeNameMatcher } from './names.ts'
import { needsContent, requiredContent } from './required-content.ts'
import type { UnitSearch } from './run.ts'
import { searchContent } from './search-content.ts'
import { failureReasons, noted } from './told-symbols.ts'
import { unionSymbols } from './union.ts'

/** How often a question is put again because the store has changed under it. */
const maxTries = 5
const answersAhead = 2

/** Searches the names of symbols: those that are stored through their index, those of other files as their grammar tells them now. */
export async function* searchSymbols(search: UnitSearch): AsyncGenerator<FoundSymbols> {
  const { unit, request, deps } = search
  const files = await deps.repos.files(request.viewer, unit.repository, unit.commit, request.signal)
  const { stored, told } = asAsked(await divide(files, search), files, search)
  yield* unionSymbols([searchStored(search, { files, selection: stored }), searchTold(search, { files, places: told })])
}

interface Divided {
  stored: number[]
  told: number[]
}

/** The files that the branch speaks of; those whose symbols nobody can tell go to the ledger. */
async function divide(files: FileList, search: UnitSearch): Promise<Divided> {
  const { row } = search.unit
  const known = search.deps.symbols.of(files)
  const passes = await placeFilter(files, search)
  const choose = (places: Iterable<number>) => chosen(places, passes, search.request.signal)
  const note = (reason: Parameters<typeof row.skippedMany>[0], places: readonly number[]) => {
    if (places.length > 0) row.skippedMany(reason, places.length, places.slice(0, 5).map((at) => files.paths[at] ?? ''))
  }
  note('no_grammar', await choose(known.foreign))
  for (const { file, reason } of known.failed) if (passes(file)) note(failureReasons[reason], [file])
  return { stored: await choose(known.stored), told: await choose(known.unknown) }
}

async function chosen(places: Iterable<number>, passes: (at: number) => boolean, signal: AbortSignal): Promise<number[]> {
  const breathe = createBreath(signal)
  const all: number[] = []
  for (const at of places) {
    const pause = breathe()
    if (pause) await pause
    if (passes(at)) all.push(at)
  }
  return all
}

/** By path, language and owner, and by what a file has to contain: these are searched for first. */
async function placeFilter(files: FileList, search: UnitSearch): Promise<(at: number) => boolean> {
  const named = await fileFilter(search)
  const branch = { ...search.branch, pattern: requiredContent(search.branch) }
  if (!needsContent(branch)) return (at) => named(files.paths[at] ?? '')
  const containing = new Set<number>()
  for await (const { at } of searchContent({ ...search, branch }).results) containing.add(at)
  return (at) => containing.has(at)
}

/** Without the store, or with nothing but it, as `index:` says. */
function asAsked({ stored, told }: Divided, files: FileList, { unit, branch }: UnitSearch): Divided {
  if (branch.index === 'yes') return { stored, told }
  if (branch.index === 'no') return { stored: [], told: [...stored, ...told].sort((a, b) => a - b) }
  if (told.length > 0) unit.row.skippedMany('not_indexed', told.length, told.slice(0, 5).map((at) => files.paths[at] ?? ''))
  return { stored, told: [] }
}

/** Asks for one answer after another. What the store has lost meanwhile is told by its grammar. */
async function* searchStored(search: UnitSearch, { files, selection }: { files: FileList; selection: readonly number[] }): AsyncGenerator<FoundSymbols> {
  if (selection.length === 0) return
  const shared = shareNumbers(selection)
  for (let from: number | null = 0; from !== null; ) {
    const answer = await ask(search, { files, selection: shared, from })
    if (answer === null) return yield* searchTold(search, { files, places: selection.slice(from) })
    const judged = selection.slice(from, from + answer.judged)
    search.unit.row.searched(judged.length, bytesOf(files, judged))
    for (const { file, symbols } of answer.results) yield found(search, files, { at: file, symbols })
    from = answer.next
  }
}

interface Question {
  files: FileList
  selection: Uint32Array
  from: number
}

/** Null if the store does not know these files any more. */
async function ask({ branch, request, deps }: UnitSearch, { files, selection, from }: Question): Promise<SymbolAnswer | null> {
  const query = { pattern: branch.symbols?.pattern ?? null, caseSensitive: branch.caseSensitive }
  for (let tries = 1; ; tries++) {
    const { docs }: SymbolFiles = deps.symbols.of(files)
    if (selection.subarray(from).some((at) => docs[at] === 0)) return null
    try {
      return await deps.pool.run('symbols', { query, store: deps.symbols.asked(), search: { docs, selection, from } }, { signal: request.signal })
    } catch (error) {
      if (!deps.symbols.failed(error) || tries === maxTries) throw error
    }
  }
}

interface Places {
  files: FileList
  /** Ascending. */
  places: readonly number[]
}

/** Has the grammars tell the symbols of files, unless that was done a moment ago. */
async function* searchTold(search: UnitSearch, { files, places }: Places): AsyncGenerator<FoundSymbols> {
  const blobs = places.map((at): BlobInLanguage & { at: number } => ({ at, oid: files.oid(at), language: languageOf(files.paths[at] ?? '') ?? '' }))
  const recalled = blobs.map((blob) => search.deps.outlines.of(blob))
  const unread = blobs.filter((_blob, i) => recalled[i] === undefined)
  const judge = judgeOf(search, files)
  async function* kept(): AsyncGenerator<FoundSymbols> {
    for (const [i, outline] of recalled.entries()) if (outline) yield* judge(blobs[i]?.at ?? -1, outline)
  }
  yield* unionSymbols([kept(), read(search, unread, judge)])
}

type Judge = (at: number, outline: BlobOutline) => FoundSymbols[]

function judgeOf(search: UnitSearch, files: FileList): Judge {
  const { row } = search.unit
  const matches = symbolMatcher(search.branch)
  return (at, outline) => {
    if (outline.state !== 'done') {
      row.skipped(outline.state === 'missing' ? 'missing' : failureReasons[outline.reason], files.paths[at] ?? '')
      return []
    }
    row.searched(1, files.size(at) ?? 0)
    const symbols = outline.symbols.filter(({ name }) => matches(name))
    return symbols.length > 0 ? [found(search, files, { at, symbols })] : []
  }
}

async function* read(search: UnitSearch, blobs: readonly (BlobInLanguage & { at: number })[], judge: Judge): AsyncGenerator<FoundSymbols> {
  if (blobs.length === 0) return
  const stop = new AbortController()
  const channel = createChannel<FoundSymbols[]>(answersAhead)
  const produced = produce(search, blobs, { judge, channel, signal: AbortSignal.any([search.request.signal, stop.signal]) })
  try {
    for await (const some of channel.values()) yield* some
  } finally {
    stop.abort()
    await produced
  }
}

/** Never rejects. */
async function produce({ unit, request, deps }: UnitSearch, blobs: readonly (BlobInLanguage & { at: number })[], { judge, channel, signal }: { judge: Judge; channel: Channel<FoundSymbols[]>; signal: AbortSignal }): Promise<void> {
  let done = 0
  try {
    await outlineBlobs({
      viewer: request.viewer, repository: unit.repository, blobs, signal, background: false,
      async tell(outlines) {
        const judged = outlines.flatMap((outline, i) => {
          const blob = blobs[done + i]
          return blob ? judge(blob.at, noted(blob, outline, deps)) : []
        })
        done += outlines.length
        await channel.push(judged)
      },
    }, deps)
    channel.close()
  } catch (error) {
    channel.fail(error)
  }
}

function found({ unit: { repository, rev, commit }, branch }: UnitSearch, files: FileList, { at, symbols }: Pick<FoundSymbols, 'at' | 'symbols'>): FoundSymbols {
  const isAll = wholeNameMatcher(branch)
  return { kind: 'symbols', repository, rev, commit, path: files.paths[at] ?? '', at, symbols, isWhole: symbols.some(({ name }) => isAll(name)) }
}

const bytesOf = (files: FileList, places: readonly number[]) => places.reduce((sum, at) => sum + (files.size(at) ?? 0), 0)
