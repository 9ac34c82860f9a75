import { describe, expect, test } from 'vitest'
import type { Grammar } from '../grammars.ts'
import { parseSource } from '../source.ts'
import type { Signature, Use } from './answers.ts'
import { occurrences } from './names.ts'
import { signatures } from './signatures.ts'

/** The last use of `asked` in a text: `called(int, ?)`, `type`, `value`, or `any` where nothing tells. */
function lastUse(grammar: Grammar, text: string): string {
  const told = occurrences(parseSource(grammar, text), { name: 'asked' }).at(-1)?.use
  return told === undefined ? 'any' : tellUse(told)
}

function tellUse(use: Use): string {
  if (use.as !== 'function') return use.as
  return use.arguments === undefined ? 'function' : `called(${use.arguments.map((type) => type ?? '?').join(', ')})`
}

const inJava = (body: string) => `class A { int count; String name() { return null; } String[] all; void m(Foo p, java.util.List<String> list, int... rest) { ${body} } }`

describe('how names of Java are used', () => {
  test.each([
    ['asked();', 'called()'],
    ['p.asked(1, 2L, 3f, 4.0, \'c\', "s", true, null, -1);', 'called(int, long, float, double, char, String, boolean, null, int)'],
    ['asked(p, list, rest, count, name(), this.count, all);', 'called(Foo, List, int[], int, String, int, String[])'],
    ['asked(new Foo<>(1), (Bar) p, new int[3], Foo.class, x -> x, A::m);', 'called(Foo, Bar, int[], Class, lambda, lambda)'],
    ['asked("a" + p, p == null, p + p, /* none */ unknown, other());', 'called(String, boolean, ?, ?, ?)'],
    ['for (Foo one : p) asked(one);', 'called(Foo)'],
    ['list.map(A::asked);', 'function'],
    ['asked x = null;', 'type'],
    ['Object x = new asked();', 'type'],
    ['int x = asked + 1;', 'value'],
    ['int x = this.asked;', 'value'],
    ['asked.f();', 'any'],
    ['int x = p.asked.y;', 'any'],
    ['list.map(asked::f);', 'any'],
  ])('%s → %s', (body, expected) => {
    expect(lastUse('java', inJava(body))).toBe(expected)
  })
})

const tellSignature = ({ line, column, parameters, required, rest }: Signature) => `${line}:${column}(${parameters.join(', ')}${rest ? '...' : ''})${required === parameters.length - Number(rest) ? '' : ` from ${required}`}`

describe('what functions take', () => {
  test.each<[Grammar, string, string[]]>([
    ['java', 'class A { void f(int a, java.util.Map<String, List<B>> b, final @Nullable C[] c, int d[]) {} A(String... s) {} abstract void g(); }', ['0:15(int, Map, C[], int[])', '0:93(String...)', '0:125()']],
    ['python', 'def f(a): pass', []],
  ])('%s: %s', (grammar, text, expected) => {
    expect(signatures(parseSource(grammar, text)).map(tellSignature)).toEqual(expected)
  })
})
