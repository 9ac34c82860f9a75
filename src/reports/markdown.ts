import type { Evidence, IncidentHead } from '../incidents/contract.ts'
import type { LedgerRow } from '../search/contract.ts'
import type { Report } from './contract.ts'

/** `2026-02-11 02:14:09 UTC` */
export const utc = (time: string): string => `${time.slice(0, 19).replace('T', ' ')} UTC`

export const nameOf = ({ number }: Pick<IncidentHead, 'number'>): string => `INC-${number}`

/** The report as Markdown. Text from outside stands in code spans or is escaped, so it stays text. */
export function toMarkdown(report: Report): string {
  const { incident } = report
  return `${[
    `# ${nameOf(incident)} ${escape(incident.title)}`,
    `${incident.severity.toUpperCase()}, ${incident.status}. As of ${utc(report.asOf)}.`,
    incident.summary === '' ? '' : escape(incident.summary),
    section('In short', facts(report)),
    section('Exit criteria', list(report.exitCriteria.map(({ text, met }) => `[${met ? 'x' : ' '}] ${escape(text)}`), 'None were set.')),
    section('Signals', list(report.signals.flatMap(signalLines), 'None were recorded.')),
    section('Impact', impact(report)),
    section('Evidence', list(report.evidence.map(evidenceLine), 'Nothing was pinned.')),
    section('Coverage', coverage(report)),
    section('Timeline', list(report.timeline.map((entry) => `${utc(entry.at)} — ${escape(entry.text)} (${escape(entry.by.name)})`), 'Empty.')),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`
}

const section = (title: string, body: string) => `## ${title}\n\n${body}`
const list = (lines: string[], empty: string) => (lines.length === 0 ? empty : lines.map((line) => `- ${line}`).join('\n'))

function facts({ incident, roles }: Report): string {
  const times = [
    ['Declared', incident.declaredAt],
    ['Mitigated', incident.mitigatedAt],
    ['Resolved', incident.resolvedAt],
    ['Closed', incident.closedAt],
  ].flatMap(([label, time]) => (time ? [`${label}: ${utc(time)}`] : []))
  const services = incident.services.length > 0 ? [`Affected services: ${incident.services.map(escape).join(', ')}`] : []
  return list([...times, ...services, ...roles.map(({ role, name }) => `${role[0]?.toUpperCase()}${role.slice(1)}: ${escape(name)}`)], '')
}

const signalLines = ({ at, by, headline, frames }: Report['signals'][number]) => [`${utc(at)} — ${escape(headline)} (${escape(by)})`, ...frames.slice(0, 20).map((frame) => `  ${code(frame.place)} ${escape(frame.function)}, ${frame.confidence}`)]

function impact({ impact: { repositories, places, truncated }, coverage: { statement } }: Report): string {
  if (places.length === 0) return `No place was pinned or located. ${statement}`
  const table = rows(['Repository', 'Files', 'Lines', 'Owners'], repositories.map((each) => [escape(each.repository), String(each.files), String(each.lines), each.owners.map(escape).join(', ') || 'not known']))
  const detail = rows(['Place', 'Commit', 'Line', 'Owners'], places.map((place) => [code(`${place.repository} ${place.path}${place.line ? `:${place.line}` : ''}`), code(place.commit.slice(0, 12)), code(place.text.trim().slice(0, 200)), place.owners.map(escape).join(', ') || 'not known']))
  return [table, detail, truncated ? 'More places matched than are kept with the evidence.' : ''].filter(Boolean).join('\n\n')
}

export function evidenceLine({ content, pinnedAt, pinnedBy, note }: Evidence): string {
  const by = `${utc(pinnedAt)}, ${escape(pinnedBy.name)}${note ? `: ${escape(note)}` : ''}`
  switch (content.kind) {
    case 'search':
      return `Search ${code(content.search.query)} (${content.search.patternType}): ${content.search.matchCount} matches, ${content.search.ledger.complete ? 'ledger complete' : 'ledger has gaps'} — ${by}`
    case 'file':
      return `File ${code(`${content.file.repository}@${content.file.commit.slice(0, 12)} ${content.file.path}:${content.file.startLine}-${content.file.endLine}`)} — ${by}`
    case 'commit':
      return `Commit ${code(`${content.commit.repository} ${content.commit.oid.slice(0, 12)}`)} ${escape(content.commit.subject)} (${escape(content.commit.author)}) — ${by}`
  }
}

function coverage({ coverage: { statement, rows: ledger } }: Report): string {
  if (ledger.length === 0) return statement
  return [statement, rows(['Query', 'Repository', 'Revision', 'State', 'Files', 'Left out'], ledger.map((row) => [code(row.query), escape(row.repository), code(`${row.rev} ${row.commit?.slice(0, 12) ?? ''}`.trim()), row.state.replace('_', ' '), String(row.files), leftOut(row)]))].join('\n\n')
}

export const leftOut = (row: LedgerRow): string => row.skipped.map(({ reason, count }) => `${reason.replaceAll('_', ' ')} ×${count}`).join(', ') || 'nothing'

function rows(head: string[], body: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')
}

/** Text as text: nothing in it is read as Markdown or HTML, and control and bidirectional characters are shown, not obeyed. */
export function escape(text: string): string {
  return visible(text).replace(/[\\`*_{}[\]<>#|!~&]/g, '\\$&').replace(/\s*\n\s*/g, ' ')
}

function code(text: string): string {
  const clean = visible(text).replace(/\s*\n\s*/g, ' ')
  const fence = '`'.repeat(Math.max(0, ...[...clean.matchAll(/`+/g)].map((run) => run[0].length)) + 1)
  return clean === '' ? '' : `${fence}${fence.length > 1 ? ' ' : ''}${clean}${fence.length > 1 ? ' ' : ''}${fence}`
}

// oxlint-disable-next-line no-control-regex -- control characters are exactly what is made visible
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** Characters that hide or reorder text, as `U+202E`. */
export const visible = (text: string): string => text.replace(hidden, (char) => `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)
