import type { Input } from '../../src/platform/endpoint.ts'
import type { findImpact } from '../../src/impact/contract.ts'

export type Question = Input<typeof findImpact>['body']

/** What a person is asked for, by the kind of the question. */
export const kinds = { package: 'Package', advisories: 'Advisories', commit: 'Commit', search: 'Search' } as const
export type QuestionKind = keyof typeof kinds

/** What stands in the fields. */
export interface Draft {
  kind: QuestionKind
  purl: string
  range: string
  repo: string
  oid: string
  query: string
}

export const emptyDraft: Draft = { kind: 'package', purl: '', range: '', repo: '', oid: '', query: '' }

/** What an address asks: `?purl=…&range=…`, `?repo=…&commit=…` or `?query=…`. Advisories are files, and stand in no address. */
export function draftOf(search: Readonly<Record<string, unknown>>): Draft {
  const text = (name: string) => String(search[name] ?? '')
  const kind = text('commit') !== '' ? 'commit' : text('query') !== '' ? 'search' : 'package'
  return { kind, purl: text('purl'), range: text('range'), repo: text('repo'), oid: text('commit'), query: text('query') }
}

/** Null while something is missing, and for advisories. */
export function questionOf({ kind, purl, range, repo, oid, query }: Draft): Question | null {
  if (kind === 'package' && purl.trim() !== '') return { purl: purl.trim(), ...(range.trim() === '' ? {} : { range: range.trim() }) }
  if (kind === 'commit' && repo.trim() !== '' && oid.trim() !== '') return { commit: { repo: repo.trim(), oid: oid.trim() } }
  if (kind === 'search' && query.trim() !== '') return { query: query.trim() }
  return null
}

/** The address of the page that asks it; null for what stands in none: advisories, and places in code. */
export function hrefOfQuestion(question: Question): string | null {
  const parts = 'purl' in question ? { purl: question.purl, range: question.range ?? '' } : 'commit' in question ? { repo: question.commit.repo, commit: question.commit.oid } : 'query' in question ? { query: question.query } : null
  return parts && `/impact?${new URLSearchParams(Object.entries(parts).filter(([, value]) => value !== ''))}`
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
