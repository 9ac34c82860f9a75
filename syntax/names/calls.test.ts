import { expect, test } from 'vitest'
import { parseSource } from '../source.ts'
import type { Grammar } from '../grammars.ts'
import { calls, enclosingFunction } from './calls.ts'

/** Each call as `function > receiver.callee`. */
function told(grammar: Grammar, text: string, line?: number): string {
  const found = calls(parseSource(grammar, text), line === undefined ? {} : { line })
  return found.map(({ name, receiver, enclosing }) => `${enclosing ? `${enclosing.container}${enclosing.container && '.'}${enclosing.name} > ` : ''}${receiver === null ? '' : `${receiver}.`}${name}`).join(', ')
}

test.each<[Grammar, string, string]>([
  ['go', 'package a\nfunc (c *Cart) Total() { c.sum(1); func() { add(2) }() }\nvar x = f()', 'Cart.Total > c.sum, Cart.Total > add, f'],
  ['go', 'package a\nfunc f() { a.b().c() }', 'f > a.b().c, f > a.b'],
  ['JavaScript', 'class A { m() { this.n(xs.map(x => g(x))) } } const f = () => h(); new B.C()', 'A.m > this.n, A.m > xs.map, A.m > g, f > h, B.C'],
  ['JavaScript', 'app.use = function () { go() }; app.get("/x", function () { h() })', 'app.use > go, app.get, h'],
  ['JavaScript', 'const api = { get() { f() }, put: () => g() }', 'api.get > f, api.put > g'],
  ['python', 'class A:\n  def m(self):\n    self.n(x for x in g())\n    def inner(): h()\nf()', 'A.m > self.n, A.m > g, inner > h, f'],
])('the calls of %s %j: %s', (grammar, text, expected) => {
  expect(told(grammar, text)).toBe(expected)
})

test.each<[Grammar, string, number, string]>([
  ['python', 'def f():\n  g()\ndef h():\n  i()', 3, 'h > i'],
  ['python', 'def f():\n  g()\nj()', 2, ''],
  ['JavaScript', 'function f() {\n  g(() => {\n    h()\n  })\n}', 2, 'f > g, f > h'],
])('the calls of %s %j in the function at line %i: %s', (grammar, text, line, expected) => {
  expect(told(grammar, text, line)).toBe(expected)
})

test('the function around a line', () => {
  const source = parseSource('go', 'package a\n\nfunc (c *Cart) Total() int {\n\treturn 1\n}\n')
  expect(enclosingFunction(source, { line: 3 })).toEqual(
    { name: 'Total', container: 'Cart', startLine: 2, endLine: 4, range: { line: 2, column: 15, endLine: 2, endColumn: 20 } })
  expect(enclosingFunction(source, { line: 0 })).toBeNull()
})
