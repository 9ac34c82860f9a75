import { hostsIn } from './addresses.ts'
import { nothingTold, type Entity, type Link, type LinkKind, type ServiceFacts, type ServiceReader } from './facts.ts'
import { elementsOf, saidIn, tableIn } from '../values.ts'
import type { YamlDocument } from './yaml-documents.ts'

export const isOpenApi = ({ value }: YamlDocument) => saidIn(value['openapi']) !== null || saidIn(value['swagger']) !== null
export const isAsyncApi = ({ value }: YamlDocument) => saidIn(value['asyncapi']) !== null

/** An HTTP API, as whoever offers it describes it: https://spec.openapis.org/oas/v3.1.0. Told by its title; its servers tell whose it is. */
export function readOpenApi({ value, lineOf }: YamlDocument, path: string): ServiceFacts {
  const title = saidIn(tableIn(value['info'])['title'])
  if (title === null) return nothingTold()
  const to = { kind: 'api', name: `openapi:${slug(title)}` } as const
  const entity: Entity = { ...to, title, owner: null, system: null, definition: path, at: { path, line: lineOf('info', 'title') } }
  const servers = elementsOf(value['servers']).flatMap((server, at): Link[] =>
    hostsIn(saidIn(tableIn(server)['url']) ?? '').map((name) => ({ from: { kind: 'service', name }, kind: 'provides', to, certainty: 'declared', at: { path, line: lineOf('servers', at, 'url') } })))
  return { entities: [entity], links: servers.length > 0 ? servers : [{ from: null, kind: 'provides', to, certainty: 'inferred', at: entity.at }], gaps: [] }
}

/** Words in small letters with hyphens between them. */
export const slug = (title: string) => title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')

/**
 * Who sends and who receives messages of which topics: https://www.asyncapi.com/docs/reference/specification/v3.0.0. What version 2 calls to
 * subscribe is done by others: the service sends.
 */
export function readAsyncApi({ value, lineOf }: YamlDocument, path: string): Link[] {
  const link = (kind: LinkKind, name: string, line: number): Link => ({ from: null, kind, to: { kind: 'topic', name }, certainty: 'declared', at: { path, line } })
  const channels = tableIn(value['channels'])
  if (/^[12]\./.test(saidIn(value['asyncapi']) ?? '')) {
    return Object.entries(channels).flatMap(([name, channel]) =>
      ([['subscribe', 'sends'], ['publish', 'receives']] as const).flatMap(([word, kind]) => (tableIn(channel)[word] === undefined ? [] : [link(kind, name, lineOf('channels', name, word))])))
  }
  return Object.entries(tableIn(value['operations'])).flatMap(([name, operation]) => {
    const { action, channel } = tableIn(operation)
    const key = saidIn(tableIn(channel)['$ref'])?.replace(/^#\/channels\//, '')
    const address = key === undefined ? null : (saidIn(tableIn(channels[key])['address']) ?? key)
    const kind = action === 'send' ? 'sends' : action === 'receive' ? 'receives' : null
    return address === null || kind === null ? [] : [link(kind, address, lineOf('operations', name))]
  })
}

/** gRPC services of a file: https://protobuf.dev/reference/protobuf/proto3-spec/. Who offers and who calls them is told by code. */
export const protoFiles: ServiceReader = {
  reads: (path) => path.endsWith('.proto') && !/(^|\/)(?:node_modules|third_party|vendor)\//.test(path),
  read(text, path) {
    const facts = nothingTold()
    let scope = ''
    for (const [at, line] of withoutComments(text).split('\n').entries()) {
      scope = /^\s{0,20}package\s+([\w.]{1,200})\s*;/.exec(line)?.[1] ?? scope
      const name = /^\s{0,20}service\s+(\w{1,200})\s*(?:\{|$)/.exec(line)?.[1]
      if (name !== undefined) facts.entities.push({ kind: 'api', name: `grpc:${scope === '' ? '' : `${scope}.`}${name}`, title: name, owner: null, system: null, definition: path, at: { path, line: at + 1 } })
    }
    return facts
  },
}

const withoutComments = (text: string) => text.slice(0, 2_000_000).replace(/\/\*[^]*?(?:\*\/|$)/g, (comment) => comment.replace(/[^\n]/g, '')).replace(/\/\/[^\n]*/g, '')
