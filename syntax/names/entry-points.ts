import type { SgNode } from '@ast-grep/napi'
import type { Grammar } from '../grammars.ts'
import type { Source } from '../source.ts'
import type { EntryPoint, EntryPointKind } from './answers.ts'
import { annotatedFunctions } from './entries/annotations.ts'
import { conventionalFunctions } from './entries/conventions.ts'
import { registeredFunctions } from './entries/registrations.ts'
import { fileOf } from './names.ts'
import type { File } from './rules.ts'

/** Where execution enters a file from outside: what starts programs, serves routes, takes from queues, runs at times or by a command's name. */
export function entryPoints(source: Source): EntryPoint[] {
  const { grammar } = source
  const file = fileOf(source)
  const found = [...namedEntries(grammar, file), ...annotatedFunctions(grammar, file), ...registeredFunctions(grammar, file), ...conventionalFunctions(grammar, file)]
  return withoutOuter(found).toSorted((a, b) => a.range.line - b.range.line || a.range.column - b.range.column)
}

/** A statement at the top of a script is none of its own where it hands over another. */
function withoutOuter(entries: readonly EntryPoint[]): EntryPoint[] {
  const isAround = ({ range: a }: EntryPoint, { range: b }: EntryPoint) => (a.line < b.line || (a.line === b.line && a.column < b.column)) && (b.endLine < a.endLine || (b.endLine === a.endLine && b.endColumn <= a.endColumn))
  return entries.filter((entry) => entry.kind !== 'main' || !entries.some((other) => other !== entry && isAround(entry, other)))
}

/** `at` finds the node whose name it is, or that has none. */
type Named = { rule: Parameters<SgNode['findAll']>[0]; kind: EntryPointKind; label: (node: SgNode, name: string) => string; when?: (node: SgNode) => boolean }

const called = (kind: string, regex: string) => ({ rule: { kind, has: { field: 'name', regex } } })
const main = (kind: string): Named => ({ rule: called(kind, '^main$'), kind: 'main', label: () => 'main' })

const cobra: Named = {
  rule: { rule: { kind: 'composite_literal', has: { field: 'type', regex: '^cobra\\.Command$' } } }, kind: 'command',
  label: (node) => /\bUse:\s*"([^"]*)"/.exec(node.text().slice(0, 2000))?.[1] ?? 'command',
}
const verbFunction: Named = {
  rule: { rule: { kind: 'function_declaration', has: { field: 'name', regex: '^(GET|POST|PUT|DELETE|PATCH)$' } } }, kind: 'route',
  label: (_, name) => name, when: (node) => node.parent()?.kind() === 'export_statement',
}
const scripts: Named[] = [
  { rule: { rule: { kind: 'if_statement', has: { field: 'condition', regex: 'require\\.main\\s*===?\\s*module' } } }, kind: 'main', label: () => 'main' },
  verbFunction,
]
/** https://github.com/sidekiq/sidekiq/wiki/Getting-Started, https://guides.rubyonrails.org/active_job_basics.html */
const worker: Named = {
  rule: { rule: { kind: 'method', has: { field: 'name', regex: '^perform$' } } }, kind: 'consumer',
  label: (node) => classAround(node)?.field('name')?.text() ?? 'perform', when: isWorker,
}

function classAround(node: SgNode): SgNode | undefined {
  return node.ancestors().find((one) => one.kind() === 'class')
}

function isWorker(method: SgNode): boolean {
  const around = classAround(method)
  const extended = around?.field('superclass')?.text() ?? ''
  const included = around?.field('body')?.namedChildren().filter((part) => part.kind() === 'call').slice(0, 50) ?? []
  return /(Job|Worker)(::Base)?$/.test(extended) || included.some((call) => /^include\s+(Sidekiq::(Worker|Job)|Resque)/.test(call.text().slice(0, 60)))
}

const NAMED: Partial<Record<Grammar, readonly Named[]>> = {
  go: [{ ...main('function_declaration'), rule: { rule: { kind: 'function_declaration', has: { field: 'name', regex: '^main$' } } } }, cobra],
  rust: [main('function_item')], java: [{ ...main('method_declaration'), rule: { rule: { kind: 'method_declaration', has: { field: 'name', regex: '^main$' }, regex: '\\bstatic\\b' } } }],
  kotlin: [{ rule: { rule: { kind: 'function_declaration', has: { kind: 'simple_identifier', regex: '^main$' } } }, kind: 'main', label: () => 'main' }],
  scala: [main('function_definition')],
  c: [{ rule: { rule: { kind: 'function_definition', has: { field: 'declarator', kind: 'function_declarator', has: { field: 'declarator', regex: '^main$' } } } }, kind: 'main', label: () => 'main' }],
  python: [
    { rule: { rule: { kind: 'if_statement', has: { field: 'condition', regex: `^__name__\\s*==\\s*["']__main__["']$` } } }, kind: 'main', label: () => '__main__' },
    { ...main('function_definition'), rule: called('function_definition', '^lambda_handler$'), label: () => 'lambda_handler' },
  ],
  ruby: [worker], JavaScript: scripts, TypeScript: scripts, Tsx: scripts,
  csharp: [{ ...main('method_declaration'), rule: called('method_declaration', '^Main$') }],
}

function namedEntries(grammar: Grammar, { root, positions }: File): EntryPoint[] {
  return (NAMED[grammar === 'cpp' ? 'c' : grammar] ?? []).flatMap(({ rule, kind, label, when }) => root.findAll(rule).filter((node) => when?.(node) ?? true).map((node): EntryPoint => {
    const name = node.field('name') ?? node.field('declarator')?.field('declarator') ?? node.children().find((part) => part.kind() === 'simple_identifier') ?? null
    const range = positions.rangeOf(name ?? node)
    return { kind, label: label(node, name?.text() ?? ''), handler: name?.text() ?? null, range: name ? range : { ...range, endLine: range.line, endColumn: range.column } }
  }))
}
