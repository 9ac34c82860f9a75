/** Functions that are handed to a framework by a call: `app.get('/users/:id', show)`. */

import type { SgNode } from '@ast-grep/napi'
import type { Grammar } from '../../grammars.ts'
import type { EntryPoint, EntryPointKind } from '../answers.ts'
import { own } from '../places.ts'
import type { File } from '../rules.ts'
import { VERBS } from './routes.ts'

type Call = {
  node: SgNode
  receiver: string
  receiverNode: SgNode | null
  args: readonly SgNode[]
}

/** What a call registers; null where it is another's of that name. */
type Registration = { kind: EntryPointKind; label: string; handler: SgNode | null }
type Reader = (call: Call) => Registration | null

/** Clients are called the same as servers are told. */
const CLIENT = /axios|http|client|request|agent|fetch|\$|^cy$|supertest|got|nock|mock|cache|store|map|session|headers|params|config|redis/i

const verbRoute = (verb: string): Reader => ({ receiver, receiverNode, args }) => {
  const [path, ...rest] = args
  const handler = rest.at(-1) ?? null
  const routed = receiverNode === null ? null : routeOf(receiverNode)
  if (routed !== null && path) return { kind: 'route', label: `${verb} ${routed}`, handler: args.at(-1) ?? null }
  const text = stringOf(path)
  if (text === null || !/^[/*:]|^$/.test(text) || !handler || CLIENT.test(receiver) || !isCode(handler)) return null
  return { kind: 'route', label: `${verb} ${text || '/'}`, handler }
}

/** `app.route('/users').get(…)`. */
function routeOf(receiver: SgNode): string | null {
  let call: SgNode | null = receiver
  for (let depth = 0; call !== null && depth < 8; depth++) {
    if (call.kind() !== 'call_expression') return null
    const called: SgNode | null = call.field('function')
    const name = (called?.field('property') ?? called?.field('field'))?.text()
    if (name === 'route') return stringOf(call.field('arguments')?.namedChildren()[0])
    call = called?.field('object') ?? called?.field('value') ?? null
  }
  return null
}

const named = (kind: EntryPointKind, { receiver = /^/ }: { receiver?: RegExp } = {}): Reader => (call) => {
  const text = stringOf(call.args[0])
  const handler = call.args.at(-1)
  if (text === null || !handler || call.args.length < 2 || !receiver.test(call.receiver) || !isCode(handler)) return null
  return { kind, label: text, handler }
}

/** A pattern of net/http, which may begin with a verb: https://pkg.go.dev/net/http#hdr-Patterns-ServeMux. */
const pattern: Reader = (call) => {
  const text = stringOf(call.args[0])
  const handler = call.args.at(-1)
  if (text === null || !handler || call.args.length < 2 || !/^([A-Z]+ )?[^ ]*\//.test(text)) return null
  return { kind: 'route', label: /^[A-Z]+ /.test(text) ? text : `${methodsOf(call.node) ?? 'ANY'} ${text}`, handler }
}

/** `….HandleFunc("/x", h).Methods("GET")`. */
function methodsOf(call: SgNode): string | null {
  const outer = call.parent()
  const isMethods = (outer?.field('field') ?? outer?.field('property'))?.text() === 'Methods'
  const args = isMethods ? outer?.parent()?.field('arguments')?.namedChildren() ?? [] : []
  return args.map((arg) => stringOf(arg) ?? arg.text().replace(/^.*Method/, '').toUpperCase()).join('|') || null
}

const django: Reader = ({ args, receiver }) => {
  const text = stringOf(args[0])
  const handler = args[1]
  if (text === null || receiver !== '' || !handler || stringOf(handler) !== null) return null
  return { kind: 'route', label: `ANY ${text.startsWith('^') ? text : `/${text}`}`, handler }
}

const addUrlRule: Reader = ({ args, node }) => {
  const text = stringOf(args[0])
  const view = node.text().slice(0, 1000)
  return text === null ? null : { kind: 'route', label: `${verbsIn(view)} ${text}`, handler: args.find((arg) => arg.field('name')?.text() === 'view_func')?.field('value') ?? args[2] ?? null }
}

/** axum: `.route("/x", get(show).post(create))`. */
const axum: Reader = ({ args }) => {
  const text = stringOf(args[0])
  const handlers = args[1]
  if (text === null || !handlers || !text.startsWith('/')) return null
  const verbs = [...handlers.text().slice(0, 500).matchAll(/\b(get|post|put|delete|patch|head|options|any)\s*\(\s*([\w:]+)?/g)]
  const only = verbs.length === 1 ? handlers.field('arguments')?.namedChildren()[0] ?? null : null
  return { kind: 'route', label: `${verbs.map(([, verb = '']) => verb.toUpperCase()).join('|') || 'ANY'} ${text}`, handler: only }
}

/** `get '/x' do … end`, `get '/x', to: 'users#show'`. */
const sinatra = (verb: string): Reader => ({ node, receiver, args }) => {
  const text = stringOf(args[0]) ?? (args[0]?.kind() === 'simple_symbol' ? args[0].text().slice(1) : null)
  const target = args.find((arg) => arg.kind() === 'pair' && arg.field('key')?.text() === 'to')?.field('value')
    ?? (args[0]?.kind() === 'pair' ? args[0].field('value') : null)
  const path = text ?? stringOf(args[0]?.field('key'))
  const block = node.field('block')
  if (receiver !== '' || path === null || (!target && !block)) return null
  return { kind: 'route', label: `${verb} ${path.startsWith('/') ? path : `/${path}`}`, handler: target ?? block }
}

const resources: Reader = ({ receiver, args }) => {
  const name = args[0]?.kind() === 'simple_symbol' ? args[0].text().slice(1) : null
  return receiver !== '' || name === null ? null : { kind: 'route', label: `RESOURCES /${name}`, handler: args[0] ?? null }
}

const rake: Reader = ({ node, args }) => {
  const name = /^:?["']?([\w:]+)/.exec(args[0]?.text() ?? '')?.[1]
  return name === undefined || node.field('block') === null ? null : { kind: 'command', label: name, handler: node.field('block') }
}

const commander: Reader = ({ args, node }) => {
  const text = stringOf(args[0])
  return text === null || !/^[\w:-]+/.test(text) || args.length > 4 ? null : { kind: 'command', label: text, handler: args.length >= 3 ? args.at(-1) ?? null : node }
}

const verbs = (write: (verb: string) => string, reader: (verb: string) => Reader): Record<string, Reader> =>
  Object.fromEntries([...VERBS].map((verb) => [write(verb), reader(verb)]))
const lower = (verb: string) => verb.toLowerCase()
const title = (verb: string) => verb.charAt(0) + verb.slice(1).toLowerCase()

const javascript: Record<string, Reader> = {
  ...verbs(lower, verbRoute), all: verbRoute('ANY'), del: verbRoute('DELETE'),
  consume: named('consumer'), subscribe: named('consumer', { receiver: /queue|consumer|client|nats|redis|pubsub|broker|kafka|mq|bus|channel/i }), process: named('consumer', { receiver: /queue/i }),
  Worker: named('consumer'), schedule: named('schedule', { receiver: /cron|schedule/i }), scheduleJob: named('schedule'), command: commander,
}
const READERS: Partial<Record<Grammar, Record<string, Reader>>> = {
  JavaScript: javascript, TypeScript: javascript, Tsx: javascript,
  go: {
    ...verbs((verb) => verb, verbRoute), ...verbs(title, verbRoute), Any: verbRoute('ANY'), HandleFunc: pattern, Handle: pattern,
    Subscribe: named('consumer'), QueueSubscribe: named('consumer'), AddFunc: named('schedule', { receiver: /cron|sched|^c$/i }),
  },
  python: { path: django, re_path: django, url: django, add_url_rule: addUrlRule, add_api_route: addUrlRule },
  rust: { route: axum },
  ruby: { ...verbs(lower, sinatra), match: sinatra('ANY'), root: sinatra('ANY'), resources, resource: resources, task: rake },
  csharp: verbs((verb) => `Map${title(verb)}`, verbRoute),
  php: verbs(lower, (verb) => (call) => call.receiver === 'Route' ? verbRoute(verb)({ ...call, receiverNode: null }) : null),
}

const CALLS: Partial<Record<Grammar, readonly string[]>> = {
  JavaScript: ['call_expression', 'new_expression'], TypeScript: ['call_expression', 'new_expression'], Tsx: ['call_expression', 'new_expression'],
  go: ['call_expression'], python: ['call'], rust: ['call_expression'], ruby: ['call'], csharp: ['invocation_expression'], php: ['scoped_call_expression'],
}

export function registeredFunctions(grammar: Grammar, { root, positions }: File): EntryPoint[] {
  const readers = READERS[grammar]
  const kinds = CALLS[grammar]
  if (readers === undefined || kinds === undefined) return []
  const nodes = root.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } })
  return nodes.flatMap((node): EntryPoint[] => {
    const method = methodOf(node)
    const reader = own(readers, method.name)
    if (reader === undefined) return []
    const args = argumentsOf(node)
    const found = reader({ node, receiver: shortText(method.receiver), receiverNode: method.receiver, args })
    if (!found) return []
    return [{ kind: found.kind, label: found.label, handler: found.handler && nameOf(found.handler), range: positions.rangeOf(found.handler ?? args[0] ?? node) }]
  })
}

function methodOf(node: SgNode): { name: string; receiver: SgNode | null } {
  const called = node.field('function') ?? node.field('method') ?? node.field('constructor') ?? node.field('name')
  const inner = called?.field('property') ?? called?.field('field') ?? called?.field('attribute') ?? called?.field('name') ?? called
  const receiver = called?.field('object') ?? called?.field('operand') ?? called?.field('value') ?? called?.field('expression') ?? node.field('receiver') ?? node.field('scope')
  return { name: inner && inner.isLeaf() ? inner.text() : '', receiver }
}

function argumentsOf(node: SgNode): SgNode[] {
  const parts = (node.field('arguments') ?? node.children().find((part) => part.kind() === 'arguments'))?.namedChildren() ?? []
  return parts.filter((part) => part.kind() !== 'comment').map((part) => part.kind() === 'argument' ? part.namedChildren().at(-1) ?? part : part)
}

function shortText(node: SgNode | null): string {
  if (node === null) return ''
  const { start, end } = node.range()
  return end.index - start.index > 80 ? '…' : node.text()
}

const STRING = /^(?:r|f|rf|b)?(["'`])([^"'`]*)\1$/

function stringOf(node: SgNode | null | undefined): string | null {
  if (!node || !/string|template/.test(String(node.kind()))) return null
  const { start, end } = node.range()
  return end.index - start.index > 500 ? null : STRING.exec(node.text())?.[2] ?? null
}

/** A function, or what can be the name of one. */
function isCode(node: SgNode): boolean {
  return /function|lambda|closure|literal_func|func_literal|identifier|member|selector|call|attribute|reference|array|method/.test(String(node.kind())) || node.kind() === 'name'
}

const NAME = /^[\w$.:#/]{1,100}$/

/** Of `users.show`, `show`; of `'users#show'`, that. */
function nameOf(handler: SgNode): string | null {
  const text = stringOf(handler) ?? shortText(handler)
  if (handler.kind() === 'simple_symbol') return text.slice(1)
  const wrapped = /\b([\w$.]+)\.as_view\(/.exec(text)?.[1]
  if (wrapped !== undefined) return wrapped.split('.').at(-1) ?? null
  return NAME.test(text) ? (text.includes('#') || text.includes('/') ? text : text.split(/[.:]+/).at(-1) ?? null) : null
}

function verbsIn(text: string): string {
  return [...text.matchAll(/['"]([A-Z]{3,7})['"]/g)].map(([, verb = '']) => verb).filter((verb) => VERBS.has(verb)).join('|') || 'ANY'
}
