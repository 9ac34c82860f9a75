import type { Caller } from '../../platform/http.ts'
import type { Search } from '../../search/search.ts'
import type { Tree } from '../tree.ts'

/** Files that hold a word, and what could not be searched for it. */
export interface Candidates {
  paths: string[]
  notSearched: { path: string | null; reason: string }[]
}

export interface CandidatesRequest {
  search: Pick<Search, 'stream'>
  viewer: Caller
  tree: Tree
  word: string
  signal: AbortSignal
}

/** In the order of their paths. Letter case counts. */
export async function filesWithWord({ search, viewer, tree, word, signal }: CandidatesRequest): Promise<Candidates> {
  const query = `repo:^${literal(tree.repository.name)}$ rev:${tree.commit} type:file select:file case:yes count:all fork:yes archived:yes timeout:1m ${wordPattern(word)}`
  const found: Candidates = { paths: [], notSearched: [] }
  const request = { query, patternType: 'regexp', order: 'path', after: null, contextLines: 0, chunks: false } as const
  for await (const { event, data } of search.stream(viewer, request, signal)) {
    if (event === 'matches') found.paths.push(...data.flatMap((match) => ((match.type === 'path' || match.type === 'content') && match.repository === tree.repository.name ? [match.path] : [])))
    if (event === 'error') found.notSearched.push({ path: null, reason: data.message })
    if (event === 'progress' && data.done) found.notSearched.push(...data.coverage.rows.flatMap(({ skipped }) => skipped.filter(({ reason }) => !harmless.has(reason)).flatMap(({ reason, examples }) => (examples.length > 0 ? examples : [null]).map((path) => ({ path, reason })))))
  }
  signal.throwIfAborted()
  return found
}

/** Holds no code of ours. */
const harmless = new Set(['binary', 'submodule', 'match_limit'])

/** Letters, digits and a few others as they are, the rest by number, so that nothing of it means anything to the query or the expression. */
export const literal = (text: string): string => text.replace(/[^\p{L}\p{N}_/-]/gu, (char) => `\\x{${(char.codePointAt(0) ?? 0).toString(16)}}`)

/** A boundary stands only beside what RE2 holds for a letter of a word. */
const wordPattern = (word: string): string => `${/^\w/.test(word) ? '\\b' : ''}${literal(word)}${/\w$/.test(word) ? '\\b' : ''}`
