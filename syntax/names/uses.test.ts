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
    ['asked("a" + p + 1 + p, Long.MAX_VALUE, Boolean.TRUE, Foo.BAR);', 'called(String, long, Boolean, ?)'],
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

const inCpp = (body: string) => `int count; double half(int); void m(const Foo &p, ns::Bar *bar, std::vector<int> all, char name[]) { ${body} }`

describe('how names of C++ are used', () => {
  test.each([
    ['asked();', 'called()'],
    ['p.asked(1, 2.5, "s", \'c\', true, nullptr, -1);', 'called(int, double, char*, char, bool, null, int)'],
    ['ns::asked(p, bar, all, name, count, half(1), other());', 'called(Foo, Bar*, vector, char*, int, double, ?)'],
    ['asked<int>((Bar *)p, ns::Baz{1}, new Foo(), Foo(2), [] { return 1; });', 'called(Bar*, Baz, Foo*, Foo, lambda)'],
    ['asked x;', 'type'],
    ['run(asked);', 'any'],
    ['asked::run();', 'type'],
  ])('%s → %s', (body, expected) => {
    expect(lastUse('cpp', inCpp(body))).toBe(expected)
  })
})

const tellSignature = ({ line, column, parameters, required, rest }: Signature) => `${line}:${column}(${parameters.join(', ')}${rest ? '...' : ''})${required === parameters.length - Number(rest) ? '' : ` from ${required}`}`

describe('what functions take', () => {
  test.each<[Grammar, string, string[]]>([
    ['java', 'class A { void f(int a, java.util.Map<String, List<B>> b, final @Nullable C[] c, int d[]) {} A(String... s) {} abstract void g(); }', ['0:15(int, Map, C[], int[])', '0:93(String...)', '0:125()']],
    ['cpp', 'struct S { void f(const Foo &a, std::unique_ptr<B> b = {}); S(int); int (*g)(int); };', ['0:16(Foo, unique_ptr) from 1', '0:60(int)']],
    ['cpp', 'char *A::f(struct s *p, int xs[], ...) { return 0; }', ['0:9(s*, int*, ...)']],
    ['c', 'int f(void); int g(void (*visit)(int), unsigned long n);', ['0:4()', '0:17(void*, unsigned long)']],
    ['python', 'def f(a): pass', []],
  ])('%s: %s', (grammar, text, expected) => {
    expect(signatures(parseSource(grammar, text)).map(tellSignature)).toEqual(expected)
  })
})
