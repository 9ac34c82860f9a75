import { stringify } from 'csv-stringify/sync'
import { visible } from './text.ts'
import { stateOfHole } from './words.ts'
import { commitsFound, type Report } from './contract.ts'

const columns = ['kind', 'repository', 'revision', 'commit', 'path', 'line', 'text', 'owners', 'sources', 'state', 'files searched', 'commits searched', 'left out']

/** Impacted places, commits that were found or judged, holes, and then the coverage ledger, one row each: the last is what makes the others an answer. */
export function toCsv(report: Report): string {
  const places = report.impact.places.map((place) => ['place', place.repository, place.rev, place.commit, place.path, place.line ?? '', place.text, place.owners.join(' '), place.sources.join(' '), '', '', '', ''])
  const commits = report.evidence.flatMap((piece) => commitsFound(piece).map((found) => ['commit', found.repository, found.rev, found.commit, '', '', found.text, '', piece.id, '', '', '', '']))
  const judged = report.verdicts.map(({ verdict, repository, oid, subject }) => [verdict, repository, '', oid, '', '', subject, '', '', '', '', '', ''])
  const holes = report.holes.map((hole) => ['hole', hole.repository, hole.rev, hole.commit, hole.path, hole.line ?? '', hole.what, hole.owners.join(' '), hole.evidenceId, stateOfHole(hole), '', '', ''])
  const questions = report.coverage.questions.flatMap(({ question, complete, ledger: { gaps } }) => [
    ['coverage', '', '', '', '', '', `impact of ${question}`, '', '', complete ? 'searched' : 'partly', '', '', ''],
    ...gaps.map(({ repo, rev, path, reason }) => ['coverage', repo, rev, '', path, '', `impact of ${question}`, '', '', 'partly', '', '', reason]),
  ])
  const ledger = report.coverage.rows.map((row) => ['coverage', row.repository, row.rev, row.commit ?? '', '', '', row.query, '', '', row.state, row.files, row.commits, row.skipped.map(({ reason, count }) => `${reason} ${count}`).join(' ')])
  const statement = ['statement', '', '', '', '', '', report.coverage.statement, '', '', report.coverage.complete ? 'complete' : 'incomplete', '', '', '']
  return stringify([columns, ...places, ...commits, ...judged, ...holes, ...ledger, ...questions, statement].map((row) => row.map(harmless)), { bom: true, record_delimiter: 'windows' })
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
