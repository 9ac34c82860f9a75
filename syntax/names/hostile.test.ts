import { expect, test } from 'vitest'
import { parseSource } from '../source.ts'
import type { Grammar } from '../grammars.ts'
import { calls, enclosingFunction } from './calls.ts'
import { entryPoints } from './entry-points.ts'
import { guards } from './guards.ts'
import { imports } from './imports.ts'
import { nameAt, occurrences } from './names.ts'

/** Deeper than a stack: what recurses, or asks each node for all above it, does not come back from these. */
const DEEP = 1500

test.each<[Grammar, string, string, string]>([
  ['JavaScript', 'f(', 'x', ')'],
  ['JavaScript', 'function f(x) { x;', 'x', '}'],
  ['JavaScript', 'class A extends B { f() { super.x();', 'x', '}}'],
  ['JavaScript', 'if (a) { x } else ', 'x', ''],
  ['JavaScript', '[', 'x', ']'],
  ['JavaScript', 'x.f().', 'x', ''],
  ['python', 'if x: f(x)\nelif x: f(x)\n', 'x', ''],
  ['rust', 'mod a { use x::{b}; ', 'fn x() {}', '}'],
  ['cpp', 'namespace x { ', 'int x;', '}'],
  ['c', '(', 'x', ')'],
])('a deep text of %s, %j', (grammar, open, inner, close) => {
  const text = open.repeat(DEEP) + inner + close.repeat(DEEP)
  const source = parseSource(grammar, text)
  const position = { line: text.split('\n').length - 1, column: 0 }
  expect(occurrences(source, { name: 'x' }).length).toBeGreaterThan(0)
  expect(guards(source, position).length).toBeLessThanOrEqual(200)
  for (const ask of [() => nameAt(source, position), () => calls(source), () => imports(source), () => entryPoints(source), () => enclosingFunction(source, position)]) {
    expect(ask).not.toThrow()
  }
})
