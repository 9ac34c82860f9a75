import { hostsIn, imageName } from './addresses.ts'
import { nothingTold, type EntityRef, type Link, type LinkKind, type ServiceReader } from './facts.ts'
import { elementsOf, isRecord, saidIn, tableIn } from '../values.ts'
import type { YamlDocument } from './yaml-documents.ts'

type Path = readonly (string | number)[]

const imageLink = (text: string | null, { kind, from = null, path, line }: { kind: LinkKind; from?: EntityRef | null; path: string; line: number }): Link[] => {
  const name = imageName(text ?? '')
  return name === null ? [] : [{ from, kind, to: { kind: 'image', name }, certainty: 'declared', at: { path, line } }]
}

const callsIn = (text: string | null, from: EntityRef | null, path: string, line: number): Link[] =>
  hostsIn(text ?? '').map((name) => ({ from, kind: 'calls', to: { kind: 'service', name }, certainty: 'inferred', at: { path, line } }))

/** Dockerfiles: what an image is based on. https://docs.docker.com/reference/dockerfile/#from */
export const dockerfiles: ServiceReader = {
  reads: (path) => /(^|\/)(?:(?:Docker|Container)file(?:\.[\w.-]+)?|[\w.-]+\.[Dd]ockerfile)$/.test(path),
  read(text, path) {
    const stages = new Set<string>(['scratch'])
    const facts = nothingTold()
    for (const [at, line] of text.split('\n').entries()) {
      const [, image = '', stage] = /^\s{0,20}FROM\s{1,20}(?:--\S{1,200}\s{1,20})*(\S{1,500})(?:\s{1,20}AS\s{1,20}(\S{1,200}))?\s*$/i.exec(line.slice(0, 2000)) ?? []
      if (image !== '' && !stages.has(image.toLowerCase())) facts.links.push(...imageLink(image, { kind: 'based_on', path, line: at + 1 }))
      if (stage !== undefined) stages.add(stage.toLowerCase())
    }
    return facts
  },
}

export const isCompose = (path: string) => /(^|\/)(?:docker-)?compose(?:\.[\w-]+)*\.ya?ml$/.test(path)

/** Compose files: what runs beside what. https://github.com/compose-spec/compose-spec/blob/main/spec.md */
export function readCompose({ value, lineOf }: YamlDocument, path: string): Link[] {
  return Object.entries(tableIn(value['services'])).flatMap(([name, service]) => {
    const { build, image, depends_on: needed, environment } = tableIn(service)
    const from: EntityRef = { kind: 'service', name }
    const at = (...rest: Path) => lineOf('services', name, ...rest)
    const needs = Array.isArray(needed) ? needed.map((each, place) => [saidIn(each), place] as const) : Object.keys(tableIn(needed)).map((each) => [each, each] as const)
    return [
      ...imageLink(saidIn(image), { kind: build === undefined ? 'runs' : 'builds', from, path, line: at('image') }),
      ...needs.flatMap(([to, place]): Link[] => (to === null ? [] : [{ from, kind: 'depends_on', to: { kind: 'service', name: to }, certainty: 'declared', at: { path, line: at('depends_on', place) } }])),
      ...settingsIn(environment).flatMap(([text, place]) => callsIn(text, from, path, at('environment', place))),
    ]
  })
}

/** Values of an environment, which is a map or a list of `NAME=value`, with the place of each. */
const settingsIn = (environment: unknown): [string | null, string | number][] =>
  Array.isArray(environment) ? environment.map((each, at) => [saidIn(each), at]) : Object.entries(tableIn(environment)).map(([name, each]) => [saidIn(each), name])

const workloads: Record<string, Path> = {
  Pod: ['spec'], Deployment: ['spec', 'template', 'spec'], StatefulSet: ['spec', 'template', 'spec'], DaemonSet: ['spec', 'template', 'spec'], ReplicaSet: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'], CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'], Rollout: ['spec', 'template', 'spec'],
}

export const isWorkload = ({ value }: YamlDocument) => saidIn(value['apiVersion']) !== null && Object.hasOwn(workloads, saidIn(value['kind']) ?? '')

/** Workloads of Kubernetes: the images that they run, and whom their settings lead to. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/ */
export function readWorkload({ value, lineOf }: YamlDocument, path: string): Link[] {
  const way = workloads[saidIn(value['kind']) ?? ''] ?? []
  const name = saidIn(tableIn(value['metadata'])['name'])
  const from: EntityRef | null = name === null ? null : { kind: 'service', name }
  const pod = tableIn(way.reduce<unknown>((within, key) => tableIn(within)[key], value))
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    elementsOf(pod[list]).flatMap((container, at) => {
      const { image, env } = tableIn(container)
      return [
        ...imageLink(saidIn(image), { kind: 'runs', from, path, line: lineOf(...way, list, at, 'image') }),
        ...elementsOf(env).flatMap((each, place) => callsIn(saidIn(tableIn(each)['value']), from, path, lineOf(...way, list, at, 'env', place, 'value'))),
      ]
    }))
}

export const isChart = (path: string) => /(^|\/)Chart\.ya?ml$/.test(path)
export const isValues = (path: string) => /(^|\/)values(?:[.-][\w.-]+)?\.ya?ml$/.test(path)

/** Charts of Helm that a chart is made of. https://helm.sh/docs/topics/charts/#the-chartyaml-file */
export function readChart({ value, lineOf }: YamlDocument, path: string): Link[] {
  const name = saidIn(value['name'])
  const from: EntityRef | null = name === null ? null : { kind: 'service', name }
  return elementsOf(value['dependencies']).flatMap((each, at): Link[] => {
    const to = saidIn(tableIn(each)['name'])
    return to === null ? [] : [{ from, kind: 'depends_on', to: { kind: 'service', name: to }, certainty: 'declared', at: { path, line: lineOf('dependencies', at, 'name') } }]
  })
}

/** As many steps deep are values looked through. */
const maxValuesDepth = 8

/** Images in the values of a chart, as charts are used to write them: `image: name:tag`, or `image: {registry, repository, tag}`; and addresses. */
export function readValues({ value, lineOf }: YamlDocument, path: string): Link[] {
  const links: Link[] = []
  const look = (within: unknown, way: Path): void => {
    if (way.length > maxValuesDepth) return
    const entries: [string | number, unknown][] = Array.isArray(within) ? [...within.entries()] : Object.entries(tableIn(within))
    for (const [key, each] of entries) {
      const here = [...way, key]
      if (key === 'image') links.push(...imageLink(imageIn(each), { kind: 'runs', path, line: lineOf(...here, ...(isRecord(each) ? ['repository'] : [])) }))
      else if (typeof each === 'string') links.push(...callsIn(each, null, path, lineOf(...here)))
      if (typeof each === 'object') look(each, here)
    }
  }
  look(value, [])
  return links
}

function imageIn(value: unknown): string | null {
  const { registry, repository } = tableIn(value)
  return saidIn(value) ?? (saidIn(repository) === null ? null : [saidIn(registry), saidIn(repository)].filter(Boolean).join('/'))
}
