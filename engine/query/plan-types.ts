import type { Issue, Node, Parameter } from './ast.ts'
import { error } from './check.ts'
import type { FlatBranch } from './dnf.ts'
import { toRepoPredicate } from './predicates.ts'
import { SYMBOL_KINDS, type SymbolKind } from './symbol-kinds.ts'

/** `file` finds contents, `path`, `repo` and `symbol` names, `commit` messages, `diff` the lines that commits added or removed. */
export type ResultType = 'file' | 'path' | 'repo' | 'symbol' | 'commit' | 'diff'

/** Of a symbol's kinds one may be named; `commit.diff.added` and `.removed` keep the changes that match in an added, or removed, line; then each is shown whole. */
export type Select = SymbolSelect | 'repo' | 'file' | 'file.directory' | 'file.owners' | 'content' | 'commit' | 'commit.diff' | 'commit.diff.added' | 'commit.diff.removed'

export type SymbolSelect = 'symbol' | `symbol.${SymbolKind}`

const SELECTS: readonly Select[] = ['symbol', ...SYMBOL_KINDS.map((kind): SymbolSelect => `symbol.${kind}`), 'repo', 'file', 'file.directory', 'file.owners', 'content', 'commit', 'commit.diff', 'commit.diff.added', 'commit.diff.removed']

/** Without `type:`. */
const DEFAULT_TYPES: readonly ResultType[] = ['file', 'path', 'repo']
/** Of code as it stands. */
const CODE_TYPES: readonly ResultType[] = [...DEFAULT_TYPES, 'symbol']
const RESULT_TYPES: readonly ResultType[] = [...CODE_TYPES, 'commit', 'diff']

export function readSelect(value: string): Select | undefined {
  const name = value.toLowerCase() === 'file.path' ? 'file' : value.toLowerCase()
  return SELECTS.find(select => select === name)
}

/**
 * Explicit types stand. Whoever selects symbols without any searches these. Otherwise contents, paths and repository names are searched; names not where `repo:` has chosen
 * the repositories already, nor where only absence is asked for. Filters alone list what they speak of.
 */
export function typesOf({ parameters, pattern }: FlatBranch, select: Select | undefined): Set<ResultType> {
  const asked = parameters.filter(({ field }) => field === 'type').map(({ value }) => value.toLowerCase())
  const explicit = RESULT_TYPES.filter(type => asked.includes(type))
  if (explicit.length) return new Set(explicit)
  if (select !== undefined && isSymbolSelect(select)) return new Set(['symbol'])
  if (pattern) return new Set(parameters.some(choosesRepositories) || isNegative(pattern) ? ['file', 'path'] : DEFAULT_TYPES)
  const listsFiles = parameters.some(({ field }) => field === 'file' || field === 'lang') || (select !== undefined && select !== 'repo')
  return new Set([listsFiles ? 'path' : 'repo'])
}

/** Of symbols, of all kinds or of one. */
export function isSymbolSelect(select: Select): select is SymbolSelect {
  return select === 'symbol' || select.startsWith('symbol.')
}

function choosesRepositories(parameter: Parameter): boolean {
  return parameter.field === 'repo' || toRepoPredicate(parameter) !== undefined
}

function isNegative(node: Node): boolean {
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.every(isNegative)
  return node.kind === 'pattern' && node.negated
}

export function findsCommits(types: ReadonlySet<ResultType>): boolean {
  return types.has('commit') || types.has('diff')
}

/** A pattern is then one of names of symbols, and of nothing else. */
export function findsOnlySymbols(types: ReadonlySet<ResultType>): boolean {
  return types.has('symbol') && types.size === 1
}

/** Where a pattern is looked for: only types that were asked for narrow it. Of a commit it is the message or the changed lines. */
export function patternFieldOf({ parameters }: FlatBranch, types: ReadonlySet<ResultType>): 'content' | 'path' | 'any' {
  if (findsCommits(types)) return 'content'
  if (types.has('file') === types.has('path') || !parameters.some(({ field }) => field === 'type')) return 'any'
  return types.has('file') ? 'content' : 'path'
}

/** One search looks either at code as it stands or at commits: revisions, filters and patterns mean different things to the two. */
export function checkTypes({ parameters }: FlatBranch, types: ReadonlySet<ResultType>, issues: Issue[]): void {
  const other = parameters.find(({ field, value }) => field === 'type' && CODE_TYPES.some(type => type === value.toLowerCase()))
  if (!other || !findsCommits(types)) return
  const commits = RESULT_TYPES.filter(type => types.has(type) && !CODE_TYPES.includes(type)).map(type => `type:${type}`).join(' and ')
  const message = `type:${other.value.toLowerCase()} finds code as it stands and ${commits} finds commits. Search for them apart, or join two searches: (type:file …) OR (type:diff …).`
  issues.push(error(other, { message }))
}
