import { describe, expect, test } from 'vitest'
import { formatSymbol, isLocal, parseDescriptors, parseSymbol } from './symbol.ts'

/** The parts of a symbol with bars between them. */
function print(symbol: string): string {
  const parsed = parseSymbol(symbol)
  if (!parsed) return isLocal(symbol) ? 'local' : 'none'
  return [parsed.scheme, parsed.manager, parsed.name, parsed.version, parsed.descriptors].join('|')
}

describe('the parts of a symbol', () => {
  const check = (symbol: string, expected: string) =>
    test(symbol, () => {
      expect(print(symbol)).toBe(expected)
      const parsed = parseSymbol(symbol)
      if (parsed) expect(formatSymbol(parsed)).toBe(symbol)
    })

  check('scip-typescript npm zod 3.22.0 src/`types.ts`/ZodType#', 'scip-typescript|npm|zod|3.22.0|src/`types.ts`/ZodType#')
  check('scip-python python my-package 0.1 `my.module`/__init__:', 'scip-python|python|my-package|0.1|`my.module`/__init__:')
  check('semanticdb maven . . java/util/List#', 'semanticdb|maven|||java/util/List#')
  check('cxx . . $ std/vector#', 'cxx|||$|std/vector#')
  check('a  b c  d e f  g h.', 'a b|c d|e|f g|h.')
  check('s m n  v  w x.', 'none')
  check('s m n   v w x.', 's|m|n |v|w x.')
  check('s m n v `a b`.', 's|m|n|v|`a b`.')
  check('local 12', 'local')
  check('local x y', 'local')
  check('', 'none')
  check('s m n', 'none')
  check('s m n v ', 'none')
  check(' m n v a.', 'none')
})

describe('descriptors', () => {
  const check = (text: string, expected: string) =>
    test(text, () => {
      const found = parseDescriptors(text)
      expect(found?.map(({ kind, name, disambiguator }) => `${kind} ${name}${disambiguator === '' ? '' : ` (${disambiguator})`}`).join(', ') ?? 'none').toBe(expected)
    })

  check('a/B#c.', 'namespace a, type B, term c')
  check('a/B#c().', 'namespace a, type B, method c')
  check('B#c(+1).(x)', 'type B, method c (+1), parameter x')
  check('B#[T]', 'type B, type-parameter T')
  check('`a.ts`/meta:', 'namespace a.ts, meta meta')
  check('mac!', 'macro mac')
  check('`a``b c`#', 'type a`b c')
  check('`unfinished', 'none')
  check('`a``', 'none')
  check('a', 'none')
  check('a(', 'none')
  check('a(1)', 'none')
  check('[T', 'none')
  check('#', 'none')
  check('', 'none')
})
