/** Functions that a framework calls because of what is written above them: annotations, decorators, attributes. */

import type { SgNode } from '@ast-grep/napi'
import type { Grammar } from '../../grammars.ts'
import type { EntryPoint, EntryPointKind } from '../answers.ts'
import type { File } from '../rules.ts'
import { pathJoin, VERBS } from './routes.ts'

type Meaning = { kind: EntryPointKind; verb?: string }

const verbs = (suffix: string): [string, Meaning][] =>
  ['Get', 'Post', 'Put', 'Delete', 'Patch', 'Head', 'Options'].map((verb) => [suffix.replace('*', verb), { kind: 'route', verb: verb.toUpperCase() }])
const all = (kind: EntryPointKind, ...names: string[]): [string, Meaning][] => names.map((name) => [name, { kind }])
const lower = (entries: [string, Meaning][]): [string, Meaning][] => entries.map(([name, meaning]) => [name.toLowerCase(), meaning])
const upper = (entries: [string, Meaning][]): [string, Meaning][] => entries.map(([name, meaning]) => [name.toUpperCase(), meaning])

type Reading = {
  annotations: readonly string[]
  /** The kinds of what they stand above. */
  functions: readonly string[]
  classes: readonly string[]
  meanings: ReadonlyMap<string, Meaning>
  /** Of classes, those that begin the paths of their routes. */
  prefixes: readonly string[]
}

const jvm: Reading = {
  annotations: ['annotation', 'marker_annotation'], functions: ['method_declaration', 'function_declaration'], classes: ['class_declaration', 'interface_declaration'],
  meanings: new Map([
    ...verbs('*Mapping'), ...upper(verbs('*')), ...all('route', 'RequestMapping', 'MessageMapping'),
    ...all('consumer', 'KafkaListener', 'RabbitListener', 'JmsListener', 'SqsListener', 'StreamListener', 'Incoming'),
    ...all('schedule', 'Scheduled', 'Schedules'), ...all('command', 'ShellMethod', 'Command'),
  ]),
  prefixes: ['RequestMapping', 'Path', 'Controller'],
}
const nest: Reading = {
  annotations: ['decorator'], functions: ['method_definition'], classes: ['class_declaration', 'abstract_class_declaration', 'export_statement'],
  meanings: new Map([...verbs('*'), ...all('route', 'All', 'Sse'), ...all('consumer', 'EventPattern', 'MessagePattern', 'Process', 'OnEvent'), ...all('schedule', 'Cron', 'Interval')]),
  prefixes: ['Controller'],
}
const python: Reading = {
  annotations: ['decorator'], functions: ['function_definition', 'class_definition'], classes: [],
  meanings: new Map([
    ...lower(verbs('*')), ...all('route', 'route', 'api_view', 'api_route', 'websocket'), ...all('consumer', 'task', 'shared_task', 'subscriber', 'agent', 'actor'),
    ...all('schedule', 'periodic_task', 'scheduled_job', 'on_schedule'), ...all('command', 'command', 'group'),
  ]),
  prefixes: [],
}
const rust: Reading = {
  annotations: ['attribute_item'], functions: ['function_item'], classes: [], meanings: new Map([...lower(verbs('*')), ...all('route', 'route', 'handler')]), prefixes: [],
}
const csharp: Reading = {
  annotations: ['attribute'], functions: ['method_declaration'], classes: ['class_declaration'],
  meanings: new Map([...verbs('Http*'), ...all('consumer', 'ServiceBusTrigger', 'QueueTrigger'), ...all('schedule', 'TimerTrigger')]), prefixes: ['Route'],
}
const php: Reading = { annotations: ['attribute'], functions: ['method_declaration'], classes: ['class_declaration'], meanings: new Map([...all('route', 'Route'), ...all('consumer', 'AsMessageHandler'), ...all('command', 'AsCommand')]), prefixes: ['Route'] }

const READINGS: Partial<Record<Grammar, Reading>> = { java: jvm, kotlin: { ...jvm, annotations: ['annotation'] }, TypeScript: nest, Tsx: nest, python, rust, csharp, php }

export function annotatedFunctions(grammar: Grammar, { root, positions }: File): EntryPoint[] {
  const reading = READINGS[grammar]
  if (reading === undefined) return []
  const nodes = root.findAll({ rule: { any: reading.annotations.map((kind) => ({ kind })) } })
  return nodes.flatMap((node): EntryPoint[] => {
    const { name, text } = readAnnotation(node)
    const meaning = reading.meanings.get(name)
    const target = meaning && annotatedBy(node, reading.functions)
    // What is called of nothing, `@get`, is another's unless it says for what.
    if (!meaning || !target || (grammar === 'python' && meaning.verb !== undefined && !text.includes('.'))) return []
    const handler = nameOf(target)
    const range = handler ? positions.rangeOf(handler) : positions.rangeOf(node)
    return [{ kind: meaning.kind, label: labelOf({ meaning, text, target, reading, name: handler?.text() ?? '' }), handler: handler?.text() ?? null, range }]
  })
}

/** Long ones are not read to their ends. */
const LONGEST = 2000

function readAnnotation(node: SgNode): { name: string; text: string } {
  const text = node.text().slice(0, LONGEST).replace(/^(@|#!?\[)\s*/, '')
  return { name: /^[\w.:]+/.exec(text)?.[0].split(/[.:]+/).at(-1) ?? '', text }
}

function annotatedBy(annotation: SgNode, kinds: readonly string[]): SgNode | null {
  let node: SgNode | null = annotation
  for (let up = 0; up < 3 && node !== null; up++) {
    for (const next of [node, ...node.nextAll().slice(0, 8)]) {
      if (kinds.includes(String(next.kind()))) return next
      if (!/attribute|decorator|annotation|modifiers|comment/.test(String(next.kind()))) break
    }
    const parent: SgNode | null = node.parent()
    const definition = parent?.field('definition')
    if (definition && kinds.includes(String(definition.kind()))) return definition
    if (parent === null || kinds.includes(String(parent.kind()))) return parent
    node = parent
  }
  return null
}

function nameOf(target: SgNode): SgNode | null {
  return target.field('name') ?? target.children().find((part) => part.kind() === 'simple_identifier') ?? null
}

type Labelled = { meaning: Meaning; text: string; target: SgNode; reading: Reading; name: string }

function labelOf({ meaning, text, target, reading, name }: Labelled): string {
  if (meaning.kind !== 'route') return firstString(text) ?? name
  const around = target.ancestors().find((node) => reading.classes.includes(String(node.kind())))
  const prefix = around === undefined ? '' : prefixOf(around, reading)
  const own = firstString(text) ?? annotationsOf(target, reading).filter(({ name: other }) => other === 'Path').map((one) => firstString(one.text) ?? '')[0] ?? ''
  return `${meaning.verb ?? verbsIn(text)} ${pathJoin(prefix, own)}`
}

function prefixOf(around: SgNode, reading: Reading): string {
  const found = annotationsOf(around, reading).find(({ name }) => reading.prefixes.includes(name))
  return found === undefined ? '' : firstString(found.text) ?? ''
}

/** Those above a node, beside it or in its modifiers. */
function annotationsOf(node: SgNode, { annotations }: Reading): { name: string; text: string }[] {
  const beside = node.prevAll().slice(0, 8)
  const inside = node.children().slice(0, 8).flatMap((part) => [part, ...part.children().slice(0, 16), ...part.children().slice(0, 16).flatMap((one) => one.children().slice(0, 8))])
  return [...beside, ...inside].filter((part) => annotations.includes(String(part.kind()))).map(readAnnotation)
}

function firstString(text: string): string | null {
  return /(["'`])(.*?)\1/.exec(text)?.[2] ?? null
}

function verbsIn(text: string): string {
  const found = [...text.matchAll(/\b[A-Z]{3,7}\b/g)].map(([verb]) => verb).filter((verb) => VERBS.has(verb))
  return found.length > 0 ? [...new Set(found)].join('|') : 'ANY'
}
