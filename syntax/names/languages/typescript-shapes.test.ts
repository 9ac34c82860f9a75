import { expect, test } from 'vitest'
import { parseSource } from '../../source.ts'
import type { Shape } from '../answers.ts'
import { nameAt } from '../names.ts'
import { shape } from '../shape.ts'
import { tell } from '../check.fixture.ts'

/** Of the member `‹x›` what it is asked of; of what `«x»` defines what that is like. */
function told(marked: string): string {
  const text = marked.replace(/[‹›«»]/g, '')
  const column = marked.replace(/[›»]/g, '').search(/[‹«]/)
  const source = parseSource('TypeScript', text)
  if (marked.includes('«')) return show(shape(source, { line: 0, column })?.shape ?? null)
  const binding = nameAt(source, { line: 0, column })?.binding
  return binding?.kind === 'member' ? show(binding.of ?? null) : `no member but ${binding ? tell(binding) : 'nothing'}`
}

function show(one: Shape | null): string {
  switch (one?.is) {
    case undefined: return '?'
    case 'named': return `${one.binding.kind === 'import' ? `${one.binding.module}:${one.binding.name}` : one.name}${one.arguments ? `<${one.arguments.map(show).join(', ')}>` : ''}`
    case 'member': return `${show(one.of)}.${one.name}`
    case 'result': return `${show(one.of)}()`
    case 'element': return `${show(one.of)}[]`
    case 'parameter': return `${show(one.of)}(${one.at})`
    case 'function': return `(${one.parameters.map(show).join(', ')}${one.rest ? '...' : ''}) => ${show(one.result)}`
    case 'object': return `{${one.column}}`
    case 'type': return `type${one.calls.map((call) => ` ${show(call)}`).join('')}`
    case 'either': return one.of.map(show).join(' | ')
    case 'intrinsic': return '<>'
  }
}

test.each([
  // How a value is made.
  ['import { f } from "m"; const x = f(); x.‹y›', 'm:f()'],
  ['import { A } from "m"; const x = new A().b; x.‹y›', 'm:A().b'],
  ['import { f } from "m"; const x = (await f())!; x.‹y›', 'm:f()'],
  ['const x = (await import("m")).a; x.‹y›', 'm:a'],
  ['import { f, g } from "m"; const x = f ?? (a ? g() : b); x.‹y›', 'm:f | m:g() | b'],
  ['import { f, g } from "m"; const x = f && g; x.‹y›', 'm:g'],
  ['import { f, A } from "m"; (f as A).‹y›', 'm:A'],
  ['import { f, A } from "m"; (f as const).‹y›', 'm:f'],
  ['import { f } from "m"; f["a"][0].‹y›', 'm:f.a[]'],
  ['const x = { a: 1 }; f(x).‹y›', 'f()'],
  ['function f() { const x = { a: 1 }; return x.‹a› }', '{25}'],
  ['const x = "a"; x.‹y›', 'String'],
  ['import { A } from "m"; const x = new Map<string, A>(); x.‹y›', 'Map<String, m:A>()'],
  // How it is taken apart.
  ['import { f } from "m"; const { a: { b: [c] } } = f(); c.‹y›', 'm:f().a.b[]'],
  ['import { f } from "m"; const { a = 1, ...rest } = f(); rest.‹y›', 'm:f()'],
  ['import { f } from "m"; for (const [a] of f()) a.‹y›', 'm:f()[][]'],
  ['import { A } from "m"; function f({ a = 1 }: A) { a.‹y› }', 'm:A.a'],
  ['import { A } from "m"; const { a: { ‹b›: c } } = new A()', 'm:A().a'],
  // What it is handed to.
  ['import { f } from "m"; f(1, (a, b) => b.‹y›)', 'm:f(1)(1)'],
  ['import { f } from "m"; f(a => a.‹y›)', 'm:f(0)(0)'],
  ['import { f } from "m"; f({ a: ({ b }) => b.‹y› })', 'm:f(0).a(0).b'],
  ['import { f } from "m"; f({ a: [{ ‹b›: 1 }] })', 'm:f(0).a[]'],
  ['import { F } from "m"; const f: F = () => ({ ‹a›: 1 })', 'm:F()'],
  ['import { F } from "m"; const f: F = function () { return { a: { ‹b›: 1 } } }', 'm:F().a'],
  ['import { A } from "m"; let a: A; a.b = { ‹c›: 1 }', 'm:A.b'],
  ['import { A } from "m"; new A({ ‹a›: 1 })', 'm:A(0)'],
  // What is written of its type.
  ['import { A } from "m"; let a: A[]; a[0].‹y›', 'Array<m:A>[]'],
  ['import { A, B } from "m"; let a: Promise<A | undefined> | B; a.‹y›', 'm:A | m:B'],
  ['import { A } from "m"; let a: A["b"]; a.‹y›', 'm:A.b'],
  ['import { A } from "m"; let a: Record<string, A>; a.b.‹y›', 'Record<String, m:A>.b'],
  ['import { f } from "m"; let a: ReturnType<typeof f>; a.‹y›', 'm:f()'],
  ['import { A } from "m"; function f<T extends A>(a: T) { a.‹y› }', 'm:A'],
  ['let a: { b: { c: 1 } }; a.b.‹c›', '{7}.b'],
  // What a definition is like.
  ['import { A } from "m"; function «f»(a: A, ...b: A[]) { return a.c }', '(m:A, Array<m:A>...) => m:A.c'],
  ['import { A } from "m"; const «f» = async (): Promise<A> => g', '() => m:A'],
  ['import { A } from "m"; type «F» = (a: A) => void', '(m:A) => String'],
  ['import { A } from "m"; interface «F» { (a: A): A; b: A }', 'type (m:A) => m:A'],
  ['import { A } from "m"; function «f»<T extends A>(a: T, b: A<string>) {}', '(?, m:A<String>) => ?'],
  ['import { A } from "m"; class C<T extends A> { «f»(a: T) {} }', '(m:A) => ?'],
  ['import { A } from "m"; class «C» { constructor(a: A) {} }', 'type (m:A) => ?'],
  ['import { A } from "m"; class C { get «a»(): A { return b } }', 'm:A'],
  ['import { A } from "m"; class C { «a» = new A() }', 'm:A()'],
  ['let «a» = a', '?'],
])('%s: %s', (marked, expected) => {
  expect(told(marked)).toBe(expected)
})
