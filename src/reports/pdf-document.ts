import pdfmake from 'pdfmake'
import roboto from 'pdfmake/fonts/Roboto.js'
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js'
import type { Evidence } from '../incidents/contract.ts'
import { foundWords } from '../search/contract.ts'
import { commitsFound, type Report } from './contract.ts'
import { leftOut, lookedAt, nameOf, utc } from './markdown.ts'
import { drawable, hasForeign } from './pdf-text.ts'
import { holesWords, impactWords, placeOfHole, stateOfHole } from './words.ts'

/** Lays out a report. The file's date is that of the incident's state, so the same state gives the same bytes. */
export async function layOut(report: Report): Promise<Uint8Array<ArrayBuffer>> {
  pdfmake.setFonts(roboto)
  const fonts = Object.values(roboto.Roboto)
  pdfmake.setLocalAccessPolicy((path: string) => fonts.includes(path)) // nothing that stands in a report is opened
  pdfmake.setUrlAccessPolicy(() => false)
  return Uint8Array.from(await pdfmake.createPdf(definitionOf(report)).getBuffer())
}

function definitionOf(report: Report): TDocumentDefinitions {
  const { incident } = report
  const title = `${nameOf(incident)} ${drawable(incident.title)}`
  return {
    info: { title, creationDate: new Date(report.asOf), producer: 'Firebreak', creator: 'Firebreak' },
    pageSize: 'A4',
    pageMargins: [40, 48, 40, 48],
    footer: (page, pages) => ({ text: `${nameOf(incident)} · as of ${utc(report.asOf)} · page ${page} of ${pages}`, style: 'small', alignment: 'center' }),
    content: [
      { text: title, style: 'title' },
      { text: `${incident.severity.toUpperCase()}, ${incident.status}. As of ${utc(report.asOf)}.`, style: 'small' },
      ...(incident.summary === '' ? [] : [paragraph(incident.summary)]),
      ...facts(report),
      ...section('Exit criteria', report.exitCriteria.map(({ text, met }) => `${met ? 'Met' : 'Open'}: ${text}`), 'None were set.'),
      ...section('Signals', report.signals.map(({ at, by, headline }) => `${utc(at)} — ${headline} (${by})`), 'None were recorded.'),
      ...section('Cause', report.verdicts.map(({ verdict, repository, oid, subject, author, at, by }) => `${verdict === 'culprit' ? 'Culprit' : 'Cleared'}: ${repository} ${oid.slice(0, 12)} ${subject} (${author}) — ${utc(at)}, ${by.name}`), 'No change was marked as the culprit.'),
      ...impact(report),
      ...holes(report),
      ...evidence(report),
      ...coverage(report),
      ...section('Timeline', report.timeline.map((entry) => `${utc(entry.at)} — ${entry.text} (${entry.by.name})`), 'Empty.'),
      ...(hasForeign(JSON.stringify(report)) ? [{ text: foreignNote, style: 'small', margin: [0, 14, 0, 0] as [number, number, number, number] }] : []),
    ],
    defaultStyle: { font: 'Roboto', fontSize: 9, lineHeight: 1.2 },
    styles: { title: { fontSize: 18, bold: true }, heading: { fontSize: 12, bold: true, margin: [0, 14, 0, 4] }, small: { fontSize: 8, color: '#555' }, head: { bold: true, fillColor: '#eef0f4' } },
  }
}

const foreignNote = 'Characters that the font of this file lacks are written as U+ and their number; the Markdown, CSV and JSON forms of this report have them as they are.'

const paragraph = (text: string): Content => ({ text: drawable(text), margin: [0, 6, 0, 0] })
const heading = (text: string): Content => ({ text, style: 'heading' })

function section(title: string, lines: string[], empty: string): Content[] {
  return [heading(title), lines.length > 0 ? { ul: lines.map(drawable) } : paragraph(empty)]
}

function facts({ incident, roles }: Report): Content[] {
  const times = [
    ['Declared', incident.declaredAt],
    ['Mitigated', incident.mitigatedAt],
    ['Resolved', incident.resolvedAt],
    ['Closed', incident.closedAt],
  ].flatMap(([label, time]) => (time ? [`${label}: ${utc(time)}`] : []))
  const services = incident.services.length > 0 ? [`Affected services: ${incident.services.join(', ')}`] : []
  return section('In short', [...times, ...services, ...roles.map(({ role, name }) => `${role}: ${name}`)], '')
}

function impact({ impact: { repositories, places, truncated }, coverage: { statement } }: Report): Content[] {
  if (places.length === 0) return [heading('Impact'), paragraph(`No place was pinned or located. ${statement}`)]
  return [
    heading('Impact'),
    table(['Repository', 'Files', 'Lines', 'Owners'], repositories.map((each) => [each.repository, String(each.files), String(each.lines), each.owners.join(', ') || 'not known']), ['*', 40, 40, 140]),
    { text: ' ' },
    table(['Place', 'Text', 'Owners'], places.map((place) => [`${place.repository}@${place.commit.slice(0, 10)}\n${place.path}${place.line ? `:${place.line}` : ''}`, place.text.trim().slice(0, 200), place.owners.join(', ') || 'not known']), [190, '*', 90]),
    ...(truncated ? [paragraph('More places matched than are kept with the evidence.')] : []),
  ]
}

function holes({ holes: all }: Report): Content[] {
  if (all.length === 0) return []
  const body = all.map((hole) => [`${placeOfHole(hole)}\n${hole.what.slice(0, 200)}`, hole.owners.join(', ') || 'not known', `${stateOfHole(hole)}\n${utc(hole.at)}, ${hole.by.name}`])
  return [heading('Holes'), paragraph(`${holesWords(all)}.`), { text: ' ' }, table(['Place', 'Owners', 'State'], body, ['*', 90, 160])]
}

/** Each piece, and below a search of commits those that it found. */
function evidence({ evidence: all }: Report): Content[] {
  if (all.length === 0) return section('Evidence', [], 'Nothing was pinned.')
  const items = all.flatMap((piece): Content[] => {
    const commits = commitsFound(piece).map(({ repository, commit, text }) => drawable(`${repository} ${commit.slice(0, 12)} ${text}`))
    return [drawable(evidenceText(piece)), ...(commits.length > 0 ? [{ ul: commits, fontSize: 8 }] : [])]
  })
  return [heading('Evidence'), { ul: items }]
}

function evidenceText({ content, pinnedAt, pinnedBy, note }: Evidence): string {
  const by = `${utc(pinnedAt)}, ${pinnedBy.name}${note ? `: ${note}` : ''}`
  switch (content.kind) {
    case 'search':
      return `Search ${content.search.query} (${content.search.patternType}): ${foundWords(content.search)}, ${content.search.ledger.complete ? 'ledger complete' : 'ledger has gaps'} — ${by}`
    case 'file':
      return `File ${content.file.repository}@${content.file.commit.slice(0, 12)} ${content.file.path}:${content.file.startLine}-${content.file.endLine} — ${by}`
    case 'commit':
      return `Commit ${content.commit.repository} ${content.commit.oid.slice(0, 12)} ${content.commit.subject} — ${by}`
    case 'impact':
      return `Impact of ${impactWords(content.impact)} — ${by}`
  }
}

function coverage({ coverage: { statement, rows, questions } }: Report): Content[] {
  const gaps = questions.flatMap(({ question, ledger }) => ledger.gaps.map(({ repo, rev, path, reason }) => `${question}: ${[repo, rev, path].filter(Boolean).join(' ')} ${reason}`))
  const body = rows.map((row) => [row.query, `${row.repository}\n${row.rev} ${row.commit?.slice(0, 10) ?? ''}`, row.state.replace('_', ' '), lookedAt(row), leftOut(row)])
  return [heading('Coverage'), paragraph(statement), ...(rows.length > 0 ? [{ text: ' ' }, table(['Query', 'Repository', 'State', 'Looked at', 'Left out'], body, [130, '*', 55, 55, 100])] : []), ...(gaps.length > 0 ? [{ ul: gaps.map(drawable) }] : [])]
}

function table(head: string[], body: string[][], widths: (string | number)[]): Content {
  const cell = (text: string): TableCell => ({ text: breakable(drawable(text)), fontSize: 8 })
  return { table: { headerRows: 1, widths, body: [head.map((text) => ({ text, style: 'head', fontSize: 8 })), ...body.map((row) => row.map(cell))] }, layout: 'lightHorizontalLines' }
}

/** Long paths and names have nowhere to break; a zero-width space after their separators gives them one. */
const breakable = (text: string) => text.replace(/([/._,;:()[\]{}=-])(?=\S)/g, '$1\u200b')
