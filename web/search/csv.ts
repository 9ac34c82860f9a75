import { stringify } from 'csv-stringify/browser/esm/sync'
import type { Row } from './result-rows.ts'

const columns = ['repository', 'revision', 'commit', 'path', 'line', 'text']
const ofCommits = ['author', 'time']

/** The shown results, one line each; a commit with its subject as text. Cells that a spreadsheet would run as formulas are made text. */
export function csvOf(rows: readonly Row[]): string {
  const records = rows.flatMap(recordsOf)
  const header = rows.some(({ kind }) => kind === 'commit') ? [...columns, ...ofCommits] : columns
  const whole = records.map((record) => header.map((_, at) => record[at] ?? ''))
  return stringify(whole, { header: true, columns: header, escape_formulas: true, bom: true, record_delimiter: 'windows' })
}

function recordsOf(row: Row): (string | number)[][] {
  if (row.kind === 'owner') return [['', '', '', '', '', row.name]]
  const at = [row.repository, row.rev, row.commit]
  if (row.kind === 'repo') return [[...at, '', '', '']]
  if (row.kind === 'commit') return [[...at, '', '', row.subject, row.found?.author ?? '', row.found?.time ?? '']]
  if (row.kind === 'symbols') return row.symbols.map(({ line, container, name }) => [...at, row.path, line, container === '' ? name : `${container}.${name}`])
  if (row.kind === 'path') return [[...at, row.path, '', '']]
  return row.chunks.flat().flatMap(({ number, text, marks }) => (marks.length > 0 ? [[...at, row.path, number, text]] : []))
}

export function download(text: string, fileName: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = Object.assign(document.createElement('a'), { href, download: fileName })
  link.click()
  URL.revokeObjectURL(href)
}
