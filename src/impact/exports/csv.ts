import { stringify } from 'csv-stringify/sync'
import type { Impact } from '../contract.ts'
import { coverageOf } from './coverage.ts'
import { visible } from './text.ts'

const columns = ['row', 'kind', 'repository', 'revision', 'commit', 'path', 'line', 'package', 'version', 'via', 'scope', 'owners', 'service', 'environment', 'advisories', 'text']

/** What is hit, then since when until when, then what was not looked at, one row each, and the coverage: that is what makes the others an answer. */
export function toCsv(impact: Impact): string {
  const affected = impact.affected.map((row) => [
    'affected', row.kind, row.repo, row.rev, row.commit, row.path, row.line ?? '', row.package ?? '', row.version ?? '', row.via.join(' → '), row.scope ?? '', row.owners.join(' '),
    row.service ?? '', row.environment ?? '', row.advisories.join(' '), row.text ?? '',
  ])
  const mainlines = impact.history.mainlines.map((span) =>
    ['on the mainline', span.kind, span.repo, '', span.from.commit, span.path, span.line, span.package, span.version ?? '', '', '', '', '', '', '', timesOf(span)])
  const deployed = impact.history.deployed.map((span) =>
    ['deployed', '', span.repo, '', span.from.commit, '', '', span.package ?? '', span.version ?? '', '', '', '', span.service, span.environment, '', timesOf(span)])
  const gaps = impact.ledger.gaps.map((gap) => ['not looked at', '', gap.repo, gap.rev, '', gap.path, '', '', '', '', '', '', '', '', '', gap.reason])
  const coverage = ['coverage', impact.complete ? 'complete' : 'incomplete', '', '', '', '', '', '', '', '', '', '', '', '', '', `${impact.question}. ${coverageOf(impact)}`]
  return stringify([columns, ...affected, ...mainlines, ...deployed, ...gaps, coverage].map((row) => row.map(harmless)), { bom: true, record_delimiter: 'windows' })
}

const timesOf = ({ from, until }: { from: { time: string }; until: { time: string } | null }) => `from ${from.time}${until ? ` until ${until.time}` : ''}`

/** A spreadsheet runs a cell that begins like a formula; an apostrophe before it makes it text (OWASP, "CSV injection"). */
function harmless(value: string | number): string | number {
  if (typeof value === 'number') return value
  const text = visible(value)
  return /^\s*[=+\-@|\t\uff1d\uff0b\uff0d\uff20\u2212]/.test(text) ? `'${text}` : text
}
