import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { outcomeOf, startApp, type TestApp } from '../../../../test/support/app.ts'
import type { Step } from '../../../repos/git/testing.ts'
import { findDefinitions, findReferences, listScipUploads, readAutomatic, removeScipUpload, setAutomatic } from '../../contract.ts'

/** For a machine that is busy with other tests. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 })

const json = (value: unknown) => JSON.stringify(value)

/** Two packages of a workspace, one of which needs what nobody installed; code that no project holds; a file of another language. */
const shop: Step = {
  files: [
    ['package.json', json({ name: 'shop', private: true, workspaces: ['packages/*'], scripts: { prepare: 'touch AT/installed', install: 'touch AT/installed' } })],
    ['packages/tax/package.json', json({ name: '@acme/tax', version: '2.0.0', main: 'dist/index.js' })],
    ['packages/tax/tsconfig.json', '{ "extends": "@tsconfig/strictest/tsconfig.json", "compilerOptions": { "outDir": "dist", "noSuchOption": 1 } }'],
    ['packages/tax/src/index.ts', 'export function tax(net: number): number {\n  return net * 0.2\n}\n'],
    ['packages/web/package.json', json({ name: '@acme/web', version: '1.0.0', dependencies: { '@acme/tax': 'workspace:*' } })],
    ['packages/web/tsconfig.json', '{ "compilerOptions": { "baseUrl": ".", "paths": { "~/*": ["src/*"] } } } // with a comment'],
    ['packages/web/src/cart.ts', "import { tax } from '@acme/tax'\nexport const gross = (net: number) => net + tax(net)\n"],
    ['packages/web/src/page.tsx', "import { gross } from '~/cart'\nexport const Page = () => <b>{gross(1)}</b>\n"],
    ['scripts/run.js', "const { tax } = require('../packages/tax/src/index')\ntax(1)\n"],
    ['README.md', 'Shop\n'],
  ],
}

/** A package with its code below src, one that needs it, and a script beside them. */
const rates: Step = {
  files: [
    ['core/pyproject.toml', '[project]\nname = "acme-rates"\nversion = "1.4"\n'],
    ['core/src/acme_rates/__init__.py', 'def rate(country: str) -> float:\n    return 0.2\n'],
    ['core/tests/test_rate.py', "from acme_rates import rate\n\nrate('at')\n"],
    ['core-web/setup.py', "from setuptools import setup\nsetup(name='acme-rates-web', version='0.1', install_requires=['acme-rates'])\n"],
    ['core-web/acme_web.py', "import requests\nfrom acme_rates import rate\n\nprint(rate('de'))\n"],
    ['tool.py', 'def tool() -> None: ...\n\ntool()\n'],
  ],
}

let server: TestApp
beforeAll(async () => {
  server = await startApp({ config: { FIREBREAK_AUTO_INDEX_TRACKED: '2', FIREBREAK_AUTO_INDEX_NICE: '0' } })
  await server.addRepositories({ shop: [shop], rates: [rates], plain: [{ files: [['README.md', 'Nothing to index\n']] }] })
})
afterAll(() => server.close())

const set = (repo: string, on: boolean) => server.call(setAutomatic, { body: { repo, on } })
const position = (text: string) => {
  const [, repo = '', path = '', line, column] = /^(\S+) (\S+):(\d+):(\d+)$/.exec(text) ?? []
  return { repo, path, line: Number(line), column: Number(column) }
}

/** The indexes of a repository in a line each, the newest first. */
async function told(repo: string): Promise<string[]> {
  await server.settle()
  const { uploads } = await server.call(listScipUploads, { query: { repo } }, 'viewer')
  return uploads.map(({ root, indexer, state, origin, failure, documents }) => [root || '.', indexer, origin, state, failure ?? documents].join(' '))
}

const work = () => readdirSync(join(server.dataDir, 'scip', 'automatic'))

/** What the name at `repo path:line:column` leads to, as `repo path:line precise`. */
async function definitions(at: string): Promise<string[]> {
  const { places } = await server.call(findDefinitions, { query: position(at) })
  return places.map(({ repo, path, line, precise }) => `${repo} ${path}:${line}${precise ? ' precise' : ''}`)
}

describe('the switch', () => {
  test('is off for a repository that was just added, and a viewer may look at it', async () => {
    expect(await server.call(readAutomatic, { query: { repo: 'shop' } }, 'viewer')).toMatchObject({ on: false, since: null, by: null, indexers: [{ name: 'scip-typescript', version: '0.4.0' }, { name: 'scip-python', version: '0.6.6' }] })
    expect(await told('shop')).toEqual([])
  })

  test('is moved by an owner alone, for a repository that there is', async () => {
    const body = { repo: 'shop', on: true }
    expect(await Promise.all([outcomeOf(server.call(setAutomatic, { body }, 'responder')), outcomeOf(server.call(setAutomatic, { body }, 'viewer')), outcomeOf(server.call(setAutomatic, { body: { repo: 'none', on: true } }))])).toEqual(['403 auth.forbidden', '403 auth.forbidden', '404 repos.not_found'])
  })

  test('tells who moved it', async () => {
    const { name } = server.people.owner
    expect(await set('plain', true)).toMatchObject({ on: true, by: name })
    expect(await told('plain')).toEqual([])
    expect(await set('plain', false)).toMatchObject({ on: false, by: null })
  })
})

describe('TypeScript and JavaScript', () => {
  beforeAll(() => set('shop', true))

  test('one run over the repository, whatever its projects extend', async () => {
    expect(await told('shop')).toEqual(['. scip-typescript automatic completed 4'])
    expect(work()).toEqual([])
  })

  test.each([
    ['shop packages/web/src/cart.ts:2:46', ['shop packages/tax/src/index.ts:1 precise']],
    ['shop packages/web/src/page.tsx:2:31', ['shop packages/web/src/cart.ts:2 precise']],
    ['shop scripts/run.js:2:1', ['shop packages/tax/src/index.ts:1 precise']],
  ])('%s → %j', async (at, expected) => expect(await definitions(at)).toEqual(expected))

  test('each place is there once', async () => {
    const { places } = await server.call(findReferences, { query: position('shop packages/tax/src/index.ts:1:17') })
    const lines = places.filter(({ precise }) => precise).map(({ path, line, column }) => `${path}:${line}:${column}`)
    expect(lines.toSorted()).toEqual(['packages/tax/src/index.ts:1:17', 'packages/web/src/cart.ts:1:10', 'packages/web/src/cart.ts:2:45', 'scripts/run.js:1:9', 'scripts/run.js:2:1'])
  })
})

describe('Python', () => {
  beforeAll(() => set('rates', true))

  test('a run for each package, and one for what is in none', async () => {
    expect((await told('rates')).toSorted()).toEqual(['. scip-python automatic completed 1', 'core scip-python automatic completed 2', 'core-web scip-python automatic completed 2'])
  })

  test.each([
    ['rates core/tests/test_rate.py:3:1', ['rates core/src/acme_rates/__init__.py:1 precise']],
    ['rates core-web/acme_web.py:4:7', ['rates core/src/acme_rates/__init__.py:1 precise']],
    ['rates tool.py:3:1', ['rates tool.py:1 precise']],
  ])('%s → %j', async (at, expected) => expect(await definitions(at)).toEqual(expected))
})

describe('afterwards', () => {
  test('what is there already is not made again', async () => {
    const before = await server.call(listScipUploads, { query: { repo: 'shop' } })
    await set('shop', true)
    await server.settle()
    expect(await server.call(listScipUploads, { query: { repo: 'shop' } })).toEqual(before)
  })

  test('what was removed is made again', async () => {
    const [made] = (await server.call(listScipUploads, { query: { repo: 'shop' } })).uploads
    await server.call(removeScipUpload, { params: { id: made?.id ?? 0 } })
    await set('shop', true)
    expect(await told('shop')).toEqual(['. scip-typescript automatic completed 4'])
  })

  test('each index tells within which walls it was made', async () => {
    const { walls } = await server.call(readAutomatic, { query: { repo: 'shop' } })
    const { uploads } = await server.call(listScipUploads, { query: {} })
    expect(uploads.map((upload) => upload.walls)).toEqual(Array.from({ length: 4 }, () => walls))
  })

  test('nothing of the repository has run', () => expect(existsSync(server.path('installed'))).toBe(false))
})
