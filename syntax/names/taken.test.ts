import { expect, test } from 'vitest'
import { parseSource } from '../source.ts'
import type { Grammar } from '../grammars.ts'
import { taken } from './taken.ts'

/** `line module: names`, each import on a line of its own. */
const told = (grammar: Grammar, text: string) => taken(parseSource(grammar, text)).taken.map(({ module, line, names }) => `${line} ${module}: ${names.join(' ')}`.trimEnd())

test.each<[Grammar, string, string[]]>([
  ['TypeScript', "import a, { b as c, type D } from '@acme/kit/x'", ['0 @acme/kit/x: default b D']],
  ['TypeScript', "import * as k from 'kit'\nk.get(k.Time.now)\nak.other()", ['0 kit: get Time']],
  ['TypeScript', "import { f } from 'kit'\nexport const { a, b: [c], d = e } = f()", ['0 kit: f']],
  ['TypeScript', "export * from 'kit'\nimport 'side'\nexport { a as b } from 'kit'", ['1 side:', '0 kit:', '2 kit: a']],
  ['go', 'package a\nimport k "x.org/kit/env"\nimport "x.org/go-flow/v2"\nimport _ "x.org/side"\nfunc f() { k.Get(); flow.Run() }', ['1 x.org/kit/env: Get', '2 x.org/go-flow/v2: Run', '3 x.org/side:']],
  ['python', 'import acme.tax\nfrom acme.pay import rate, b as c\nimport os as o\nacme.tax.of(1)\no.path', ['0 acme.tax: of', '1 acme.pay: rate b', '2 os: path']],
  ['java', 'package a;\nimport com.acme.tax.Rates;\nimport com.acme.b.*;', ['1 com.acme.tax: Rates', '2 com.acme.b:']],
  ['rust', 'use acme_kit::env::{get, Set as S};', ['0 acme_kit::env: get', '0 acme_kit::env: Set']],
  ['c', '#include <acme/rates.h>', ['0 <acme/rates.h>:']],
])('%s: %j', (grammar, text, expected) => expect(told(grammar, text)).toEqual(expected))

test('names without end are cut', () => {
  const [first] = taken(parseSource('TypeScript', `import { ${Array.from({ length: 500 }, (_, at) => `n${at}`).join()} } from 'kit'\n${'a.'.repeat(50_000)}b`)).taken
  expect(first?.names).toHaveLength(50)
})
