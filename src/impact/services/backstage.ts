import { posix } from 'node:path'
import type { Entity, EntityKind, EntityRef, Link, LinkKind } from './facts.ts'
import { listIn, mapIn, textIn } from './values.ts'
import type { YamlDocument } from './yaml-documents.ts'

const kinds: Record<string, EntityKind> = { component: 'service', api: 'api', resource: 'resource', system: 'system' }

/** By the field that says so: what is meant, and the kind of what is named without one. */
const fields: readonly (readonly [string, LinkKind, EntityKind])[] = [
  ['providesApis', 'provides', 'api'], ['consumesApis', 'consumes', 'api'], ['dependsOn', 'depends_on', 'service'], ['subcomponentOf', 'part_of', 'service'], ['system', 'part_of', 'system'],
]

export const isBackstage = ({ value }: YamlDocument) => textIn(value['apiVersion'])?.startsWith('backstage.io/') === true

/** An entity of Backstage's catalogue: https://backstage.io/docs/features/software-catalog/descriptor-format. */
export function readEntity({ value, lineOf }: YamlDocument, path: string): { entities: Entity[]; links: Link[] } {
  const kind = kinds[textIn(value['kind'])?.toLowerCase() ?? '']
  const { name, namespace, title } = mapIn(value['metadata'])
  const named = textIn(name)
  if (kind === undefined || named === null) return { entities: [], links: [] }
  const spec = mapIn(value['spec'])
  const from: EntityRef = { kind, name: inNamespace(textIn(namespace), named) }
  const entity: Entity = { ...from, title: textIn(title), owner: textIn(spec['owner']), system: textIn(spec['system']), definition: definitionOf(spec['definition'], path), at: { path, line: lineOf('metadata', 'name') } }
  const links = fields.flatMap(([field, link, meant]) => {
    const listed = Array.isArray(spec[field]) ? listIn(spec[field]).map((each, at) => [each, [field, at]] as const) : [[spec[field], [field]] as const]
    return listed.flatMap(([each, at]): Link[] => {
      const to = refIn(textIn(each), meant)
      return to === null ? [] : [{ from, kind: link, to, certainty: 'declared', at: { path, line: lineOf('spec', ...at) } }]
    })
  })
  return { entities: [entity], links }
}

/** The file in `{$text: ./openapi.yaml}`, from the root of the tree: https://backstage.io/docs/features/software-catalog/descriptor-format#substitutions-in-the-descriptor-format */
function definitionOf(value: unknown, path: string): string | null {
  const { $text, $openapi, $asyncapi, $yaml, $json } = mapIn(value)
  const file = textIn($text ?? $openapi ?? $asyncapi ?? $yaml ?? $json)
  return file === null || /^[a-z]+:/i.test(file) ? null : posix.join(posix.dirname(path), file)
}

/** `component:default/tax-rates`, `tax-rates`: https://backstage.io/docs/features/software-catalog/references. */
function refIn(text: string | null, meant: EntityKind): EntityRef | null {
  const [, kind, namespace, name] = /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/.exec(text ?? '') ?? []
  const known = kind === undefined ? meant : kinds[kind.toLowerCase()]
  return name === undefined || known === undefined ? null : { kind: known, name: inNamespace(namespace ?? null, name) }
}

const inNamespace = (namespace: string | null, name: string) => (namespace === null || namespace === 'default' ? name : `${namespace}/${name}`)
