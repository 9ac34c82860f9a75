import { describe, expect, test } from 'vitest'
import { grammarOf, grammarOfText } from './grammars.ts'

/** `language: text → grammar`. */
describe('the grammar for a text', () => {
  const check = (language: string, text: string, grammar: string | undefined) =>
    test(`${language}: ${JSON.stringify(text)} → ${grammar}`, () => {
      const named = grammarOf(language)
      expect(named && grammarOfText(named, text)).toBe(grammar)
    })

  check('Go', 'package a', 'go')
  check('COBOL', '', undefined)
  check('C++', '', 'cpp')
  check('C', 'struct a { int x; };', 'c')
  check('C', 'class A;\nclass B final : public A {', 'cpp')
  check('C', 'namespace a {', 'cpp')
  check('C', 'template <typename T>', 'cpp')
  check('C', ' public:\n', 'cpp')
  check('C', 'using a::b;', 'cpp')
  check('C', 'f(std::move(x))', 'cpp')
  check('C', '#ifdef __cplusplus\nextern "C" {\n#endif\nint class;', 'c')
  check('C', '/* A\n * class of {\n * template <x> in a namespace {\n */', 'c')
  check('C', 'int template = 1, namespace = 2, using;', 'c')
})
