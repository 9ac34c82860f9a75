import { posix } from 'node:path'
import type { Entity, EntityKind, EntityRef, Link, LinkKind } from './facts.ts'
import { elementsOf, saidIn, tableIn } from '../values.ts'
import type { YamlDocument } from './yaml-documents.ts'

const kinds: Record<string, EntityKind> = { component: 'service', api: 'api', resource: 'resource', system: 'system' }

/** By the field that says so: what is meant, and the kind of what is named without one. */
const fields: readonly (readonly [string, LinkKind, EntityKind])[] = [
  ['providesApis', 'provides', 'api'], ['consumesApis', 'consumes', 'api'], ['dependsOn', 'depends_on', 'service'], ['subcomponentOf', 'part_of', 'service'], ['system', 'part_of', 'system'],
]

export const isBackstage = ({ value }: YamlDocument) => saidIn(value['apiVersion'])?.startsWith('backstage.io/') === true

/** An entity of Backstage's catalogue: https://backstage.io/docs/features/software-catalog/descriptor-format. */
export function readEntity({ value, lineOf }: YamlDocument, path: string): { entities: Entity[]; links: Link[] } {
  const kind = kinds[saidIn(value['kind'])?.toLowerCase() ?? '']
  const { name, namespace, title } = tableIn(value['metadata'])
  const named = saidIn(name)
  if (kind === undefined || named === null) return { entities: [], links: [] }
  const spec = tableIn(value['spec'])
  const from: EntityRef = { kind, name: inNamespace(saidIn(namespace), named) }
  const entity: Entity = { ...from, title: saidIn(title), owner: saidIn(spec['owner']), system: saidIn(spec['system']), definition: definitionOf(spec['definition'], path), at: { path, line: lineOf('metadata', 'name') } }
  const links = fields.flatMap(([field, link, meant]) => {
    const listed = Array.isArray(spec[field]) ? elementsOf(spec[field]).map((each, at) => [each, [field, at]] as const) : [[spec[field], [field]] as const]
    return listed.flatMap(([each, at]): Link[] => {
      const to = refIn(saidIn(each), meant)
      return to === null ? [] : [{ from, kind: link, to, certainty: 'declared', at: { path, line: lineOf('spec', ...at) } }]
    })
  })
  return { entities: [entity], links }
}

/** The file in `{$text: ./openapi.yaml}`, from the root of the tree: https://backstage.io/docs/features/software-catalog/descriptor-format#substitutions-in-the-descriptor-format */
function definitionOf(value: unknown, path: string): string | null {
  const { $text, $openapi, $asyncapi, $yaml, $json } = tableIn(value)
  const file = saidIn($text ?? $openapi ?? $asyncapi ?? $yaml ?? $json)
  return file === null || /^[a-z]+:/i.test(file) ? null : posix.join(posix.dirname(path), file)
}

/** `component:default/tax-rates`, `tax-rates`: https://backstage.io/docs/features/software-catalog/references. */
function refIn(text: string | null, meant: EntityKind): EntityRef | null {
  const [, kind, namespace, name] = /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/.exec(text ?? '') ?? []
  const known = kind === undefined ? meant : kinds[kind.toLowerCase()]
  return name === undefined || known === undefined ? null : { kind: known, name: inNamespace(namespace ?? null, name) }
}

const inNamespace = (namespace: string | null, name: string) => (namespace === null || namespace === 'default' ? name : `${namespace}/${name}`)
