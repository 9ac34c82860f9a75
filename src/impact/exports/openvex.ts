import { createHash } from 'node:crypto'
import { projectFolder, type Affected, type Impact } from '../contract.ts'
import type { KnownReach } from '../reach/reaches.ts'
import { coverageOf, productPurl, timeOf } from './coverage.ts'
import { visibleLine } from './text.ts'

/**
 * As an OpenVEX 0.2.0 document: a statement for each advisory (or for the question itself) and state. `affected` is what stands at a
 * revision; `fixed` is a default branch that had it and has it no more; `not_affected` is a project that asks for a package and whose code,
 * all of which was searched, does not refer to it, with the search that says so. What was not found has no statement. Each statement
 * carries the question that backs it, and its coverage.
 */
export function toOpenVex(impact: Impact, reaches: readonly KnownReach[]): string {
  const timestamp = timeOf(impact)
  const statements = namesOf(impact).flatMap((name) => [...affectedStatements(impact, name, reaches), ...unusedStatements(impact, name, reaches), ...fixedStatements(impact, name)])
  const document = { author: 'Firebreak', role: 'Document Creator', timestamp, version: 1, tooling: 'Firebreak', statements }
  const id = createHash('sha256').update(JSON.stringify(document)).digest('hex')
  return `${JSON.stringify({ '@context': 'https://openvex.dev/ns/v0.2.0', '@id': `https://openvex.dev/docs/public/vex-${id}`, ...document }, null, 2)}\n`
}

/** The advisories, or where there are none the question itself. */
function namesOf({ affected, question }: Impact): string[] {
  const advisories = [...new Set(affected.flatMap((row) => row.advisories))].toSorted()
  return advisories.length > 0 ? advisories : [visibleLine(question)]
}

const speaksOf = (row: Pick<Affected, 'advisories'>, name: string) => row.advisories.length === 0 || row.advisories.includes(name)

const productsOf = (rows: readonly Affected[]) => [...Map.groupBy(rows, productPurl)].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, of]) => ({
  '@id': id, subcomponents: [...new Set(of.flatMap(({ purl }) => purl ?? []))].toSorted().map((purl) => ({ '@id': purl })),
}))

const isUnused = ({ reach: { state } }: KnownReach) => state === 'not_imported' || state === 'not_referenced'
const useOf = ({ repo, commit, path, purl }: Affected) => `${repo} ${commit} ${projectFolder(path)} ${purl}`

function affectedStatements(impact: Impact, name: string, reaches: readonly KnownReach[]) {
  const unused = new Set(reaches.filter(isUnused).map(({ row }) => useOf(row)))
  const products = productsOf(impact.affected.filter((row) => speaksOf(row, name) && !unused.has(useOf(row))))
  if (products.length === 0) return []
  return [{
    vulnerability: { name }, products, status: 'affected', status_notes: notesOn(impact),
    action_statement: 'Move each product to a version that the question does not speak of; the evidence is a file and line at the commit of each product.',
  }]
}

/** One for each search. */
function unusedStatements(impact: Impact, name: string, reaches: readonly KnownReach[]) {
  return reaches.filter((known) => isUnused(known) && speaksOf(known.row, name)).map(({ row, reach: { state, reason, query } }) => ({
    vulnerability: { name }, products: productsOf([row]), status: 'not_affected',
    justification: 'vulnerable_code_not_in_execute_path',
    impact_statement: visibleLine(`${reason} ${state === 'not_imported' ? 'The project asks for the package and does not use it.' : ''} Searched, whole: ${query}`), status_notes: notesOn(impact),
  }))
}

/** Repositories whose default branch had it once, and where it stands no more. */
function fixedStatements(impact: Impact, name: string) {
  const still = new Set(impact.history.mainlines.flatMap(({ repo, until }) => (until === null ? [repo] : [])))
  const fixed = impact.history.mainlines.filter(({ repo, until }) => until !== null && !still.has(repo))
  const last = new Map(fixed.map(({ repo, until }) => [repo, until]))
  const products = [...last].flatMap(([repo, until]) => (until ? [productPurl({ repo, rev: until.commit, commit: until.commit })] : [])).toSorted().map((id) => ({ '@id': id }))
  return products.length === 0 ? [] : [{ vulnerability: { name }, products, status: 'fixed', status_notes: notesOn(impact) }]
}

const notesOn = (impact: Impact) => visibleLine(`Firebreak was asked for the impact of ${impact.question}. ${coverageOf(impact)}`)
