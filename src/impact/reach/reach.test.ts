/** Whether code refers to packages, through the whole server. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../../test/support/app.ts'
import type { Ecosystem } from '../dependencies/project.ts'
import { findReach, type Reach } from '../contract.ts'
import { importedNames } from './imports.ts'

const json = (value: unknown) => JSON.stringify(value, null, 1)
const npm = (...names: string[]) => [
  ['package.json', json({ name: 'app', version: '1.0.0', dependencies: Object.fromEntries(names.map((name) => [name, '^1.0.0'])) })],
  ['package-lock.json', json({ lockfileVersion: 3, packages: { '': {}, ...Object.fromEntries(names.map((name) => [`node_modules/${name}`, { version: '1.0.0' }])) } })],
] as const

const files: Record<string, readonly (readonly [string, string])[]> = {
  web: [
    ...npm('flow', 'flow-more', 'unused', '@s/kit'),
    ['src/a.ts', "import { pipe, type Flow } from 'flow'\nexport function run() {\n  return pipe(1)\n}\n"], ['src/b.ts', "const kit = require('@s/kit/deep')\n"], ['test/c.test.ts', "import 'unused'\n"],
    ['src/server.ts', "import express from 'express'\nimport { run } from './a.ts'\nconst app = express()\napp.get('/orders', () => run())\n"],
  ],
  go: [['main.go', 'package main\n\nimport (\n\tlog "github.com/x/log"\n\t"github.com/x/net/http2"\n)\n\nfunc main() {\n\tlog.Print(http2.Serve())\n}\n'], ['go.mod', 'module go\n']],
  py: [['a.py', 'import os, yaml\nfrom flask_login import LoginManager as L\n']],
  rust: [['src/main.rs', 'use serde_json::Value;\nfn main() { tokio::run(); }\n']],
  ruby: [['a.rb', "require 'active_support/all'\nrequire \"net/http\"\n"]],
  lib: [
    ['pom.xml', '<project><groupId>org.lib</groupId><artifactId>parent</artifactId><version>1</version><packaging>pom</packaging><modules><module>core</module><module>more</module></modules></project>'],
    ...['core', 'more'].flatMap((name): [string, string][] => [
      [`${name}/pom.xml`, `<project><parent><groupId>org.lib</groupId><artifactId>parent</artifactId><version>1</version></parent><artifactId>${name}</artifactId></project>`],
      [`${name}/src/main/java/X.java`, `package org.of.${name};\n`],
    ]),
  ],
  user: [['src/main/java/A.java', 'import org.of.more.X;\nclass A {}\n']],
  jvm: [['src/main/java/A.java', 'import org.apache.logging.log4j.core.Logger;\nimport static com.acme.kit.Tool.run;\nclass A {}\n']],
}

let server: TestApp
beforeAll(async () => {
  server = await startApp({})
  await server.addRepositories(Object.fromEntries(Object.entries(files).map(([name, own]) => [name, [{ files: own.map(([path, text]) => [path, text]) }]])))
  await server.settle()
}, 60_000)
afterAll(() => server.close())

const shown = ({ state, places, entries }: Reach) => [state, ...places.map(({ path, line }) => `${path}:${line}`), ...entries.map(({ kind, label, steps }) => `${kind} ${label}: ${steps.join(' > ')}`)].join(' ')

function check(repo: string, purl: string, expected: string, more: { symbols?: string[]; direct?: boolean; project?: string } = {}): void {
  test(`${purl} in ${repo}${more.symbols ? ` with ${more.symbols.join()}` : ''}: ${expected}`, async () => {
    const reach = await server.call(findReach, { body: { repo, purl, ...more } }, 'viewer')
    expect(shown(reach)).toBe(expected)
    expect(reach.complete).toBe(true)
  })
}

describe('imports', () => {
  check('web', 'pkg:npm/flow@1.0.0', 'imported src/a.ts:1 route GET /orders: server.ts > run')
  check('web', 'pkg:npm/flow-more', 'not_imported')
  check('web', 'pkg:npm/%40s/kit', 'imported src/b.ts:1')
  check('web', 'pkg:npm/unused', 'not_imported')
  check('web', 'pkg:npm/flow-more', 'unknown', { direct: false })
  check('web', 'pkg:npm/flow', 'not_imported', { project: 'other/' })
  check('go', 'pkg:golang/github.com/x/log', 'imported main.go:4 main main: main')
  check('go', 'pkg:golang/github.com/x/net', 'imported main.go:5 main main: main')
  check('go', 'pkg:golang/github.com/x/lo', 'not_imported')
  check('py', 'pkg:pypi/pyyaml', 'imported a.py:1')
  check('py', 'pkg:pypi/flask-login', 'imported a.py:2')
  check('py', 'pkg:pypi/nothing-there', 'unknown')
  check('rust', 'pkg:cargo/serde-json', 'imported src/main.rs:1')
  check('rust', 'pkg:cargo/tokio', 'imported src/main.rs:2')
  check('rust', 'pkg:cargo/tok', 'not_imported')
  check('ruby', 'pkg:gem/net-http', 'imported a.rb:2')
  check('ruby', 'pkg:gem/rails', 'unknown')
  check('jvm', 'pkg:maven/org.apache.logging.log4j/log4j-core', 'imported src/main/java/A.java:1')
  check('jvm', 'pkg:maven/com.acme/kit', 'imported src/main/java/A.java:2')
  check('jvm', 'pkg:maven/com.acme/other', 'unknown')
  check('user', 'pkg:maven/org.lib/more', 'imported src/main/java/A.java:1')
  check('user', 'pkg:maven/org.lib/core', 'not_imported')
  check('user', 'pkg:maven/org.lib/core', 'unknown', { direct: false })
  check('jvm', 'pkg:nuget/Other', 'unknown')
})

describe('what is vulnerable in it', () => {
  check('web', 'pkg:npm/flow', 'referenced src/a.ts:1 src/a.ts:3 route GET /orders: server.ts > run', { symbols: ['pipe'] })
  check('web', 'pkg:npm/flow', 'not_referenced', { symbols: ['Flow.other', 'nothing'] })
  check('web', 'pkg:npm/flow', 'unknown', { symbols: ['nothing'], direct: false })
  check('go', 'pkg:golang/github.com/x/net', 'referenced main.go:9 main main: main', { symbols: ['Server.Serve'] })
})

test('an OpenVEX document says what is not used, with the search that shows it', async () => {
  const response = await server.send('POST /api/v1/impact/export?format=openvex', { as: 'viewer', body: { osv: [{ id: 'A-1', affected: [{ package: { ecosystem: 'npm', name: 'flow-more' }, versions: ['1.0.0'] }, { package: { ecosystem: 'npm', name: 'flow' }, versions: ['1.0.0'] }] }] } })
  const { statements } = await response.json() as { statements: { status: string; justification?: string; impact_statement?: string; products: { subcomponents: { '@id': string }[] }[] }[] }
  expect(statements.map(({ status, justification = '', products }) => `${status} ${justification} ${products.flatMap(({ subcomponents }) => subcomponents.map((each) => each['@id'])).join()}`)).toEqual([
    'affected  pkg:npm/flow@1.0.0', 'not_affected vulnerable_code_not_in_execute_path pkg:npm/flow-more@1.0.0',
  ])
  expect(statements[1]?.impact_statement).toMatch(/^No line of code imports it\. .* Searched, whole: repo:\^web\$ rev:[0-9a-f]{40} /)
})

test('what may not be asked is refused', async () => {
  expect((await server.send('POST /api/v1/impact/reach', { as: 'viewer', body: { repo: 'web', purl: 'flow' } })).status).toBe(400)
  expect((await server.send('POST /api/v1/impact/reach', { as: 'viewer', body: { repo: 'gone', purl: 'pkg:npm/flow' } })).status).toBe(404)
})

describe('names that a line imports', () => {
  test.each<[Ecosystem, string, string]>([
    ['npm', "import a, { b, c as d, type E } from 'x'", 'a b d E'],
    ['npm', "import * as all from 'x'", 'all'],
    ['npm', "const { a, b: c } = require('x')", 'a c'],
    ['npm', "import 'x'", ''],
    ['golang', '\tlog "github.com/x/y"', 'log'],
    ['golang', '\t"github.com/x/go-yaml/v3"', 'yaml'],
    ['pypi', 'from x import a, b as c  # d', 'a c'],
    ['pypi', 'import x.y, z', 'x z'],
    ['cargo', 'use x::{a, b as c};', 'a c'],
    ['cargo', 'use x::y::z;', 'z'],
    ['maven', 'import static a.b.C.run;', 'run'],
    ['gem', "require 'x'", ''],
  ])('%s %s', (ecosystem, line, expected) => expect(importedNames(ecosystem, line).join(' ')).toBe(expected))
})
