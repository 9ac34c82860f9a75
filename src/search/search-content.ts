import type { FileList } from '../repos/repos.ts'
import { createBreath } from './breath.ts'
import { fileFilter, speaksOfAll } from './file-filter.ts'
import type { FoundFile } from './found.ts'
import { shareNumbers, type IndexedFiles } from './index/file-index.ts'
import type { Begun, UnitSearch } from './run.ts'
import { scanFiles } from './scan-files.ts'
import { searchIndexed } from './search-indexed.ts'
import { union } from './union.ts'

/**
 * Searches the contents of files: what is in the index through it, the rest read from git, both at once, in the order of the files.
 * Work begins at once; `results` must be taken or returned.
 */
export function searchContent(search: UnitSearch): Begun {
  const stop = new AbortController()
  const signal = AbortSignal.any([search.request.signal, stop.signal])
  const begun = begin({ ...search, request: { ...search.request, signal } })
  begun.catch(() => {}) // whoever takes the results hears of it
  return { results: take(begun, () => stop.abort()) }
}

async function* take(begun: Promise<AsyncGenerator<FoundFile>[]>, stop: () => void): AsyncGenerator<FoundFile> {
  try {
    yield* union(await begun)
  } finally {
    stop()
    const streams = await begun.catch(() => [])
    await Promise.all(streams.map((stream) => stream.return(undefined)))
  }
}

async function begin(search: UnitSearch): Promise<AsyncGenerator<FoundFile>[]> {
  const { unit, request, deps } = search
  const files = await deps.repos.files(request.viewer, unit.repository, unit.commit, request.signal)
  const { inIndex, others } = asAsked(await divide(files, deps.index.of(files), search), files, search)
  const begun: Begun[] = []
  if (inIndex === null || inIndex.length > 0) begun.push(searchIndexed(search, { files, selection: inIndex }))
  if (others.length > 0) begun.push(scanFiles(search, { files, places: others }))
  return begun.map(({ results }) => results)
}

/** Without the index, or with nothing but it, as `index:` says. */
function asAsked({ inIndex, others }: Divided, files: FileList, { unit, branch }: UnitSearch): Divided {
  if (branch.index === 'yes') return { inIndex, others }
  if (branch.index === 'no') return { inIndex: shareNumbers([]), others: Uint32Array.from([...(inIndex ?? files.paths.keys()), ...others]).sort() }
  const texts = others.filter((at) => files.kind(at) === 'file')
  if (texts.length > 0) unit.row.skippedMany('not_indexed', texts.length, [...texts.subarray(0, 5)].map((at) => files.paths[at] ?? ''))
  return { inIndex, others: new Uint32Array() }
}

type Divided = { inIndex: Uint32Array | null; others: Uint32Array }

/** The files that the branch speaks of: those in the index (null: all of the commit), and the others. */
async function divide(files: FileList, { indexed, unindexed }: Pick<IndexedFiles, 'indexed' | 'unindexed'>, search: UnitSearch): Promise<Divided> {
  if (speaksOfAll(search.branch)) return { inIndex: indexed, others: unindexed }
  const passes = await fileFilter(search)
  const breathe = createBreath(search.request.signal)
  const choose = async (places: Iterable<number>) => {
    const chosen: number[] = []
    for (const at of places) {
      const pause = breathe()
      if (pause) await pause
      if (passes(files.paths[at] ?? '')) chosen.push(at)
    }
    return chosen
  }
  return { inIndex: shareNumbers(await choose(indexed ?? files.paths.keys())), others: Uint32Array.from(await choose(unindexed)) }
}
