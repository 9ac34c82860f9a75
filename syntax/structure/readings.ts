/**
 * What a pattern can be in a language. Alone in a file, `fmt.Println($A)` is a conversion to a type in Go, `foo($A)` a macro in C, and in
 * PHP everything is text; in a function all of them are calls. So a pattern is read in each place where code of a language stands,
 * and means whatever it is in any of them.
 */

import type { SgNode } from '@ast-grep/napi'
import type { Grammar } from '../grammars.ts'
import { parseSource } from '../source.ts'
import { holeOf, innermost, preprocess } from './preprocess.ts'
import type { StructureRule } from './rule.ts'
import { exactly } from './template.ts'

/** A pattern as a rule for ast-grep, and the node of it that is looked for. */
export type Reading = { rule: StructureRule; node: SgNode }

/** What stands around the pattern, and what it is there: anything, or of these kinds only, which is code of no other place. */
type Surroundings = readonly [before: string, after: string, ...kinds: string[]]

const ALONE: Surroundings = ['', '']
const CLASS: Surroundings = ['class A {\n', '\n}']
const IN_OBJECT: Surroundings = ['({', '})', 'pair']
const OF_TYPE: Surroundings = ['let a: ', '', 'generic_type', 'union_type']
const IN_CALL: Surroundings = ['f(', ')', 'keyword_argument', 'pair', 'value_argument']

const PLACES: Record<Grammar, readonly Surroundings[]> = {
  bash: [ALONE],
  c: [ALONE, ['void f() {\n', ';\n}'], ['void f() {\n', '\n}'], ['A a = {', '};', 'initializer_pair']],
  cpp: [ALONE, ['void f() {\n', ';\n}'], ['void f() {\n', '\n}'], ['class A {\n', '\n};'], ['A a = {', '};', 'initializer_pair']],
  csharp: [ALONE, ['class A { void F() {\n', ';\n} }'], CLASS, ['class A { void F() { G(', '); } }', 'argument'], ['', '\nclass A {}', 'attribute_list'], ['class A { ', ' a; }', 'generic_name']],
  elixir: [ALONE, ['f(', ')', 'pair']],
  go: [ALONE, ['func f() {\n', '\n}'], ['var a = A{', '}', 'keyed_element'], ['func f() { switch a {', '} }', 'expression_case'], ['var a ', '', 'map_type', 'slice_type', 'channel_type', 'generic_type']],
  java: [ALONE, ['class A { void f() {\n', ';\n} }'], CLASS, ['', '\nclass A {}', 'annotation', 'marker_annotation'], ['', ' a;', 'generic_type']],
  kotlin: [ALONE, CLASS, IN_CALL, ['', '\nclass A {}', 'annotation'], ['fun f(a: ', ') {}', 'user_type']],
  lua: [ALONE, ['a = {', '}', 'field']],
  php: [['<?php\n', ''], ['<?php\n', ';'], ['<?php\nclass A {\n', '\n}'], ['<?php\n[', '];', 'array_element_initializer'], ['<?php\nf(', ');', 'argument'], ['<?php\n', '\nclass A {}', 'attribute_group']],
  python: [ALONE, IN_CALL, ['{', '}', 'pair'], ['', '\ndef f(): pass', 'decorator'], ['def f(a: ', '): pass', 'generic_type']],
  ruby: [ALONE, IN_CALL],
  rust: [ALONE, ['fn f() {\n', '\n}'], ['impl A {\n', '\n}'], ['fn f() { A {', '} }', 'field_initializer'], ['fn f() { match a {', '} }', 'match_arm'], ['fn f() { let a: ', '; }', 'generic_type']],
  scala: [ALONE, CLASS, ['', '\nclass A', 'annotation'], ['object A { a match {', '} }', 'case_clause'], ['object A { def f(a: ', ') = a }', 'generic_type']],
  swift: [ALONE, CLASS, IN_CALL, ['', '\nclass A {}', 'attribute'], ['func f(a: ', ') {}', 'user_type']],
  JavaScript: [ALONE, CLASS, IN_OBJECT, ['', ' class A {}', 'decorator']],
  Tsx: [ALONE, CLASS, IN_OBJECT, ['', ' class A {}', 'decorator'], OF_TYPE],
  TypeScript: [ALONE, CLASS, IN_OBJECT, ['', ' class A {}', 'decorator'], OF_TYPE],
}

/** Everything that a pattern can be, each kind of node once; none if it cannot be read as one expression, statement or declaration. */
export function readingsOf(grammar: Grammar, pattern: string): Reading[] {
  const readings = new Map<string, Reading>()
  for (const place of PLACES[grammar]) {
    const reading = readIn(grammar, pattern, place)
    if (reading && !readings.has(String(reading.node.kind()))) readings.set(String(reading.node.kind()), reading)
  }
  return [...readings.values()]
}

function readIn(grammar: Grammar, pattern: string, [before, after, ...kinds]: Surroundings): Reading | undefined {
  const trimmed = pattern.trim()
  const { root } = parseSource(grammar, preprocess(grammar, before + trimmed + after))
  if (!isWhole(grammar, root)) return undefined
  if (before === '' && after === '') return isOneNode(root) ? { rule: { pattern: trimmed }, node: innermost(root) } : undefined
  const node = spanning(root, { start: before.length, end: before.length + preprocess(grammar, trimmed).length })
  if (kinds.length > 0 && !kinds.includes(String(node?.kind()))) return undefined
  return node && select(grammar, { root, node, context: before + trimmed + after })
}

/** ast-grep takes the first node of a kind: one further out must not be of the same. A name alone is told by its text. */
function select(grammar: Grammar, { root, node, context }: { root: SgNode; node: SgNode; context: string }): Reading | undefined {
  const kind = String(node.kind())
  if (node.isLeaf() && holeOf(grammar, node.text()) === undefined) return { rule: { kind, regex: exactly(node.text()) }, node }
  const first = root.find({ rule: { kind } })
  return first?.id() === node.id() ? { rule: { pattern: { context, selector: kind } }, node } : undefined
}

/** The innermost node that is exactly the pattern. */
function spanning(root: SgNode, { start, end }: { start: number; end: number }): SgNode | undefined {
  let node: SgNode | undefined = root
  while (node !== undefined) {
    const range = node.range()
    if (range.start.index === start && range.end.index === end) return innermost(node)
    node = node.children().find((child) => child.range().start.index <= start && child.range().end.index >= end)
  }
  return undefined
}

/** Nothing of it was misread, and nothing added but what ends a statement. */
function isWhole(grammar: Grammar, root: SgNode): boolean {
  return !hasError(grammar, root) && !hasAddition(grammar, innermost(root))
}

/** Where a grammar has no place for an expression, in a list of parameters say, a hole is an error, and yet a node that ast-grep takes for a hole. */
export function hasError(grammar: Grammar, root: SgNode): boolean {
  return root.findAll({ rule: { kind: 'ERROR' } }).some((node) => holeOf(grammar, node.text()) === undefined)
}

/** A node without text stands for what the grammar misses. A statement that is a hole may lack its end. */
function hasAddition(grammar: Grammar, node: SgNode): boolean {
  if (holeOf(grammar, node.text()) !== undefined) return false
  const children = node.children()
  if (children.length === 0) return node.text() === '' && node.kind() !== ';' && node.parent() !== null
  return children.some((child) => hasAddition(grammar, child))
}

/** Whether ast-grep itself would take the pattern as it stands: one node. */
export function isOneNode(root: SgNode): boolean {
  return innermost(root).parent() !== null
}
