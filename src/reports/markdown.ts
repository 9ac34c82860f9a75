import type { Evidence, IncidentHead } from '../incidents/contract.ts'
import { foundWords, type LedgerRow } from '../search/contract.ts'
import { commitsFound, type Report } from './contract.ts'
import { visible, visibleLine } from './text.ts'
import { holesWords, impactWords, placeOfHole, stateOfHole } from './words.ts'

/** `2026-02-11 02:14:09 UTC` */
export const utc = (time: string): string => `${time.slice(0, 19).replace('T', ' ')} UTC`

export const nameOf = ({ number }: Pick<IncidentHead, 'number'>): string => `INC-${number}`

/** The report as Markdown. Text from outside stands in code spans or is escaped, so it stays text. */
export function toMarkdown(report: Report): string {
  const { incident } = report
  return `${[
    `# ${nameOf(incident)} ${escape(incident.title)}`,
    `${incident.severity.toUpperCase()}, ${incident.status}. As of ${utc(report.asOf)}.`,
    paragraphs(incident.summary),
    section('In short', facts(report)),
    section('Exit criteria', list(report.exitCriteria.map(({ text, met }) => `[${met ? 'x' : ' '}] ${escape(text)}`), 'None were set.')),
    section('Signals', list(report.signals.flatMap(signalLines), 'None were recorded.')),
    section('Cause', list(report.verdicts.map(verdictLine), 'No change was marked as the culprit.')),
    section('Impact', impact(report)),
    ...(report.holes.length > 0 ? [section('Holes', holes(report))] : []),
    section('Evidence', list(report.evidence.flatMap(evidenceLines), 'Nothing was pinned.')),
    section('Coverage', coverage(report)),
    section('Timeline', list(report.timeline.map((entry) => `${utc(entry.at)} — ${escape(entry.text)} (${escape(entry.by.name)})`), 'Empty.')),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`
}

const section = (title: string, body: string) => `## ${title}\n\n${body}`
/** A line that begins with two spaces belongs to the one above it. */
const list = (lines: string[], empty: string) => (lines.length === 0 ? empty : lines.map((line) => line.replace(/^( {2})?/, '$1- ')).join('\n'))

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
  const table = rows(['Repository', 'Files', 'Lines', 'Owners'], repositories.map((each) => [escape(each.repository), String(each.files), String(each.lines), owners(each.owners)]))
  const detail = [...Map.groupBy(places, (place) => place.repository)].map(([repository, all]) => `### ${escape(repository)}\n\n${list(all.map(placeLine), '')}`)
  return [table, ...detail, truncated ? 'More places matched than are kept with the evidence.' : ''].filter(Boolean).join('\n\n')
}

/** Lists, not tables, for what holds code: within a table there is no way to write a bar behind a backslash. */
function placeLine({ path, line, commit, text, owners: names }: Report['impact']['places'][number]): string {
  const shown = code(cut(text.trim()))
  return `${code(`${path}${line ? `:${line}` : ''}`)} at ${code(commit.slice(0, 12))}${shown === '' ? '' : `: ${shown}`} (owners: ${owners(names)})`
}

const owners = (names: readonly string[]) => names.map(escape).join(', ') || 'not known'
const cut = (text: string) => (text.length <= 200 ? text : [...text].slice(0, 200).join(''))

const verdictLine = ({ verdict, repository, oid, subject, author, at, by }: Report['verdicts'][number]) =>
  `${verdict === 'culprit' ? 'Culprit' : 'Cleared'}: ${code(`${repository} ${oid.slice(0, 12)}`)} ${escape(subject)} (${escape(author)}) — ${utc(at)}, ${escape(by.name)}`

const holes = ({ holes: all }: Report) => `${holesWords(all)}.\n\n${list(all.map(holeLine), '')}`

const holeLine = (hole: Report['holes'][number]) =>
  `[${hole.state === 'open' ? ' ' : 'x'}] ${code(placeOfHole(hole))} ${code(cut(hole.what))}${hole.runs.length > 0 ? `, runs as ${hole.runs.map(escape).join(', ')}` : ''} (owners: ${owners(hole.owners)}): ${escape(stateOfHole(hole))} — ${utc(hole.at)}, ${escape(hole.by.name)}`

const evidenceLines = (evidence: Evidence) => [evidenceLine(evidence), ...commitsFound(evidence).map(({ repository, commit, text }) => `  ${code(`${repository} ${commit.slice(0, 12)}`)} ${escape(text)}`)]

function evidenceLine({ content, pinnedAt, pinnedBy, note }: Evidence): string {
  const by = `${utc(pinnedAt)}, ${escape(pinnedBy.name)}${note ? `: ${escape(note)}` : ''}`
  switch (content.kind) {
    case 'search':
      return `Search ${code(content.search.query)} (${content.search.patternType}): ${foundWords(content.search)}, ${content.search.ledger.complete ? 'ledger complete' : 'ledger has gaps'} — ${by}`
    case 'file':
      return `File ${code(`${content.file.repository}@${content.file.commit.slice(0, 12)} ${content.file.path}:${content.file.startLine}-${content.file.endLine}`)} — ${by}`
    case 'commit':
      return `Commit ${code(`${content.commit.repository} ${content.commit.oid.slice(0, 12)}`)} ${escape(content.commit.subject)} (${escape(content.commit.author)}) — ${by}`
    case 'impact':
      return `Impact of ${escape(impactWords(content.impact))} — ${by}`
  }
}

function coverage({ coverage: { statement, rows: ledger, questions } }: Report): string {
  const searches = [...Map.groupBy(ledger, (row) => row.query)].map(([query, all]) => {
    const table = rows(['Repository', 'Revision', 'State', 'Looked at', 'Left out'], all.map((row) => [escape(row.repository), escape(`${row.rev} ${row.commit?.slice(0, 12) ?? ''}`), row.state.replace('_', ' '), lookedAt(row), leftOut(row)]))
    return `Search ${code(query)}\n\n${table}`
  })
  return [statement, ...searches, ...questions.map(questionCovered)].join('\n\n')
}

function questionCovered({ question, ledger: { repositories, revisions, gaps, gapCount } }: Report['coverage']['questions'][number]): string {
  const more = gapCount > gaps.length ? [`and ${gapCount - gaps.length} more`] : []
  const left = [...gaps.map(({ repo, rev, path, reason }) => `${code([repo, rev, path].filter(Boolean).join(' '))} ${escape(reason)}`), ...more]
  return `Impact of ${escape(question)}: ${repositories} repositories, ${revisions} revisions.\n\n${list(left, 'Nothing was left out.')}`
}

/** Files, commits, or both. */
export const lookedAt = ({ files, commits }: Pick<LedgerRow, 'files' | 'commits'>): string =>
  [files > 0 || commits === 0 ? `${files} ${files === 1 ? 'file' : 'files'}` : '', commits > 0 ? `${commits} ${commits === 1 ? 'commit' : 'commits'}` : ''].filter(Boolean).join(', ')

export const leftOut = (row: LedgerRow): string => row.skipped.map(({ reason, count }) => `${reason.replaceAll('_', ' ')} ×${count}`).join(', ') || 'nothing'

/** The cells are escaped text or figures. */
function rows(head: string[], body: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')
}

/** Text as text: nothing in it is read as Markdown or HTML, and what hides or reorders text is shown, not obeyed. */
export function escape(text: string): string {
  return visibleLine(text)
    .replace(/[\\`*_{}[\]<>#|!~&]/g, '\\$&')
    .replace(/^([-+=]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`))
}

/** Text of several paragraphs. */
const paragraphs = (text: string) => visible(text).split(/\n\s*\n/).map(escape).filter(Boolean).join('\n\n')

function code(text: string): string {
  const clean = visibleLine(text)
  const fence = '`'.repeat(Math.max(0, ...[...clean.matchAll(/`+/g)].map((run) => run[0].length)) + 1)
  const space = fence.length > 1 ? ' ' : ''
  return clean === '' ? '' : `${fence}${space}${clean}${space}${fence}`
}
