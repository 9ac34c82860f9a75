import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startApp, type TestApp } from '../../../../test/support/app.ts'
import type { Step } from '../../../repos/git/testing.ts'
import { listScipUploads, setAutomatic } from '../../contract.ts'

/** For a machine that is busy with other tests. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 })

/** A folder of the machine that no repository may learn of, or write to. */
let outside: string
let server: TestApp

beforeAll(async () => {
  outside = realpathSync(mkdtempSync(join(tmpdir(), 'firebreak-outside-')))
  for (const name of ['secret.ts', 'secret.d.ts', 'secret.json', 'secret.js']) writeFileSync(join(outside, name), 'export const confidential = 1\n')
  writeFileSync(join(outside, 'secret.py'), 'confidential = 1\n')
  server = await startApp({ config: { FIREBREAK_AUTO_INDEX_NICE: '0' } })
  await server.addRepositories(Object.fromEntries(Object.entries(hostile).map(([name, files]) => [name, [{ files: filled(files) }]])))
})
afterAll(async () => {
  await server.close()
  rmSync(outside, { recursive: true, force: true })
})

type Files = NonNullable<Step['files']>

/** `OUTSIDE` is the folder. */
const filled = (files: Files): Files => files.map(([path, content, mode]) => [path, typeof content === 'string' ? content.replaceAll('OUTSIDE', outside) : content, mode])

const evil = "require('node:fs').writeFileSync('OUTSIDE/pwned', 'x')\n"
const evilShell = '#!/bin/sh\ntouch OUTSIDE/pwned\necho "{}"\n'
const plain: Files[number] = ['plain.ts', 'export const plain = 1\n']
const plainPython: Files[number] = ['plain.py', 'plain = 1\n']

/** What a project says of itself, in a folder each, so that one run meets them all. */
const projects: Record<string, Files> = {
  plugin: [plain, ['tsconfig.json', '{ "compilerOptions": { "plugins": [{ "name": "./evil.js" }, { "transform": "./evil.js" }] } }'], ['evil.js', evil], ['node_modules/evil/index.js', evil]],
  extends: [plain, ['tsconfig.json', '{ "extends": ["/etc/passwd", "../../../../../../../../etc/passwd", "OUTSIDE/secret.json"], "files": ["/etc/passwd", "OUTSIDE/secret.ts"], "include": ["OUTSIDE/*"] }']],
  loop: [plain, ['tsconfig.json', '{ "extends": "./other.json" }'], ['other.json', '{ "extends": "./tsconfig.json" }']],
  paths: [plain, ['tsconfig.json', '{ "compilerOptions": { "baseUrl": "OUTSIDE", "paths": { "*": ["OUTSIDE/*", "../../../../../../../../OUTSIDE/*"] }, "typeRoots": ["OUTSIDE"], "rootDirs": ["/"] } }'], ['uses.ts', "import { confidential } from 'secret'\nexport const used = confidential\n"]],
  imports: [plain, ['uses.ts', "/// <reference path=\"OUTSIDE/secret.d.ts\" />\nimport { confidential } from 'OUTSIDE/secret'\nimport { confidential as other } from '../../../../../../../../../OUTSIDE/secret'\nexport const used = [confidential, other]\n"]],
  links: [plain, ['link.ts', 'OUTSIDE/secret.ts', '120000'], ['folder', 'OUTSIDE', '120000'], ['uses.ts', "import { confidential } from './folder/secret'\nimport { confidential as other } from './link'\nexport const used = [confidential, other]\n"]],
  package: [plain, ['package.json', '{ "name": "../../x", "version": 7, "main": "../../../../../../OUTSIDE/secret.ts", "scripts": { "preinstall": "touch OUTSIDE/pwned", "prepare": "touch OUTSIDE/pwned" }, "bin": "evil.js" }'], ['evil.js', evil]],
  broken: [plain, ['tsconfig.json', '{ "compilerOptions": ']],
}
const inFolders = (all: Record<string, Files>): Files => Object.entries(all).flatMap(([folder, files]) => files.map(([path, content, mode]): Files[number] => [`${folder}/${String(path)}`, content, mode]))

/** Each kind of object is compared with all others. */
const endless = `export const all = [${Array.from({ length: 6000 }, (_, at) => `{a${at}:1}`).join()}]\n`

const hostile: Record<string, Files> = {
  typescript: [...inFolders(projects), ['tsconfig.firebreak.json/x.ts', 'export {}\n'], ['.firebreak-environment.json', 'OUTSIDE', '120000'], ['index.scip', 'x']],
  python: [plainPython, ['pyrightconfig.json', '{ "pythonPath": "./evil.sh", "venvPath": ".", "venv": "bin", "stubPath": "OUTSIDE", "extraPaths": ["OUTSIDE"], "include": ["OUTSIDE"] }'], ['scip-pyrightconfig.json', '{ "extraPaths": ["OUTSIDE"] }'], ['evil.sh', evilShell, '100755'], ['bin/python3', evilShell, '100755'], ['python3', evilShell, '100755'], ['pip', evilShell, '100755'], ['uses.py', 'from secret import confidential\nprint(confidential)\n']],
  endless: [['endless.ts', endless]],
  setup: [['setup.py', "import os\nfrom setuptools import setup\nos.system('touch OUTSIDE/pwned')\nsetup(name='--environment=/etc/passwd', version='1', package_dir={'': '../../../../../../OUTSIDE'})\n"], plainPython],
}

async function outcomes(app: TestApp, repo: string): Promise<string[]> {
  await app.call(setAutomatic, { body: { repo, on: true } })
  await app.settle()
  const { uploads } = await app.call(listScipUploads, { query: { repo } })
  return uploads.map(({ state, failure, documents }) => `${state} ${failure ?? documents}`)
}

/** The bytes of every index that was made: texts stand in them as they are. */
const indexes = () => readdirSync(join(server.dataDir, 'scip', 'indexes')).map((name) => readFileSync(join(server.dataDir, 'scip', 'indexes', name), 'latin1'))

describe('a repository that wants more than to be read', () => {
  test.each([['typescript', 'completed 13'], ['python', 'completed 2'], ['setup', 'completed 2']])('%s ⇒ %s, and it learns and does nothing', async (repo, expected) => {
    const before = indexes().length
    expect(await outcomes(server, repo)).toEqual([expected])
    expect(indexes().length).toBe(before + 1)
    expect(indexes().every((bytes) => bytes.includes('plain'))).toBe(true)
    expect(indexes().filter((bytes) => /root:|confidential#|secret\.|firebreak-outside[^/]*\/secret/.test(bytes))).toEqual([])
    expect(existsSync(join(outside, 'pwned'))).toBe(false)
    expect(readdirSync(join(server.dataDir, 'scip', 'automatic'))).toEqual([])
  })
})

describe('a repository that wants more than there is', () => {
  test('is let go when automatic indexing is switched off', async () => {
    const set = (on: boolean) => server.call(setAutomatic, { body: { repo: 'endless', on } })
    const states = async () => (await server.call(listScipUploads, { query: { repo: 'endless' } })).uploads.map(({ state }) => state)
    await set(true)
    await vi.waitUntil(async () => (await states()).includes('indexing'), { timeout: 60_000 })
    await set(false)
    await server.settle()
    expect([await states(), readdirSync(join(server.dataDir, 'scip', 'automatic'))]).toEqual([[], []])
  })

  test('is told of in a sentence each, and not tried again', async () => {
    const small = await startApp({ config: { FIREBREAK_AUTO_INDEX_NICE: '0', FIREBREAK_AUTO_INDEX_SECONDS: '1', FIREBREAK_AUTO_INDEX_SOURCE_BYTES: '100000' } })
    await small.addRepositories({ endless: [{ files: [['endless.ts', endless]] }], large: [{ files: [['large.py', 'x = 1\n'.repeat(20_000)]] }] })
    const told = async () => [await outcomes(small, 'endless'), await outcomes(small, 'large')]
    const first = await told()
    expect([first, await told()]).toEqual([first, first])
    expect(first).toEqual([
      ['failed scip-typescript did not finish in 1 seconds of a processor and was stopped (FIREBREAK_AUTO_INDEX_SECONDS).'],
      ['failed Its files of the language have 120000 bytes; more than 100000 are not indexed automatically (FIREBREAK_AUTO_INDEX_SOURCE_BYTES).'],
    ])
    await small.close()
  })
})
