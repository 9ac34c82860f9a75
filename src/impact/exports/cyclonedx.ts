import type { Affected, Impact } from '../contract.ts'
import { coverageOf, placeName, productPurl } from './coverage.ts'
import { visibleLine } from './text.ts'

/**
 * As a CycloneDX 1.6 document (ECMA-424): the repositories and packages that are hit as components, how one leads to the other as
 * dependencies, advisories as vulnerabilities, and the coverage as a composition. Without time and serial number, so that the same answer
 * gives the same bytes.
 */
export function toCycloneDx(impact: Impact): string {
  const { affected, ledger, complete } = impact
  const products = distinct(affected, productPurl)
  const packages = distinct(affected.filter(hasPurl), ({ purl }) => purl)
  return `${JSON.stringify({
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json', bomFormat: 'CycloneDX', specVersion: '1.6', version: 1,
    metadata: {
      tools: { components: [{ type: 'application', name: 'Firebreak' }] },
      properties: [
        { name: 'firebreak:question', value: visibleLine(impact.question) },
        { name: 'firebreak:coverage', value: coverageOf(impact) },
        ...ledger.gaps.map(({ repo, rev, path, reason }) => ({ name: 'firebreak:not-looked-at', value: visibleLine(`${placeName({ repo, rev })} ${path} ${reason}`) })),
      ],
    },
    components: [
      ...products.map(([ref, [row]]) => ({ type: 'application', 'bom-ref': ref, name: visibleLine(row.repo), version: visibleLine(row.rev), purl: ref, properties: runningOf(affected, ref) })),
      ...packages.map(([ref, [row]]) => ({ type: 'library', 'bom-ref': ref, name: visibleLine(row.package ?? ''), ...(row.version === null ? {} : { version: visibleLine(row.version) }), purl: ref, evidence: evidenceOf(affected, ref) })),
    ],
    dependencies: products.map(([ref, rows]) => ({ ref, dependsOn: [...new Set(rows.flatMap(({ purl }) => purl ?? []))].toSorted() })),
    compositions: [{ aggregate: complete ? 'complete' : 'incomplete', assemblies: products.map(([ref]) => ref) }],
    vulnerabilities: advisoriesOf(affected).map((id) => ({
      id, affects: [...new Set(affected.filter(({ advisories }) => advisories.includes(id)).flatMap(({ purl }) => purl ?? []))].toSorted().map((ref) => ({ ref })),
      properties: [{ name: 'firebreak:question', value: visibleLine(impact.question) }],
    })),
  }, null, 2)}\n`
}

type WithPurl = Affected & { purl: string }
const hasPurl = (row: Affected): row is WithPurl => row.purl !== null

const advisoriesOf = (affected: readonly Affected[]) => [...new Set(affected.flatMap(({ advisories }) => advisories))].toSorted()

function distinct<T extends Affected>(rows: readonly T[], keyOf: (row: T) => string): [string, [T, ...T[]]][] {
  return [...Map.groupBy(rows, keyOf)].toSorted(([a], [b]) => (a < b ? -1 : 1)) as [string, [T, ...T[]]][]
}

const runningOf = (affected: readonly Affected[], product: string) =>
  [...new Set(affected.flatMap((row) => (productPurl(row) === product && row.environment !== null ? [`${row.service ?? ''} in ${row.environment}`] : [])))].toSorted()
    .map((value) => ({ name: 'firebreak:runs', value: visibleLine(value) }))

const evidenceOf = (affected: readonly Affected[], purl: string) => ({
  occurrences: [...new Set(affected.flatMap((row) => (row.purl === purl ? [`${placeName(row)} ${row.path}:${row.line ?? ''}`] : [])))].toSorted().map((location) => ({ location: visibleLine(location) })),
})
