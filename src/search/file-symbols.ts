import { languageOf } from '../../engine/lang.ts'
import type { CodeSymbol } from '../../engine/symbols/index.ts'
import type { Answer, Parsed } from '../platform/endpoint.ts'
import { notFound } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import type { fileSymbols, SymbolPlace } from './contract.ts'
import { hasGrammar } from './index/symbol-index.ts'
import { symbolsOfBlob, type SymbolDeps } from './told-symbols.ts'

/** What a file defines at a revision; where that is not stored, its grammar tells it now. */
export async function symbolsOfFile(viewer: Caller, { repo, rev, path }: Parsed<typeof fileSymbols>['query'], { deps, signal }: { deps: SymbolDeps; signal: AbortSignal }): Promise<Answer<typeof fileSymbols>> {
  const repository = await deps.repos.byName(viewer, repo)
  const resolved = await deps.repos.resolve(viewer, repository, rev)
  if (!resolved) throw notFound('code.no_revision', 'There is no such branch, tag or commit.')
  const { commit } = resolved
  const [oid = null] = await deps.repos.blobsAt(viewer, repository, [{ commit, path }])
  if (oid === null) throw notFound('code.no_such_path', 'There is no such file at this revision.')
  const language = languageOf(path)
  if (!hasGrammar(language)) return { commit, state: 'no_grammar', symbols: [] }
  const outline = await symbolsOfBlob({ oid, language }, { viewer, repository, signal }, deps)
  return outline.state === 'done' ? { commit, state: 'done', symbols: outline.symbols.map(shownSymbol) } : { commit, state: outline.state, symbols: [] }
}

/** Lines and columns count from 1 over HTTP. */
export const shownSymbol = ({ name, kind, container, line, column, startLine, endLine }: CodeSymbol): SymbolPlace =>
  ({ name, kind, container, line: line + 1, column: column + 1, startLine: startLine + 1, endLine: endLine + 1 })
