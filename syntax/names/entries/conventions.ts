/** Functions that run for the shape in which they are written: an object of a route, a method that a server calls by its name, a script. */

import type { SgNode } from '@ast-grep/napi'
import type { Grammar } from '../../grammars.ts'
import type { EntryPoint } from '../answers.ts'
import type { File } from '../rules.ts'
import { VERBS } from './routes.ts'

type Reader = (file: File) => EntryPoint[]

/** As far as an object or a class is looked into. */
const mostParts = 200

/** `{ method: 'POST', path: '/orders', handle: … }`, as fastify, hapi and many a house of its own have routes. */
function routeObjects({ root, positions }: File): EntryPoint[] {
  const written = root.findAll({ rule: { kind: 'object', has: { kind: 'pair', has: { field: 'key', regex: '^["\']?(path|url|pattern)["\']?$' } } } })
  return written.flatMap((object): EntryPoint[] => {
    const parts = new Map(object.namedChildren().slice(0, mostParts).map((part) => [keyOf(part), part]))
    const path = textOf(parts.get('path') ?? parts.get('url') ?? parts.get('pattern'))
    const verbs = [...shortText((parts.get('method') ?? parts.get('methods'))?.field('value')).matchAll(/[A-Za-z]+/g)].map(([verb]) => verb.toUpperCase()).filter((verb) => VERBS.has(verb))
    const handler = ['handle', 'handler', 'action', 'run'].map((name) => parts.get(name)).find((part) => part !== undefined)
    if (path === null || !/^[/*]/.test(path) || verbs.length === 0 || !handler) return []
    const value = handler.field('value') ?? handler
    const name = /^[\w$.]{1,100}$/.exec(shortText(value))?.[0].split('.').at(-1) ?? null
    return [{ kind: 'route', label: `${verbs.join('|')} ${path}`, handler: name, range: positions.rangeOf(value) }]
  })
}

const keyOf = (part: SgNode) => shortText(part.field('key') ?? part.field('name') ?? part).replace(/^["']|["']$/g, '')

const textOf = (pair: SgNode | undefined): string | null => /^["'`]([^"'`]{0,300})["'`]$/.exec(shortText(pair?.field('value')))?.[1] ?? null

const mostText = 300

/** Longer texts are not copied: there may be as many of them as a hostile file is deep. */
function shortText(node: SgNode | null | undefined): string {
  if (!node) return ''
  const { start, end } = node.range()
  return end.index - start.index > mostText ? '' : node.text()
}

/** `http.createServer((request, response) => …)`: https://nodejs.org/api/http.html#httpcreateserveroptions-requestlistener */
function nodeServers({ root, positions }: File): EntryPoint[] {
  const calls = root.findAll({ rule: { kind: 'call_expression', has: { field: 'function', regex: '(^|^https?2?\\.)create(Secure)?Server$' } } })
  return calls.flatMap((call): EntryPoint[] => {
    const handler = call.field('arguments')?.namedChildren().findLast((part) => /function|identifier/.test(String(part.kind())))
    if (!handler) return []
    return [{ kind: 'route', label: 'ANY /', handler: handler.kind() === 'identifier' ? handler.text() : null, range: positions.rangeOf(handler) }]
  })
}

/** `module.exports = …`, `exports.a = …` */
const isExporting = (statement: SgNode) => /^(module\.)?exports\b/.test(shortText(statement.namedChildren()[0]?.field('left')))

const testing = /^(describe|suite|it|test|before|after|beforeAll|beforeEach|afterAll|afterEach|bench)\b/

/** What a file that offers nothing runs when it is loaded. */
function scripts({ root, positions }: File): EntryPoint[] {
  const statements = root.children().slice(0, 5_000)
  const offers = statements.some((statement) => statement.kind() === 'export_statement' || isExporting(statement))
  if (offers) return []
  return statements.flatMap((statement): EntryPoint[] => {
    const inner = statement.kind() === 'expression_statement' ? statement.namedChildren()[0] : undefined
    const call = inner?.kind() === 'await_expression' ? inner.namedChildren()[0] : inner
    if (call?.kind() !== 'call_expression' || testing.test(shortText(call.field('function')))) return []
    return [{ kind: 'main', label: 'main', handler: null, range: positions.rangeOf(call) }]
  })
}

/** `do_POST(self)`: https://docs.python.org/3/library/http.server.html#http.server.BaseHTTPRequestHandler */
function pythonHandlers({ root, positions }: File): EntryPoint[] {
  return root.findAll({ rule: { kind: 'function_definition', has: { field: 'name', regex: '^do_[A-Z]+$' } } }).flatMap((method): EntryPoint[] => {
    const [name, around] = [method.field('name'), method.ancestors().find((one) => one.kind() === 'class_definition')]
    if (!name || !around) return []
    return [{ kind: 'route', label: `${name.text().slice(3)} of ${around.field('name')?.text() ?? ''}`, handler: name.text(), range: positions.rangeOf(name) }]
  })
}

/** https://peps.python.org/pep-3333/, https://asgi.readthedocs.io/en/latest/specs/main.html */
function pythonApplications({ root, positions }: File): EntryPoint[] {
  const functions = root.findAll({ rule: { kind: 'function_definition', has: { field: 'parameters', regex: '^\\((self,\\s*)?(environ,\\s*start_response|scope,\\s*receive,\\s*send)\\W' } } })
  return functions.flatMap((each): EntryPoint[] => {
    const name = each.field('name')
    return name ? [{ kind: 'route', label: 'ANY /', handler: name.text(), range: positions.rangeOf(name) }] : []
  })
}

/** `doPost` of a servlet, `handle(HttpExchange)` of the JDK's server, Lambda's `handleRequest`. */
function javaHandlers({ root, positions }: File): EntryPoint[] {
  const methods = root.findAll({ rule: { kind: 'method_declaration', has: { field: 'name', regex: '^(do(Get|Post|Put|Delete|Patch|Head|Options)|handle)$' }, all: [{ has: { field: 'parameters', regex: 'HttpServletRequest|HttpExchange\\b' } }] } })
  return methods.flatMap((method): EntryPoint[] => {
    const [name, around] = [method.field('name'), method.ancestors().find((one) => /^(class|record|enum)_declaration$/.test(String(one.kind())))]
    if (!name) return []
    const verb = name.text() === 'handle' ? 'ANY' : name.text().slice(2).toUpperCase()
    return [{ kind: 'route', label: `${verb} of ${around?.field('name')?.text() ?? ''}`, handler: name.text(), range: positions.rangeOf(name) }]
  })
}

const inScripts: readonly Reader[] = [routeObjects, nodeServers, scripts]
const READERS: Partial<Record<Grammar, readonly Reader[]>> = {
  JavaScript: inScripts, TypeScript: inScripts, Tsx: inScripts,
  python: [pythonHandlers, pythonApplications],
  java: [javaHandlers],
}

export const conventionalFunctions = (grammar: Grammar, file: File): EntryPoint[] => (READERS[grammar] ?? []).flatMap((read) => read(file))
