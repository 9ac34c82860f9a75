import type { Affected, Impact } from '../contract.ts'
import { coverageOf, placeName } from './coverage.ts'
import { visibleLine } from './text.ts'

/** As SARIF 2.1.0: a result for each place, in the folder of its repository and revision; what was not looked at are notifications. */
export function toSarif(impact: Impact): string {
  const { affected, ledger, complete } = impact
  const places = [...new Map(affected.map((row) => [placeName(row), row])).values()]
  const rules = [...new Set(affected.flatMap(rulesOf))].toSorted()
  return `${JSON.stringify({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'Firebreak', rules: rules.map((id) => ({ id, shortDescription: { text: visibleLine(impact.question) } })) } },
      invocations: [{
        executionSuccessful: complete,
        toolExecutionNotifications: ledger.gaps.map(({ repo, rev, path, reason }) => ({ level: 'warning', message: { text: visibleLine(`${placeName({ repo, rev })} ${path} ${reason}`) } })),
      }],
      versionControlProvenance: places.map((row) => ({ repositoryUri: `urn:firebreak:${encodeURIComponent(row.repo)}`, revisionId: row.commit, branch: visibleLine(row.rev), mappedTo: { uriBaseId: placeName(row) } })),
      originalUriBaseIds: Object.fromEntries(places.map((row) => [placeName(row), { description: { text: visibleLine(`${row.repo} at ${row.commit}`) } }])),
      properties: { question: visibleLine(impact.question), coverage: coverageOf(impact) },
      results: affected.flatMap((row) => rulesOf(row).map((ruleId) => ({ ruleId, level: row.environment === null ? 'warning' : 'error', message: { text: messageOf(row) }, ...locationsOf(row) }))),
    }],
  }, null, 2)}\n`
}

const rulesOf = ({ advisories, purl, kind }: Affected): string[] => (advisories.length > 0 ? advisories : [purl ?? kind])

function messageOf({ via, text, service, environment, owners, kind, repo, rev }: Affected): string {
  const what = via.length > 0 ? via.join(' → ') : (text ?? `${kind} in ${repo} at ${rev}`)
  const where = environment === null ? '' : `; runs as ${service ?? ''} in ${environment}`
  return visibleLine(`${what}${where}${owners.length > 0 ? `; owned by ${owners.join(', ')}` : ''}`)
}

function locationsOf(row: Affected) {
  if (row.path === '') return {}
  const artifactLocation = { uri: row.path.split('/').map(encodeURIComponent).join('/'), uriBaseId: placeName(row) }
  return { locations: [{ physicalLocation: { artifactLocation, ...(row.line === null ? {} : { region: { startLine: row.line } }) } }] }
}
