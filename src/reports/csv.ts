import { stringify } from 'csv-stringify/sync'
import { visible } from './text.ts'
import type { Report } from './contract.ts'

const columns = ['kind', 'repository', 'revision', 'commit', 'path', 'line', 'text', 'owners', 'sources', 'state', 'files searched', 'left out']

/** Impacted places and then the coverage ledger, one row each: the second is what makes the first an answer. */
export function toCsv(report: Report): string {
  const places = report.impact.places.map((place) => ['place', place.repository, place.rev, place.commit, place.path, place.line ?? '', place.text, place.owners.join(' '), place.sources.join(' '), '', '', ''])
  const ledger = report.coverage.rows.map((row) => ['coverage', row.repository, row.rev, row.commit ?? '', '', '', row.query, '', '', row.state, row.files, row.skipped.map(({ reason, count }) => `${reason} ${count}`).join(' ')])
  const statement = ['statement', '', '', '', '', '', report.coverage.statement, '', '', report.coverage.complete ? 'complete' : 'incomplete', '', '']
  return stringify([columns, ...places, ...ledger, statement].map((row) => row.map(harmless)), { bom: true, record_delimiter: 'windows' })
}

/**
 * A spreadsheet runs a cell that begins like a formula; an apostrophe before it makes it text (OWASP, "CSV injection"). The signs
 * count in their full width too, which some locales read alike. Numbers of ours stay numbers.
 */
export function harmless(value: string | number): string | number {
  if (typeof value === 'number') return value
  const text = visible(value)
  return /^\s*[=+\-@|\t\uff1d\uff0b\uff0d\uff20\u2212]/.test(text) || text.startsWith('\t') ? `'${text}` : text
}
