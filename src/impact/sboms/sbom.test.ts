import { describe, expect, test } from 'vitest'
import { nameWithVersion, shortestPaths } from '../dependencies/shortest-paths.ts'
import { projectsOf, readSbom } from './sbom.ts'

const json = (value: unknown) => JSON.stringify(value, null, 1)

/** `npm app 1: a 1 direct sbom:3; b 2 (a 1) sbom:5`, or why it is none. */
function shown(text: string): string[] {
  const sbom = readSbom(JSON.parse(text))
  if (typeof sbom === 'string') return [sbom]
  const { projects, unread } = projectsOf(sbom, text, 'sbom')
  return [
    ...projects.map((project) => {
      const before = shortestPaths(project)
      const parts = project.dependencies.map((each, place) => `${nameWithVersion(each)} ${each.direct ? 'direct' : (before[place] ?? -1) >= 0 ? `(${project.dependencies[before[place] ?? 0]?.name})` : '?'}${each.scope === 'runtime' ? '' : ` ${each.scope}`} ${each.at.path}:${each.at.line}`)
      return `${project.ecosystem} ${project.name} ${project.version}: ${parts.join('; ')}`
    }),
    ...(unread > 0 ? [`${unread} unread`] : []),
  ]
}

const check = (name: string, text: string, expected: readonly string[]) => test(name, () => expect(shown(text)).toEqual(expected))

describe('CycloneDX', () => {
  check('with who needs what, over ecosystems', json({
    bomFormat: 'CycloneDX', specVersion: '1.6', metadata: { component: { 'bom-ref': 'root', name: 'app', version: '1.0' } },
    components: [{ 'bom-ref': 'a', purl: 'pkg:npm/a@1.0.0' }, { 'bom-ref': 'b', purl: 'pkg:npm/%40s/b@2.0.0?arch=x', scope: 'optional', components: [{ 'bom-ref': 'c', purl: 'pkg:maven/g/c@3' }] }, { 'bom-ref': 'os', purl: 'pkg:deb/debian/libc@2' }, { name: 'file' }],
    dependencies: [{ ref: 'root', dependsOn: ['a', 'c'] }, { ref: 'a', dependsOn: ['b', 'a', 'gone'] }],
  }), ['maven app 1.0: g:c 3 direct sbom:23', 'npm app 1.0: a 1.0.0 direct sbom:14; @s/b 2.0.0 (a) optional sbom:18', '1 unread'])
  check('without', json({ bomFormat: 'CycloneDX', components: [{ purl: 'pkg:cargo/serde@1.0.0' }] }), ['cargo null null: serde 1.0.0 ? sbom:5'])
  check('of nothing', json({ bomFormat: 'CycloneDX' }), [])
})

describe('SPDX', () => {
  const pack = (id: string, purl?: string) => ({ SPDXID: id, name: id, versionInfo: '9', ...(purl ? { externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }] } : {}) })
  check('with relationships either way', json({
    spdxVersion: 'SPDX-2.3', name: 'doc', packages: [pack('app', 'pkg:pypi/app@9'), pack('a', 'pkg:pypi/Flask_Login@1'), pack('b', 'pkg:pypi/b@2'), pack('x')],
    relationships: [{ spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: 'app' }, { spdxElementId: 'app', relationshipType: 'DEPENDS_ON', relatedSpdxElement: 'a' }, { spdxElementId: 'b', relationshipType: 'DEPENDENCY_OF', relatedSpdxElement: 'a' }],
  }), ['pypi app 9: flask-login 1 direct sbom:25; b 2 (flask-login) sbom:37'])
})

describe('what is none, or made to harm', () => {
  test.each<[string, string, string[]]>([
    ['something else', '{"a": 1}', ['This is neither a CycloneDX nor an SPDX 2 document in JSON.']],
    ['SPDX 3', '{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}', ['This is neither a CycloneDX nor an SPDX 2 document in JSON.']],
    ['a list', '[]', ['This is neither a CycloneDX nor an SPDX 2 document in JSON.']],
    ['wrong types', json({ bomFormat: 'CycloneDX', metadata: [], components: { a: 1 }, dependencies: [7, null, { ref: 3, dependsOn: 'a' }] }), []],
    ['a component within itself', `{"bomFormat": "CycloneDX", "components": ${'[{"components": '.repeat(1_000)}[]${'}]'.repeat(1_000)}}`, []],
  ])('%s', (_, text, expected) => expect(shown(text).slice(0, 3)).toEqual(expected))
})
