import type { Caller } from '../../platform/http.ts'
import type { StreamEvent } from '../../search/contract.ts'
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

/** Files that hold a word, in the order of their paths. Letter case counts. */
export const filesWithWord = (request: CandidatesRequest): Promise<Candidates> => filesWhere(request, `type:file select:file ${wordPattern(request.word)}`)

/** Files that define a symbol of just this name. */
export const filesDefining = (request: CandidatesRequest): Promise<Candidates> => filesWhere(request, `type:symbol ^${literal(request.word)}$`)

async function filesWhere({ search, viewer, tree, signal }: CandidatesRequest, pattern: string): Promise<Candidates> {
  const query = `repo:^${literal(tree.repository.name)}$ rev:${tree.commit} case:yes count:all fork:yes archived:yes timeout:1m ${pattern}`
  const found: Candidates = { paths: [], notSearched: [] }
  const request = { query, patternType: 'regexp', order: 'path', after: null, contextLines: 0, chunks: false } as const
  for await (const event of search.stream(viewer, request, signal)) take(event, tree, found)
  signal.throwIfAborted()
  return found
}

function take({ event, data }: StreamEvent, tree: Tree, { paths, notSearched }: Candidates): void {
  if (event === 'matches') paths.push(...data.flatMap((match) => ('path' in match && match.repository === tree.repository.name ? [match.path] : [])))
  if (event === 'error') notSearched.push({ path: null, reason: data.message })
  if (event === 'progress' && data.done) notSearched.push(...data.coverage.rows.flatMap(({ skipped }) => skipped.filter(({ reason }) => !harmless.has(reason)).flatMap(gapsOf)))
}

const gapsOf = ({ reason, examples }: { reason: string; examples: readonly string[] }) => (examples.length > 0 ? examples : [null]).map((path) => ({ path, reason }))

/** Holds no code of ours. */
const harmless = new Set(['binary', 'submodule', 'match_limit', 'no_grammar'])

/** Letters, digits and a few others as they are, the rest by number, so that nothing of it means anything to the query or the expression. */
export const literal = (text: string): string => text.replace(/[^\p{L}\p{N}_/-]/gu, (char) => `\\x{${(char.codePointAt(0) ?? 0).toString(16)}}`)

/** A boundary stands only beside what RE2 holds for a letter of a word. */
const wordPattern = (word: string): string => `${/^\w/.test(word) ? '\\b' : ''}${literal(word)}${/\w$/.test(word) ? '\\b' : ''}`
