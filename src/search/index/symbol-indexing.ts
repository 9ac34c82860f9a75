import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { HOLDINGS } from '../../../engine/blobs/index.ts'
import { languageOf } from '../../../engine/lang.ts'
import { startSymbolIndexer, type OutlinedBlob, type SymbolIndexer } from '../../../engine/symbols/index.ts'
import { machine } from '../../auth/auth.ts'
import type { Config } from '../../platform/config.ts'
import type { Repository } from '../../repos/contract.ts'
import type { Repos } from '../../repos/repos.ts'
import { createBreath } from '../breath.ts'
import { indexFolder } from './file-index.ts'
import { outlineBlobs, type BlobOutline, type OutlineDeps } from './outlines.ts'
import { grammarNumber, symbolFolder, type BlobInLanguage, type SymbolIndex } from './symbol-index.ts'

/** Keeps the store of symbols up to the mirrors. One repository at a time. */
export interface SymbolIndexing {
  /** Tells and keeps the symbols of what stands at some commits. Throws the signal's reason, or `ThreadFailed`. */
  update(repository: Repository & { head: string }, commits: readonly string[], options: Updating): Promise<void>
  /** Merges small segments. */
  tidy(): Promise<void>
  /** Removes what none of these repositories holds any more. */
  purge(owners: readonly string[], options: { thorough: boolean }): Promise<void>
  close(): Promise<void>
}

interface Updating {
  signal: AbortSignal
  report(part: number): Promise<void>
}

interface SymbolIndexingOptions extends OutlineDeps {
  repos: Repos
  symbols: SymbolIndex
  config: Pick<Config, 'dataDir'>
}

/** What a stop costs is then little, and small segments are joined again afterwards. */
const commitEvery = 5_000

export function createSymbolIndexing({ repos, syntax, symbols, log, config }: SymbolIndexingOptions): SymbolIndexing {
  const folder = symbolFolder(config.dataDir)
  let indexer: SymbolIndexer | null = null
  const writer = () => (indexer ??= startSymbolIndexer({ folder, extractor: symbols.extractor, held: join(indexFolder(config.dataDir), HOLDINGS) }))
  /** Commits of which everything is in the store: their files need not be listed again. */
  const through = new Map<string, ReadonlySet<string>>()

  async function restart(): Promise<void> {
    await indexer?.close()
    indexer = null
  }

  /** What is damaged goes as a whole. */
  async function beginAnew(): Promise<void> {
    await restart()
    await rm(folder, { recursive: true, force: true })
    through.clear()
    symbols.begin()
  }

  /** True if nothing was missing: what the source lacks may come with the next fetch. */
  async function add(repository: Repository, blobs: readonly BlobInLanguage[], { signal, report }: Updating): Promise<boolean> {
    let done = 0
    let isWhole = true
    let uncommitted = 0
    const commit = async () => {
      uncommitted = 0
      await writer().commit()
      symbols.refresh()
    }
    await outlineBlobs({
      viewer: machine, repository, blobs, signal, background: true,
      async tell(outlines) {
        const known = outlines.flatMap((outline, i) => storable(blobs[done + i], outline))
        await writer().add(known)
        done += outlines.length
        uncommitted += known.length
        isWhole &&= known.length === outlines.length
        if (uncommitted >= commitEvery) await commit()
        await report(done / blobs.length)
      },
    }, { repos, syntax, log })
    if (uncommitted > 0) await commit()
    return isWhole
  }

  /** What stands at the commits, has a grammar and is not in the store: each once. */
  async function missingAt(repository: Repository, commits: readonly string[], signal: AbortSignal): Promise<BlobInLanguage[]> {
    const breathe = createBreath(signal)
    const missing = new Map<string, BlobInLanguage>()
    for (const commit of commits) {
      const files = await repos.files(machine, repository, commit, signal)
      for (const file of symbols.of(files).unknown) {
        const pause = breathe()
        if (pause) await pause
        const blob = { oid: files.oid(file), language: languageOf(files.paths[file] ?? '') ?? '' }
        missing.set(`${blob.oid} ${blob.language}`, blob)
      }
    }
    return [...missing.values()]
  }

  return {
    async update(repository, commits, updating) {
      try {
        if (symbols.isDamaged) await beginAnew()
        const before = through.get(repository.id)
        const missing = await missingAt(repository, commits.filter((commit) => before?.has(commit) !== true), updating.signal)
        const isWhole = missing.length === 0 || (await add(repository, missing, updating))
        through.set(repository.id, new Set(isWhole ? commits : []))
      } catch (error) {
        await restart() // whatever it holds that was not committed must not be committed later
        throw error
      }
    },
    async tidy() {
      while (await writer().merge()) symbols.refresh()
      await writer().sweep()
    },
    async purge(owners, options) {
      for (const id of through.keys()) if (!owners.includes(id)) through.delete(id)
      if (!(await writer().purge(owners, options))) return
      symbols.refresh()
      await writer().sweep() // the job that tidies may have ended before
    },
    close: restart,
  }
}

/** Nothing is known of what the source lacks. */
function storable(blob: BlobInLanguage | undefined, outline: BlobOutline): OutlinedBlob[] {
  if (blob === undefined || outline.state === 'missing') return []
  return [{ oid: blob.oid, grammar: grammarNumber(blob.language), outline }]
}
