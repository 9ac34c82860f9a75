import { compileLinePattern } from '../../engine/history/index.ts'
import type { PatternNode } from '../../engine/pattern.ts'
import type { Issue, Node } from '../../engine/query/ast.ts'
import { applySuggestion, compileQuery } from '../../engine/query/index.ts'
import type { Plan } from '../../engine/query/plan.ts'
import type { Alert, Ledger, PatternType, SkipReason } from './contract.ts'
import type { Structures } from './structures.ts'

/** A query as it will be run, and what is to be said about it first. With an error there is nothing to run. */
export interface Understood {
  plan: Plan
  alert: Alert | null
  /** The query says itself how many results it wants. */
  hasCount: boolean
}

export async function understand({ query, patternType, signal }: { query: string; patternType: PatternType; signal: AbortSignal }, structures: Structures): Promise<Understood> {
  const { plan, issues: ofQuery, query: parsed } = compileQuery(query, { patternType })
  const issues = [...ofQuery, ...(await structures.issues(plan.branches, signal))]
  const errors = [...issues, ...unanswerable(plan)].filter((issue) => issue.severity === 'error')
  const alert = errors.length > 0 ? alertOf('This query cannot run', errors, query) : issues.length > 0 ? alertOf('About this query', issues, query) : null
  return { plan: errors.length > 0 ? { ...plan, branches: [] } : plan, alert, hasCount: parsed.root !== undefined && speaksOfCount(parsed.root) }
}

/** What the language can say and no search answers yet: it is refused by name, never passed over. */
function unanswerable({ branches }: Plan): Issue[] {
  const messages = branches.flatMap(({ types, structure, pattern, caseSensitive }) => (types.has('diff') && structure === null ? unfitForHistory(pattern, caseSensitive) : []))
  return messages.map((message) => ({ start: 0, end: 0, severity: 'error', message }))
}

function unfitForHistory(pattern: PatternNode | null, caseSensitive: boolean): string[] {
  const compiled = compileLinePattern(pattern, { caseSensitive })
  return compiled.ok ? [] : [compiled.message]
}

function speaksOfCount(node: Node): boolean {
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.some(speaksOfCount)
  return node.kind === 'parameter' && node.field === 'count'
}

function alertOf(title: string, issues: Issue[], query: string): Alert {
  const proposedQueries = issues.flatMap((issue) => applySuggestion(query, issue) ?? []).map((mended) => ({ query: mended }))
  return { title, description: [...new Set(issues.map((issue) => issue.message))].join('\n'), ...(proposedQueries.length > 0 ? { proposedQueries } : {}) }
}

/** What is to be said about a search that has come to its end, where its results could be misread without. */
export function closingAlert({ query, ledger, count }: { query: string; ledger: Ledger; count: number }): Alert | null {
  const { rows } = ledger
  if (rows.length === 0) return { title: 'No repositories found', description: 'No repository matches the filters of this query, so nothing was searched. Check what repo: names.' }
  if (rows.every((row) => row.state === 'excluded')) return onlyExcluded(query, ledger)
  if (count === 0 && rows.some(has('timeout'))) {
    return { title: 'Timed out while searching', description: 'Nothing was found in the time there was, and not everything was searched.', proposedQueries: [{ description: 'more time', query: `${query} timeout:60s` }] }
  }
  const lacking = rows.filter(has('no_revision'))
  if (lacking.length === 0) return null
  const names = lacking.slice(0, 10).map((row) => `${row.repository} has no ${row.rev}`)
  return { title: 'Some repositories could not be searched', description: [...names, ...(lacking.length > 10 ? [`and ${lacking.length - 10} more`] : [])].join('\n') }
}

const has = (reason: SkipReason) => (row: Ledger['rows'][number]) => row.skipped.some((skip) => skip.reason === reason)

function onlyExcluded(query: string, { rows }: Ledger): Alert {
  const filters = [...(rows.some(has('fork')) ? ['fork:yes'] : []), ...(rows.some(has('archived')) ? ['archived:yes'] : [])]
  return {
    title: 'No repositories found',
    description: 'The filters of this query name only forks or archived repositories, which are left out unless asked for, so nothing was searched.',
    proposedQueries: [{ description: `with ${filters.join(' and ')}`, query: `${query} ${filters.join(' ')}` }],
  }
}

/** For a search for owners, some of whose files nobody owns. */
export function unownedAlert(query: string, files: number): Alert | null {
  if (files === 0) return null
  const proposed = query.replace(/(^|\s)select:\S+/i, ' -file:has.owner()').trim()
  return {
    title: `${files.toLocaleString('en-US')} of the files found ${files === 1 ? 'has' : 'have'} no owner`,
    description: 'There no rule of a CODEOWNERS file names anybody, and no catalog-info.yaml above does.',
    kind: 'unowned-results',
    proposedQueries: [{ description: 'the files without an owner', query: proposed }],
  }
}

/** Owners are no places in code, of which evidence is made. */
export const notKept: Alert = {
  title: 'Owners cannot be kept as evidence',
  description: 'select:file.owners shows people, and what is kept of a search are the places in code that it finds. Remove it to keep those: the report names their owners.',
}

/** For an answer that was to go on behind a place which is not among the results any more. */
export const lostPlace: Alert = {
  title: 'The place to go on from is gone',
  description: 'The last result of the answer before is not found any more: its file or commit has changed meanwhile. Search again without the cursor.',
  kind: 'cursor-lost',
}
