import { languageOf } from '../../engine/lang.ts'
import type { CodeSymbol } from '../../engine/symbols/index.ts'
import type { Caller } from '../platform/http.ts'
import type { FoundFile } from './found.ts'
import { hasGrammar } from './index/symbol-index.ts'
import type { RunDeps } from './run.ts'

/** What is defined on the lines of files on which something was found, of those files whose symbols are stored. */
export type Definitions = ReadonlyMap<FoundFile, readonly CodeSymbol[]>

/** Of a file with thousands of matches, those on the first lines have to do. */
const linesLookedAt = 20

/** Nobody waits for a grammar here: what is not stored is not known. */
export async function definitionsOf(viewer: Caller, found: readonly FoundFile[], { repos, symbols }: Pick<RunDeps, 'repos' | 'symbols'>): Promise<Definitions> {
  const definitions = new Map<FoundFile, readonly CodeSymbol[]>()
  for (const [, together] of Map.groupBy(found, ({ repository, commit }) => `${repository.id} ${commit}`)) {
    const [{ repository, commit }] = together as [FoundFile]
    const files = await repos.files(viewer, repository, commit)
    for (const file of together) {
      const language = languageOf(file.path)
      const lines = new Set(file.content?.ranges.slice(0, linesLookedAt).map(({ start }) => start.line))
      const known = hasGrammar(language) ? symbols.symbolsOn({ oid: files.oid(file.at), language }, lines) : null
      if (known) definitions.set(file, known)
    }
  }
  return definitions
}
