import type { SgNode } from '@ast-grep/napi'
import type { Grammar } from '../grammars.ts'
import type { Source } from '../source.ts'
import type { EntryPoint, EntryPointKind } from './answers.ts'
import { annotatedFunctions } from './entries/annotations.ts'
import { registeredFunctions } from './entries/registrations.ts'
import { fileOf } from './names.ts'
import type { File } from './rules.ts'

/** Where execution enters a file from outside: what starts programs, serves routes, takes from queues, runs at times or by a command's name. */
export function entryPoints(source: Source): EntryPoint[] {
  const { grammar } = source
  const file = fileOf(source)
  const found = [...namedEntries(grammar, file), ...annotatedFunctions(grammar, file), ...registeredFunctions(grammar, file)]
  return found.toSorted((a, b) => a.range.line - b.range.line || a.range.column - b.range.column)
}

/** `at` finds the node whose name it is, or that has none. */
type Named = { rule: Parameters<SgNode['findAll']>[0]; kind: EntryPointKind; label: (node: SgNode, name: string) => string }

const called = (kind: string, regex: string) => ({ rule: { kind, has: { field: 'name', regex } } })
const main = (kind: string): Named => ({ rule: called(kind, '^main$'), kind: 'main', label: () => 'main' })

const cobra: Named = {
  rule: { rule: { kind: 'composite_literal', has: { field: 'type', regex: '^cobra\\.Command$' } } }, kind: 'command',
  label: (node) => /\bUse:\s*"([^"]*)"/.exec(node.text().slice(0, 2000))?.[1] ?? 'command',
}
const verbFunction: Named = {
  rule: { rule: { kind: 'function_declaration', has: { field: 'name', regex: '^(GET|POST|PUT|DELETE|PATCH)$' }, inside: { kind: 'export_statement' } } }, kind: 'route',
  label: (_, name) => name,
}
const scripts: Named[] = [
  { rule: { rule: { kind: 'if_statement', has: { field: 'condition', regex: 'require\\.main\\s*===?\\s*module' } } }, kind: 'main', label: () => 'main' },
  verbFunction,
]
const worker = (kind: string): Named => ({
  rule: { rule: { kind, has: { field: 'name', regex: '^perform$' }, inside: { stopBy: { kind: 'class' }, kind: 'class', any: [
    { has: { field: 'superclass', regex: '(Job|Worker)(::Base)?$' } },
    { has: { field: 'body', has: { kind: 'call', regex: '^include\\s+(Sidekiq::(Worker|Job)|Resque)' } } },
  ] } } },
  kind: 'consumer', label: (node) => node.ancestors().find((one) => one.kind() === 'class')?.field('name')?.text() ?? 'perform',
})

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
  ruby: [worker('method')], JavaScript: scripts, TypeScript: scripts, Tsx: scripts,
  csharp: [{ ...main('method_declaration'), rule: called('method_declaration', '^Main$') }],
}

function namedEntries(grammar: Grammar, { root, positions }: File): EntryPoint[] {
  return (NAMED[grammar === 'cpp' ? 'c' : grammar] ?? []).flatMap(({ rule, kind, label }) => root.findAll(rule).map((node): EntryPoint => {
    const name = node.field('name') ?? node.field('declarator')?.field('declarator') ?? node.children().find((part) => part.kind() === 'simple_identifier') ?? null
    const range = positions.rangeOf(name ?? node)
    return { kind, label: label(node, name?.text() ?? ''), handler: name?.text() ?? null, range: name ? range : { ...range, endLine: range.line, endColumn: range.column } }
  }))
}
