import type { Input } from '../../src/platform/endpoint.ts'
import type { findImpact } from '../../src/impact/contract.ts'

export type Question = Input<typeof findImpact>['body']

/** What a person is asked for, by the kind of the question. */
export const kinds = { package: 'Package', advisories: 'Advisories', commit: 'Commit', code: 'Code', search: 'Search' } as const
export type QuestionKind = keyof typeof kinds

/** What stands in the fields. */
export interface Draft {
  kind: QuestionKind
  purl: string
  range: string
  repo: string
  oid: string
  /** Of code: empty for the default branch. */
  rev: string
  path: string
  /** `10-42` or `10`: lines; `10:5`: the name at a line and column. */
  place: string
  query: string
}

export const emptyDraft: Draft = { kind: 'package', purl: '', range: '', repo: '', oid: '', rev: '', path: '', place: '', query: '' }

/** What an address asks: `?purl=…&range=…`, `?repo=…&commit=…`, `?repo=…&rev=…&path=…&at=10-42` or `?query=…`. Advisories are files, and stand in no address. */
export function draftOf(search: Readonly<Record<string, unknown>>): Draft {
  const text = (name: string) => String(search[name] ?? '')
  const kind = text('commit') !== '' ? 'commit' : text('path') !== '' ? 'code' : text('query') !== '' ? 'search' : 'package'
  return { kind, purl: text('purl'), range: text('range'), repo: text('repo'), oid: text('commit'), rev: text('rev'), path: text('path'), place: text('at'), query: text('query') }
}

/** Null while something is missing, and for advisories. */
export function questionOf(draft: Draft): Question | null {
  const { kind, purl, range, repo, oid, query } = draft
  if (kind === 'package' && purl.trim() !== '') return { purl: purl.trim(), ...(range.trim() === '' ? {} : { range: range.trim() }) }
  if (kind === 'commit' && repo.trim() !== '' && oid.trim() !== '') return { commit: { repo: repo.trim(), oid: oid.trim() } }
  if (kind === 'code' && repo.trim() !== '' && draft.path.trim() !== '') return codeAt({ repo: repo.trim(), rev: draft.rev.trim(), path: draft.path.trim() }, draft.place.trim())
  if (kind === 'search' && query.trim() !== '') return { query: query.trim() }
  return null
}

/** Lines of a file, or the name at a line and column. Null for what is neither. */
function codeAt(file: { repo: string; rev: string; path: string }, place: string): Question | null {
  const [, line, column, to = line] = /^(\d{1,8})(?::(\d{1,8})|-(\d{1,8}))?$/.exec(place) ?? []
  if (line === undefined) return null
  if (column !== undefined) return { symbol: { ...file, line: Number(line), column: Number(column) } }
  return { lines: { ...file, from: Number(line), to: Number(to) } }
}

/** The address of the page that asks it; null for advisories, which stand in none. */
export function hrefOfQuestion(question: Question): string | null {
  const parts = addressOf(question)
  return parts && `/impact?${new URLSearchParams(Object.entries(parts).filter(([, value]) => value !== ''))}`
}

function addressOf(question: Question): Record<string, string> | null {
  if ('purl' in question) return { purl: question.purl, range: question.range ?? '' }
  if ('commit' in question) return { repo: question.commit.repo, commit: question.commit.oid }
  if ('query' in question) return { query: question.query }
  if ('osv' in question) return null
  const { repo, rev = '', path } = 'lines' in question ? question.lines : question.symbol
  return { repo, rev, path, at: 'lines' in question ? `${question.lines.from}-${question.lines.to}` : `${question.symbol.line}:${question.symbol.column}` }
}

/** The same of what stands in the fields; null while something is missing. */
export function hrefOfDraft(draft: Draft): string | null {
  const question = questionOf(draft)
  return question && hrefOfQuestion(question)
}

/** What somebody means who types into one field: a package URL, or else a search. Null for nothing. */
export function questionTyped(text: string): Question | null {
  const typed = text.trim()
  if (typed === '') return null
  const [purl = '', ...range] = typed.split(/\s+/)
  return /^pkg:/i.test(typed) ? { purl, ...(range.length > 0 ? { range: range.join(' ') } : {}) } : { query: typed }
}
