import type { Dependency, Ecosystem, Project } from '../dependencies/project.ts'
import { parsePurl } from '../versions/purl.ts'
import { elementsOf, isRecord, saidIn, tableIn } from '../values.ts'

/** What a bill of materials names, whichever format it is in. */
export interface Sbom {
  format: 'CycloneDX' | 'SPDX'
  /** Of what it is the bill; null where it does not say. */
  name: string | null
  version: string | null
  parts: Part[]
  /** Places of what the product itself asks for; null where the bill does not say who needs what. */
  direct: ReadonlySet<number> | null
}

interface Part {
  /** A package URL; null for what has none, such as a file. */
  purl: string | null
  isOptional: boolean
  /** Places of those that it needs. */
  needs: number[]
}

/** Reads CycloneDX 1.2 to 1.7 and SPDX 2.2 and 2.3; or says in a sentence why it cannot. */
export function readSbom(value: unknown): Sbom | string {
  if (isRecord(value) && value['bomFormat'] === 'CycloneDX') return readCycloneDx(value)
  if (isRecord(value) && saidIn(value['spdxVersion'])?.startsWith('SPDX-2.') === true) return readSpdx(value)
  return 'This is neither a CycloneDX nor an SPDX 2 document in JSON.'
}

type Table = Readonly<Record<string, unknown>>

/** https://cyclonedx.org/docs/1.6/json/ */
function readCycloneDx(value: Table): Sbom {
  const root = tableIn(tableIn(value['metadata'])['component'])
  const components = componentsIn(value)
  const parts = components.map((component): Part => ({ purl: saidIn(component['purl']), isOptional: component['scope'] === 'optional', needs: [] }))
  const places = placesOf(components.map((component) => saidIn(component['bom-ref'])))
  const rootRef = saidIn(root['bom-ref'])
  let direct: Set<number> | null = null
  for (const dependency of elementsOf(value['dependencies']).map(tableIn)) {
    const needs = elementsOf(dependency['dependsOn']).flatMap((ref) => places.get(saidIn(ref) ?? '') ?? [])
    const ref = saidIn(dependency['ref']) ?? ''
    if (ref === rootRef) direct = new Set(needs)
    else parts[places.get(ref) ?? -1]?.needs.push(...needs)
  }
  return { format: 'CycloneDX', name: saidIn(root['name']), version: saidIn(root['version']), parts, direct }
}

/** Components may hold others; without recursion, as they may be nested to harm. */
function componentsIn(value: Table): Table[] {
  const found: Table[] = []
  const waiting = [...elementsOf(value['components'])].reverse()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const component = tableIn(next)
    found.push(component)
    waiting.push(...[...elementsOf(component['components'])].reverse())
  }
  return found
}

/** https://spdx.github.io/spdx-spec/v2.3/ */
function readSpdx(value: Table): Sbom {
  const packages = elementsOf(value['packages']).map(tableIn)
  const relations = elementsOf(value['relationships']).map(tableIn)
  const described = new Set([...elementsOf(value['documentDescribes']), ...relations.filter(({ relationshipType }) => relationshipType === 'DESCRIBES').map(({ relatedSpdxElement }) => relatedSpdxElement)].map(saidIn))
  const parts = packages.map((each): Part => ({ purl: purlOf(each), isOptional: false, needs: [] }))
  const places = placesOf(packages.map((each) => saidIn(each['SPDXID'])))
  const roots = new Set([...described].flatMap((id) => places.get(id ?? '') ?? []))
  let direct: Set<number> | null = null
  for (const relation of relations) {
    const edge = needIn(relation)
    const [from, to] = [places.get(edge?.from ?? ''), places.get(edge?.to ?? '')]
    if (from === undefined || to === undefined) continue
    parts[from]?.needs.push(to)
    if (roots.has(from)) (direct ??= new Set()).add(to)
  }
  const [first] = roots
  const root = tableIn(packages[first ?? -1])
  for (const place of roots) parts[place] = { purl: null, isOptional: false, needs: [] } // the product is not its own part
  return { format: 'SPDX', name: saidIn(root['name']) ?? saidIn(value['name']), version: saidIn(root['versionInfo']), parts, direct }
}

const placesOf = (ids: readonly (string | null)[]) => new Map(ids.flatMap((id, place) => (id === null ? [] : [[id, place] as const])))
const purlOf = (each: Table) => elementsOf(each['externalRefs']).map(tableIn).flatMap(({ referenceType, referenceLocator }) => (referenceType === 'purl' ? (saidIn(referenceLocator) ?? []) : []))[0] ?? null

function needIn({ relationshipType, spdxElementId, relatedSpdxElement }: Table): { from: string | null; to: string | null } | null {
  const [one, other] = [saidIn(spdxElementId), saidIn(relatedSpdxElement)]
  if (relationshipType === 'DEPENDS_ON') return { from: one, to: other }
  return relationshipType === 'DEPENDENCY_OF' ? { from: other, to: one } : null
}

/** A project for each ecosystem that parts are of; what is of no known one is counted. `path` is where the bill is told to lie. */
export function projectsOf(sbom: Sbom, text: string, path: string): { projects: Project[]; unread: number } {
  const lineOf = purlLines(text)
  const read = sbom.parts.map(({ purl }) => {
    const parsed = purl === null ? { issue: '' } : parsePurl(purl)
    return 'issue' in parsed ? null : { ...parsed, line: lineOf.get(purl ?? '') ?? 1 }
  })
  const ecosystems = [...new Set(read.flatMap((each) => (each ? [each.ecosystem] : [])))].toSorted()
  const projects = ecosystems.map((ecosystem) => projectOf(sbom, { ecosystem, read, path }))
  return { projects, unread: sbom.parts.filter(({ purl }, place) => purl !== null && read[place] === null).length }
}

interface Reading {
  ecosystem: Ecosystem
  read: readonly ({ ecosystem: Ecosystem; name: string; version: string | null; line: number } | null)[]
  path: string
}

function projectOf({ name, version, parts, direct }: Sbom, { ecosystem, read, path }: Reading): Project {
  const own = new Map<number, number>()
  for (const [place, each] of read.entries()) if (each?.ecosystem === ecosystem) own.set(place, own.size)
  const dependencies = [...own.keys()].flatMap((place): Dependency[] => {
    const [each, part] = [read[place], parts[place]]
    if (!each || !part) return []
    const requires = [...new Set(part.needs.flatMap((to) => own.get(to) ?? []))].toSorted((a, b) => a - b)
    return [{ name: each.name, version: each.version, range: null, scope: part.isOptional ? 'optional' : 'runtime', direct: direct?.has(place) ?? false, requires, at: { path, line: each.line } }]
  })
  return { ecosystem, folder: '', name, version, files: [path], dependencies, graph: direct === null ? 'none' : 'partial', gaps: [] }
}

/** The first line on which each package URL stands. */
function purlLines(text: string): Map<string, number> {
  const lines = new Map<string, number>()
  for (const [at, line] of text.split('\n').entries()) {
    const purl = /"(?:purl|referenceLocator)"\s*:\s*"(pkg:[^"\\]{1,2000})"/.exec(line)?.[1]
    if (purl !== undefined && !lines.has(purl)) lines.set(purl, at + 1)
  }
  return lines
}
