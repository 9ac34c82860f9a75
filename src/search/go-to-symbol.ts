import type { NameFound } from '../../engine/symbols/index.ts'
import type { Answer, Parsed } from '../platform/endpoint.ts'
import type { Caller } from '../platform/http.ts'
import type { Repository } from '../repos/contract.ts'
import { isReadable, type FileList } from '../repos/repos.ts'
import type { goToSymbol } from './contract.ts'
import { shownSymbol } from './file-symbols.ts'
import type { RunDeps } from './run.ts'

/** Nobody who types waits longer for lists of files. What is listed by then is kept, so the next letter finds more. */
const patienceMs = 400
const maxTries = 3

type Deps = Pick<RunDeps, 'repos' | 'symbols' | 'pool'>

interface Listed {
  repository: Repository
  files: FileList
}

/** The symbols of the default branches by what is typed of their names. Nobody waits for a grammar: what is not stored yet is left out. */
export async function findSymbols(viewer: Caller, { q, repo, limit }: Parsed<typeof goToSymbol>['query'], { deps, signal }: { deps: Deps; signal: AbortSignal }): Promise<Answer<typeof goToSymbol>> {
  const wanted = (await deps.repos.allVisible(viewer)).filter((repository) => repo === '' || repository.name === repo)
  const { listed, isAll } = await listFiles(viewer, wanted, { deps, signal })
  const known = listed.map(({ files }) => deps.symbols.of(files))
  const found = await ask({ text: q, limit }, listed, { deps, signal })
  return {
    complete: isAll && known.every(({ unknown }) => unknown.length === 0),
    symbols: found.flatMap(({ tree, file, symbol }) => {
      const at = listed[tree]
      return at ? [{ repo: at.repository.name, commit: at.files.commit, path: at.files.paths[file] ?? '', ...shownSymbol(symbol) }] : []
    }),
  }
}

async function listFiles(viewer: Caller, wanted: readonly Repository[], { deps, signal }: { deps: Deps; signal: AbortSignal }): Promise<{ listed: Listed[]; isAll: boolean }> {
  const late = AbortSignal.timeout(patienceMs)
  const listed: Listed[] = []
  for (const repository of wanted) {
    if (!isReadable(repository)) continue
    try {
      listed.push({ repository, files: await deps.repos.files(viewer, repository, repository.head, AbortSignal.any([signal, late])) })
    } catch (error) {
      signal.throwIfAborted()
      if (late.aborted) return { listed, isAll: false }
      throw error
    }
  }
  return { listed, isAll: true }
}

async function ask(query: { text: string; limit: number }, listed: readonly Listed[], { deps, signal }: { deps: Deps; signal: AbortSignal }): Promise<NameFound[]> {
  for (let tries = 1; ; tries++) {
    const trees = listed.map(({ files }) => deps.symbols.of(files).docs)
    try {
      return await deps.pool.run('names', { query, store: deps.symbols.asked(), trees }, { signal })
    } catch (error) {
      if (!deps.symbols.failed(error) || tries === maxTries) throw error
    }
  }
}
