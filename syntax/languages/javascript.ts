import type { SgNode } from '@ast-grep/napi'
import type { SymbolKind } from '../../engine/query/symbol-kinds.ts'
import { below, childOf, inField, type Definition, type LanguageOutline, type Opens, type Scope } from './rule.ts'

export const javascript: LanguageOutline = {
  rules: {
    function_declaration: { kind: 'function', opens: 'body' },
    generator_function_declaration: { kind: 'function', opens: 'body' },
    class_declaration: { kind: 'class', opens: 'type' },
    class: { opens: 'type' },
    class_static_block: { opens: 'body' },
    function_expression: passing,
    generator_function: passing,
    arrow_function: passing,
    method_definition: (node) => ({ kind: kindOfMethod(node), opens: 'body' }),
    field_definition: (node) => member(node, 'property'),
    variable_declarator: declared,
    assignment_expression: assigned,
    pair,
    export_statement: defaultExported,
  },
  where: {
    assignment_expression: { has: { field: 'left', kind: 'member_expression' } },
    export_statement: { regex: '^export\\s+default\\b' },
  },
}

/** What a name is, by the value that it is given. */
const BY_VALUE: Record<string, { kind: SymbolKind; opens: Opens } | undefined> = {
  arrow_function: { kind: 'function', opens: 'body' },
  function_expression: { kind: 'function', opens: 'body' },
  generator_function: { kind: 'function', opens: 'body' },
  class: { kind: 'class', opens: 'type' },
}

function byValue(value: SgNode | null) {
  return value === null ? undefined : BY_VALUE[String(value.kind())]
}

/** A function that is not what a name is given: one with a name of its own is known by it, in traces of the stack for example. */
function passing(node: SgNode, { opens }: Scope): Definition | undefined {
  const name = node.field('name')
  if (name !== null && !isNamedBy(node.parent(), opens)) return { kind: 'function', opens: 'body' }
  return opens === 'file' && isWrapper(node) ? undefined : { opens: 'body' }
}

/** Whether what stands around a function gives it a name; of pairs see `pair`. */
function isNamedBy(around: SgNode | null, opens: Scope['opens']): boolean {
  const kind = String(around?.kind())
  return kind === 'pair' ? opens !== 'body' : /^(variable_declarator|assignment_expression|(public_)?field_definition)$/.test(kind)
}

/** `(function () { … })()` around all of a file hides its variables from other files, not from its own functions. */
function isWrapper(node: SgNode): boolean {
  const around = node.parent()
  return around?.kind() === 'parenthesized_expression' && around.parent()?.kind() === 'call_expression' && around.range().start.column <= 2
}

function kindOfMethod(node: SgNode): SymbolKind {
  if (node.field('name')?.text() === 'constructor') return 'constructor'
  return childOf(node, 'get', 'set') === null ? 'method' : 'property'
}

/** A field of a class, which is a method if it holds a function. */
export function member(node: SgNode, nameField: string): Definition {
  const value = byValue(node.field('value'))
  return { kind: value?.kind === 'function' ? 'method' : value?.kind ?? 'field', name: inField(nameField), opens: value?.opens ?? 'namespace' }
}

function declared(node: SgNode, { opens }: Scope): Definition | undefined {
  const value = valueOf(node.field('value'))
  if (value !== undefined) return value
  if (opens === 'body') return undefined
  if (isImported(node)) return undefined
  const name = node.field('name')
  if (name?.kind() !== 'identifier') return { kind: 'variable', name: () => namesIn(name) }
  return { kind: node.parent()?.text().startsWith('const') ? 'constant' : 'variable', opens: 'namespace' }
}

/** Also of the function in `var f = exports.f = function () {}`, which opens under its last name alone. */
function valueOf(value: SgNode | null): Pick<Definition, 'kind' | 'opens'> | undefined {
  if (value?.kind() !== 'assignment_expression') return byValue(value)
  const last = valueOf(value.field('right'))
  return last && { kind: last.kind }
}

/** `const a = require('b').c` brings a name here, and defines none. */
function isImported(node: SgNode): boolean {
  const value = node.field('value')
  return /call|await|member/.test(String(value?.kind())) && /^(await import|require)\s*\(\s*["'`][^"'`]*["'`]\s*\)(\.\w+)*$/.test(value?.text() ?? '')
}

function namesIn(pattern: SgNode | null): SgNode[] {
  return below(pattern, 'shorthand_property_identifier_pattern', 'identifier').filter((name) => name.parent()?.field('right')?.id() !== name.id())
}

/** `A.b = function () {}`; of other values only what is exported, as other assignments change what is defined elsewhere. */
function assigned(node: SgNode, within: Scope): Definition | undefined {
  const [left, right] = [node.field('left'), node.field('right')]
  const name = left?.field('property') ?? null
  const object = left?.field('object')?.text() ?? ''
  if (within.opens === 'body' && object === 'this') return thisAssigned(name, byValue(right), within)
  const value = valueOf(right)
  if (isExports(`${object}.${name?.text()}`)) return { ...value, name: () => [right?.field('name') ?? null], opens: value?.opens ?? 'namespace' }
  const owner = isExports(object) ? '' : ownerOf(object)
  if (owner === undefined || name === null) return undefined
  if (value !== undefined) return { ...value, kind: object.endsWith('.prototype') ? 'method' : value.kind, name: () => [name], owner }
  if (within.opens === 'body') return undefined
  if (owner === '' && right?.kind() !== 'identifier') return { kind: 'variable', name: () => [name], opens: 'namespace', again: 'ignored' }
  return right?.kind() === 'object' ? { opens: 'namespace', owner: name.text() === 'prototype' ? owner : `${owner}.${name.text()}` } : undefined
}

/** In a constructor `this.a = 1` makes a field. */
function thisAssigned(name: SgNode | null, value: (typeof BY_VALUE)[string], within: Scope): Definition | undefined {
  if (within.name === 'constructor') return { kind: value ? 'method' : 'field', name: () => [name], ofType: true, again: 'ignored', opens: value?.opens }
  return value && { ...value, name: () => [name] }
}

function isExports(object: string): boolean {
  return object === 'exports' || object === 'module.exports'
}

/** A path of names to what is defined on; undefined where it is computed. */
function ownerOf(object: string): string | undefined {
  const path = object.replace(/^(module\.)?exports\./, '').replace(/\.prototype$/, '')
  return path === 'this' ? '' : /^[\w$]+(\.[\w$]+)*$/.test(path) ? path : undefined
}

/** A function in an object that is not a passing one. */
function pair(node: SgNode, { opens }: Scope): Definition | undefined {
  if (opens === 'body') return undefined
  const value = byValue(node.field('value'))
  const key = node.field('key')
  if (value !== undefined) return { kind: value.kind === 'function' ? 'method' : value.kind, name: inField('key'), opens: value.opens }
  return key?.kind() === 'property_identifier' ? { opens: 'namespace', owner: key.text() } : undefined
}

/** `export default function () {}` is known as `default`. */
function defaultExported(node: SgNode): Definition | undefined {
  const value = byValue(node.field('value'))
  return value && { ...value, name: () => [childOf(node, 'default')] }
}
