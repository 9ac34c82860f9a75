import { describe as suite, expect, test } from 'vitest'
import { describe } from './describe.ts'
import { grammarOf } from './grammars.ts'
import { parseSource, type Source } from './source.ts'

const sourceOf = (language: string, text: string): Source => {
  const grammar = grammarOf(language)
  if (grammar === undefined) throw new Error(`No grammar reads ${language}.`)
  return parseSource(grammar, text)
}

/** The place of the first «name» in a text, and the text without the marks. */
const marked = (text: string) => {
  const before = text.slice(0, text.indexOf('«')).split('\n')
  return { text: text.replace(/[«»]/g, ''), at: { line: before.length - 1, column: [...before.at(-1) ?? ''].length } }
}

const told = (language: string, annotated: string) => {
  const { text, at } = marked(annotated)
  return describe(sourceOf(language, text), at)
}

/** `text with «name» → signature`. */
suite('signatures', () => {
  const check = (language: string, text: string, signature: string) =>
    test(`${language}: ${JSON.stringify(text)} → ${signature}`, () => expect(told(language, text)?.signature).toBe(signature))

  check('Go', 'func (c *Cart[T]) «Add»(i Item,\n\tn int) error {\n\treturn nil\n}', 'func (c *Cart[T]) Add(i Item, n int) error')
  check('Go', 'type «Store» interface {\n  Get()\n}', 'type Store interface')
  check('Go', 'const (\n\tA = iota\n\t«B»\n)', 'B')
  check('Python', 'class A(B):\n  @x\n  async def «f»(self, *, a: int = 1) -> str:\n    return 1', 'async def f(self, *, a: int = 1) -> str')
  check('Python', 'class «A»(B, metaclass=M):\n  pass', 'class A(B, metaclass=M)')
  check('Ruby', 'def «f»(a, b: 1)\n  1\nend', 'def f(a, b: 1)')
  check('Ruby', 'class «A» < B; end', 'class A < B')
  check('Rust', 'impl A {\n  pub async fn «f»<T>(&self) -> T where T: X { 1 }\n}', 'pub async fn f<T>(&self) -> T where T: X')
  check('Rust', 'enum A { «B»(i32, u8) }', 'B(i32, u8)')
  check('Java', 'class A {\n  @Override\n  public <T> int «f»(T x) throws E { return 1; }\n}', '@Override public <T> int f(T x) throws E')
  check('C', 'static int\n«f»(const char *s) { }', 'static int f(const char *s)')
  check('C', 'typedef struct { int a; } «T»;', 'typedef struct { … } T')
  check('C', '#define «MAX»(a, b) \\\n  ((a) > (b) ? (a) : (b))', '#define MAX(a, b) \\ ((a) > (b) ? (a) : (b))')
  check('C++', 'template <class T>\nvoid A<T>::«f»(int x) const { }', 'void A<T>::f(int x) const')
  check('C#', 'class A {\n  public string «Name» { get; set; }\n}', 'public string Name { get; set; }')
  check('TypeScript', 'export const «f» = async (a: number): Promise<void> => { }', 'export const f = async (a: number): Promise<void>')
  check('TypeScript', 'enum A { «B», C = 1 }', 'B')
  check('TypeScript', 'type «A» = { a: string } | undefined', 'type A = { a: string } | undefined')
  check('JavaScript', 'A.prototype.«m» = function (x) { }', 'A.prototype.m = function (x)')
  check('Kotlin', 'fun <T> List<T>.«second»(): T = this[1]', 'fun <T> List<T>.second(): T')
  check('Swift', 'struct A {\n  var «total»: Int { 1 }\n}', 'var total: Int')
  check('Scala', 'case class «P»(x: Int) extends B { }', 'case class P(x: Int) extends B')
  check('PHP', '<?php class A { public static function «make»(int $a): self { } }', 'public static function make(int $a): self')
  check('Elixir', 'defmodule A do\n  def «f»(a) when a > 1, do: a\nend', 'def f(a) when a > 1')
  check('Lua', 'function M.«f»(x) return x end', 'function M.f(x)')
  check('Shell', 'function «f» {\n  :\n}', 'function f')
  check('JavaScript', `const «long» = '${'x'.repeat(1000)}'`, `const long = '${'x'.repeat(486)}`)
})

/** `text with «name» → comment`. */
suite('what is said of a definition', () => {
  const check = (language: string, text: string, doc: string) =>
    test(`${language}: ${JSON.stringify(text)} → ${JSON.stringify(doc)}`, () => expect(told(language, text)?.doc).toBe(doc))

  check('Go', '// License.\n\n// F does\n//   that.\nfunc «F»() {}', 'F does\n  that.')
  check('Go', 'type A struct {\n\tx int // of it\n\t«y» int // of me\n}', 'of me')
  check('Go', '// Of all.\nconst (\n\t«A» = 1\n)', '')
  check('Go', 'x() // Not mine.\nfunc «F»() {}', '')
  check('Java', 'class A {\n  /**\n   * Does that.\n   * @param x it\n   */\n  @Override\n  int «f»() {}\n}', 'Does that.\n@param x it')
  check('C', '/* One line. */\nint «f»(void);', 'One line.')
  check('C++', '/// Doc.\ntemplate <class T>\nvoid «f»() {}', 'Doc.')
  check('C#', '/// <summary>A.</summary>\n[Attribute]\nclass «A» {}', '<summary>A.</summary>')
  check('TypeScript', '/** Doc. */\n@Injectable()\nexport class «A» {}', 'Doc.')
  check('TypeScript', '/** Doc. */\nexport const «f» = () => {}', 'Doc.')
  check('Rust', '/// Doc\n/// more.\n#[derive(Debug)]\npub struct «A»;', 'Doc\nmore.')
  check('Python', 'class «A»:\n  """Doc.\n\n    indented\n  more\n  """', 'Doc.\n\n  indented\nmore')
  check('Python', '# Comment.\n@property\ndef «f»(): pass', 'Comment.')
  check('Python', "def «f»():\n  r'Doc.'", 'Doc.')
  check('Ruby', 'module A\n  # Doc\n  # more.\n  def «f»; end\nend', 'Doc\nmore.')
  check('Elixir', 'defmodule A do\n  @doc """\n  Doc.\n  """\n  @spec f(1) :: 1\n  def «f»(x), do: x\nend', 'Doc.')
  check('Elixir', 'defmodule «A» do\n  @moduledoc "Doc."\nend', 'Doc.')
  check('Lua', '--- Doc.\n-- More.\nfunction «f»() end', 'Doc.\nMore.')
  check('Shell', '#!/bin/sh\n«A»=1', '')
  check('Kotlin', '/** Doc. */\nfun «f»() {}', 'Doc.')
  check('Swift', '/// Doc.\n@objc\nfunc «f»() {}', 'Doc.')
  check('Go', `${'// 0123456789\n'.repeat(1000)}func «F»() {}`, '0123456789\n'.repeat(1000).slice(0, 4000))
})

/** What is not in the outline: `text with «name» → container, signature`. */
suite('locals', () => {
  const check = (language: string, text: string, answer: string) =>
    test(`${language}: ${JSON.stringify(text)} → ${answer}`, () => {
      const description = told(language, text)
      expect(description && `${description.container}, ${description.signature}`).toBe(answer)
    })

  check('Go', 'func f(a int, «b» string) {}', 'f, b string')
  check('Go', 'func (c *Cart) f() {\n\tx := 1\n\t«y», err := g(x)\n}', 'Cart.f, y, err := g(x)')
  check('TypeScript', 'const f = (a: A, «b»?: B) => {}', 'f, b?: B')
  check('TypeScript', 'class A {\n  m() {\n    const «x» = new B()\n  }\n}', 'A.m, const x = new B()')
  check('JavaScript', 'for (const «i» of items) {\n  f(i)\n}', ', for (const i of items)')
  check('Python', 'def f(self, *, «b»: int = 1):\n  pass', 'f, b: int = 1')
  check('Python', 'def f():\n  for «i» in x:\n    pass', 'f, for i in x')
  check('Ruby', 'def f(«a»)\nend', 'f, a')
  check('Rust', 'fn f(«a»: &str) {\n}', 'f, a: &str')
  check('Java', 'class A {\n  int f(final int «x») {}\n}', 'A.f, final int x')
  check('C', 'int f(const char *«s») {}', 'f, const char *s')
  check('Swift', 'func f(_ «a»: Int) {}', 'f, _ a: Int')
})

test('what is described is what is named at the place, anywhere on the name', () => {
  const source = sourceOf('Go', 'func (c Cart) /* 🔥 */ Add() {}')
  const described = { name: 'Add', kind: 'method', container: 'Cart', signature: 'func (c Cart) /* 🔥 */ Add()', doc: '' }
  expect([21, 22, 23, 24, 25].map((column) => describe(source, { line: 0, column }))).toEqual([null, described, described, described, null])
  expect(describe(source, { line: 7, column: 0 })).toBe(null)
})
