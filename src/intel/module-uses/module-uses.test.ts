import { afterAll, describe, expect, test } from 'vitest'
import { startSyntax } from '../../../syntax/index.ts'
import { keyOf } from '../blob-answers/store.ts'
import { readManifests } from '../manifests/manifests.ts'
import { treeOf } from '../trees.fixture.ts'
import { namingFiles, tellModules, type ModuleFacts } from './facts.ts'
import { createPublishers } from './publishers.ts'

type House = Record<string, Record<string, string>>

const noIndex = { lines: [], defined: [] }
const syntax = startSyntax({ processes: 1 })
afterAll(() => syntax.close())

async function factsOf(name: string, texts: Record<string, string>): Promise<ModuleFacts & { id: string }> {
  const tree = treeOf(name, texts)
  const files = namingFiles(tree)
  const outcomes = await syntax.askMany('taken', files.map(({ path, language }) => ({ language, text: texts[path] ?? '' })))
  const told = new Map(outcomes.map((outcome, at) => [keyOf(files[at] ?? { oid: '', language: '' }), outcome.state === 'done' ? outcome.value : null]))
  return { id: name, ...tellModules({ tree, files, told, left: 0, manifests: await readManifests(tree), homeOf: (path) => path.split('/')[0] ?? '', indexes: noIndex }) }
}

/** Who of a house uses whom: `user path:line → publisher package module: names`. */
function check(name: string, house: House, expected: string[], isPreferred = (_name: string) => false): void {
  test(name, async () => {
    const facts = await Promise.all(Object.entries(house).map(([repo, texts]) => factsOf(repo, texts)))
    const publishers = createPublishers(facts)
    const told = facts.flatMap(({ id, uses }) => uses.flatMap((use) => {
      const publisher = publishers.of(use, { repositoryId: id, isPreferred: ({ repositoryId }) => isPreferred(repositoryId) })
      return publisher ? [`${id} ${use.lines.map(({ path, line }) => `${path}:${line}`).join()} → ${publisher.repositoryId} ${publisher.package ?? '-'} ${use.module}: ${use.names.join(' ')}`.trimEnd()] : []
    }))
    expect(told).toEqual(expected)
  })
}

describe('whose modules code names', () => {
  check('npm', {
    kit: { 'packages/http/package.json': '{"name": "@acme/http"}', 'packages/http/index.ts': '' },
    shop: { 'package.json': '{"name": "shop"}', 'src/a.ts': "import { get } from '@acme/http/retry'\nimport x from './b'\nimport fs from 'node:fs'\nexport { post } from '@acme/http'", 'src/a.test.ts': "import '@acme/http'", 'node_modules/z/i.js': "require('@acme/http')" },
  }, ['shop src/a.ts:1,src/a.ts:4 → kit @acme/http @acme/http: get post'])
  check('Go, also where no go.mod asks for it', {
    kit: { 'go.mod': 'module x.org/kit\n', 'env/e.go': 'package env' },
    shop: { 'go.mod': 'module x.org/shop\n', 'cmd/m.go': 'package main\nimport (\n"x.org/kit/env"\n"x.org/kitchen"\n"x.org/shop/cart"\n)\nfunc main() { env.Get() }' },
  }, ['shop cmd/m.go:3 → kit x.org/kit x.org/kit/env: Get'])
  check('Python, through namespaces', {
    tax: { 'pyproject.toml': '[project]\nname = "acme-tax"', 'src/acme/tax/__init__.py': '', 'tests/t.py': '' },
    pay: { 'pyproject.toml': '[project]\nname = "acme-pay"', 'acme/pay/__init__.py': '', 'acme/pay/a.py': 'from acme import tax\nfrom acme.tax.rates import of as o\nimport acme.pay.b\nfrom . import tax\nimport tests' },
  }, ['pay acme/pay/a.py:1 → tax acme-tax acme.tax: tax', 'pay acme/pay/a.py:2 → tax acme-tax acme.tax.rates: of'])
  check('Java, Kotlin and Scala', {
    tax: { 'pom.xml': '<project><groupId>com.acme</groupId><artifactId>tax</artifactId></project>', 'src/main/java/com/acme/tax/R.java': 'package com.acme.tax; class R {}' },
    pay: { 'A.java': 'package com.acme.pay;\nimport com.acme.tax.R;\nimport static com.acme.tax.R.VAT;\nimport java.util.List;', 'b.kt': 'package com.acme.pay\nimport com.acme.tax.rateOf', 'c.scala': 'package com.acme.pay\nimport com.acme.tax.{R, S}' },
  }, ['pay A.java:2,A.java:3 → tax com.acme:tax com.acme.tax: R', 'pay b.kt:2 → tax com.acme:tax com.acme.tax: rateOf', 'pay c.scala:2 → tax com.acme:tax com.acme.tax: R S'])
  check('Rust', { kit: { 'Cargo.toml': '[package]\nname = "acme-kit"', 'src/lib.rs': '' }, pay: { 'Cargo.toml': '[package]\nname = "pay"', 'src/main.rs': 'use acme_kit::env::{get, Set};\nuse crate::kit;\nuse std::io;' } }, ['pay src/main.rs:1,src/main.rs:1 → kit acme_kit acme_kit: Set get'])
  check('Ruby', { kit: { 'k.gemspec': "s.name = 'acme-tax'", 'lib/acme/tax.rb': '' }, pay: { 'lib/pay.rb': "require 'acme/tax'\nrequire 'json'\nrequire_relative 'tax'" } }, ['pay lib/pay.rb:1 → kit acme-tax acme/tax:'])
  check('C and C++', {
    kit: { 'include/acme/rates.h': '', 'lib/rte_eth.h': '', 'include/stdio.h': '' },
    pay: { 'src/a.c': '#include <acme/rates.h>\n#include "rte_eth.h"\n#include <stdio.h>\n#include "b.h"', 'src/b.h': '' },
  }, ['pay src/a.c:1 → kit - acme/rates.h: acme/rates.h', 'pay src/a.c:2 → kit - rte_eth.h: rte_eth.h'])
  check('none where several publish it', { a: { 'x/k.h': '' }, b: { 'k.h': '' }, c: { 'c.c': '#include "k.h"' } }, [])
  check('of several the one that a manifest asks for', { a: { 'k.h': '' }, b: { 'k.h': '' }, c: { 'c.c': '#include "k.h"' } }, ['c c.c:1 → b - k.h: k.h'], (name) => name === 'b')
  check('a copy before what it was copied from', { tax: { 'com/acme/tax/R.java': 'package com.acme.tax;' }, pay: { 'third_party/com/acme/tax/R.java': 'package com.acme.tax;', 'A.java': 'import com.acme.tax.R;' } }, [])
  check('what only lies in a folder of that name, unless a manifest asks for it', {
    kit: { 'package.json': '{"name": "utils"}', 'events/package.json': '{"name": "events"}', 'Cargo.toml': '[package]\nname = "order"' },
    a: { 'package.json': '{"name": "a"}', 'src/utils/x.ts': '', 'b.ts': "import 'utils/x'\nimport 'events'", 'main.rs': 'use order::total;', 'order/mod.rs': '' },
    b: { 'package.json': '{"name": "b", "dependencies": {"utils": "1", "events": "1"}}', 'src/utils/x.ts': '', 'b.ts': "import { x } from 'utils/x'\nimport 'events'" },
  }, ['b b.ts:2 → kit events events:', 'b b.ts:1 → kit utils utils: x'])
  check('its own before that of others', { a: { 'package.json': '{"name": "k"}' }, b: { 'k/package.json': '{"name": "k"}', 'b.js': "require('k')" } }, [])
})

test('lines are told by home, a few of each, with how many there are', async () => {
  const many = Array.from({ length: 300 }, (_, at) => `import { n${at} } from 'kit'`).join('\n')
  const { uses } = await factsOf('r', { 'a/x.ts': many, 'b/y.ts': "import 'kit'" })
  expect(uses.map(({ home, lines, lineCount, names, nameCount }) => [home, lines.length, lineCount, names.length, nameCount])).toEqual([['a', 10, 300, 20, 300], ['b', 1, 1, 0, 0]])
})

test('what cannot be read is told', () => {
  const tree = treeOf('r', { 'a.ts': 'x', 'Jenkinsfile': 'of no grammar' })
  const files = namingFiles(tree)
  expect(tellModules({ tree, files, told: new Map(files.map((file) => [keyOf(file), null])), left: 3, manifests: [], homeOf: () => '', indexes: noIndex }).gaps.map(({ path, reason }) => `${path}: ${reason}`)).toEqual(['a.ts: What it imports could not be read.', ': 3 files of code were not read in time for what they import.'])
})
