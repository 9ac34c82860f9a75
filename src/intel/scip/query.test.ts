/** What indexes answer, through the real program: at the commit that was indexed, near it, and over repositories. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../../test/support/app.ts'
import { hrefOf } from '../../platform/endpoint.ts'
import { uploadScip } from '../contract.ts'
import { encodeIndex, markedDocument, type IndexDraft, type SymbolDraft } from './scip.fixture.ts'
import type { PreciseName, PrecisePlace } from './scip.ts'

let server: TestApp

const lib = (version: string, rest: string) => `scip-typescript npm lib ${version} ${rest}`
const animal: SymbolDraft = { symbol: lib('1.0.0', '`animal.ts`/Animal#'), kind: 21, signature: 'interface Animal', documentation: ['Breathes.'] }
const sound: SymbolDraft = { symbol: lib('1.0.0', '`animal.ts`/Animal#sound().'), documentation: ['```ts\n(method) sound(): string\n```', 'What it says.'] }
const dog: SymbolDraft = { symbol: 'scip-typescript npm app 0.1.0 `dog.ts`/Dog#', relationships: [{ symbol: animal.symbol, implementation: true }] }
const bark: SymbolDraft = { symbol: 'scip-typescript npm app 0.1.0 `dog.ts`/Dog#sound().', relationships: [{ symbol: sound.symbol, implementation: true, reference: true }] }
const rex: SymbolDraft = { symbol: 'local 1', displayName: 'rex', relationships: [{ symbol: dog.symbol, typeDefinition: true }] }
const cat: SymbolDraft = { symbol: 'local 2', displayName: 'cat', relationships: [{ symbol: animal.symbol, implementation: true }] }

const animalFile = markedDocument('animal.ts', 'export interface ‹Animal› {\n  ‹sound›(): string\n}\n', { Animal: animal, sound })
const zooFile = markedDocument('zoo.ts', 'import { «Animal» } from "./animal"\nconst a: «Animal» = x\na.«sound»()\n', { Animal: animal.symbol, sound: sound.symbol })
const dogFile = markedDocument('dog.ts', 'import { «Animal» } from "lib"\nexport class ‹Dog› implements «Animal» {\n  ‹sound›() { return "🐕".concat("w") }\n}\nconst ‹cat› = { }\n', { Animal: animal.symbol, Dog: dog, sound: bark, cat })
const mainFile = markedDocument('main.ts', 'const ‹rex› = new «Dog»()\n/* 🐕é */ «rex».«sound»()\n', { rex, Dog: dog.symbol, sound: bark.symbol })
const oldFile = markedDocument('old.ts', 'import { «Animal» } from "lib"\n', { Animal: lib('0.9.0', '`animal.ts`/Animal#') })

interface Upload {
  repo: string
  commit: string
  root?: string
}

async function upload({ repo, commit, root = '' }: Upload, draft: IndexDraft): Promise<void> {
  const address = hrefOf(uploadScip, { query: { repository: repo, commit, root } })
  const response = await server.app.router.app.request(`http://127.0.0.1:7171${address}`, { method: 'POST', headers: { authorization: `token ${server.tokens.responder}` }, body: Buffer.from(encodeIndex(draft)) })
  expect(response.status).toBe(202)
  await server.settle()
}

beforeAll(async () => {
  server = await startApp()
  await server.addRepositories({
    lib: [{ files: [['animal.ts', animalFile.text], ['zoo.ts', zooFile.text]] }],
    app: [
      { files: [['dog.ts', dogFile.text], ['main.ts', mainFile.text]] },
      { files: [['main.ts', `// first\n${mainFile.text.replace('const rex', 'let rex')}`], ['dog.ts', null], ['src/dog.ts', `/* moved */\n${dogFile.text}`]] },
      { files: [['other.ts', 'x\n']] },
    ],
    units: [{ files: [['a.ts', '/* 🐕é */ name\n']] }], // 🐕 is 4 bytes, 2 UTF-16 units, 1 code point; é is 2, 1, 1
    old: [{ files: [['web/old.ts', oldFile.text]] }],
    far: [{ files: [['a.ts', 'x\n']] }, { branch: 'refs/heads/other', files: [['a.ts', 'const y = 1\n']] }],
  })
  await upload({ repo: 'lib', commit: await commitOf('lib@HEAD') }, { tool: 'scip-typescript', documents: [animalFile.document, zooFile.document] })
  await upload({ repo: 'app', commit: await commitOf('app@HEAD~2') }, { tool: 'scip-typescript', documents: [dogFile.document, mainFile.document] })
  await upload({ repo: 'old', commit: await commitOf('old@HEAD'), root: 'web' }, { tool: 'scip-typescript', documents: [oldFile.document] })
})
afterAll(() => server.close())

const repoNamed = async (name: string) => server.app.repos.byName(server.people.viewer, name)

async function commitOf(at: string): Promise<string> {
  const [repo = '', rev = ''] = at.split('@')
  return (await server.app.repos.resolve(server.people.viewer, await repoNamed(repo), rev))?.commit ?? ''
}

/** `app@HEAD main.ts:2 rex`: where the name stands first on the line, counted from 1. */
async function namesAt(where: string): Promise<{ covered: boolean; names: PreciseName[] }> {
  const [, at = '', path = '', number = '', name = ''] = /^(\S+) (\S+):(\d+) (\S+)$/.exec(where) ?? []
  const { id, name: repo } = await repoNamed(at.split('@')[0] ?? '')
  const { text } = await server.app.repos.readFile(server.people.viewer, { repo, rev: at.split('@')[1] ?? '', path })
  const line = text?.split('\n')[Number(number) - 1] ?? ''
  expect(line).toContain(name)
  const column = Array.from(line.slice(0, line.indexOf(name))).length
  return server.app.scip.precise.at(server.people.viewer, { repo: { id, name: repo }, commit: await commitOf(at), path, line: Number(number) - 1, column })
}

/** Places in a line each; positions from 1, as people are told them. */
const print = (places: readonly PrecisePlace[]) =>
  places.map(({ repo, path, line, column, endColumn, role, sameVersion }) => `${repo.name} ${path}:${line + 1}:${column + 1}-${endColumn + 1}${role === 'reference' ? '' : ` ${role}`}${sameVersion ? '' : ' (other version)'}`)

type Question = 'definitions' | 'implementations' | 'typeDefinitions' | 'references'

async function answer(question: Question, where: string): Promise<string[]> {
  const { names: [name] } = await namesAt(where)
  if (!name) return ['no name']
  if (question !== 'references') return print(await server.app.scip.precise[question](server.people.viewer, name))
  return print((await server.app.scip.precise.references(server.people.viewer, name, { limit: 100 })).places)
}

const check = (question: Question, where: string, expected: string[]) => test(`${question} of ${where}`, async () => expect(await answer(question, where)).toEqual(expected))

describe('at the commit that was indexed', () => {
  check('definitions', 'app@HEAD~2 main.ts:1 Dog', ['app dog.ts:2:14-17 definition'])
  check('definitions', 'app@HEAD~2 main.ts:2 rex', ['app main.ts:1:7-10 definition'])
  check('definitions', 'app@HEAD~2 main.ts:2 sound', ['app dog.ts:3:3-8 definition'])
  check('references', 'app@HEAD~2 main.ts:1 rex', ['app main.ts:1:7-10 definition', 'app main.ts:2:10-13'])
  check('typeDefinitions', 'app@HEAD~2 main.ts:2 rex', ['app dog.ts:2:14-17 definition'])
  check('typeDefinitions', 'app@HEAD~2 dog.ts:2 Dog', [])
  check('implementations', 'app@HEAD~2 dog.ts:2 Dog', [])
  check('definitions', 'app@HEAD~2 dog.ts:3 return', ['no name'])
})

describe('over repositories', () => {
  const everywhere = ['lib animal.ts:1:18-24 definition', 'lib zoo.ts:1:10-16', 'lib zoo.ts:2:10-16', 'app src/dog.ts:2:10-16', 'app src/dog.ts:3:29-35', 'old web/old.ts:1:10-16 (other version)']
  check('definitions', 'app@HEAD~2 dog.ts:1 Animal', ['lib animal.ts:1:18-24 definition'])
  check('references', 'lib@HEAD animal.ts:1 Animal', everywhere)
  check('implementations', 'lib@HEAD zoo.ts:2 Animal', ['app src/dog.ts:3:14-17 definition', 'app src/dog.ts:6:7-10 definition'])
  check('implementations', 'lib@HEAD animal.ts:2 sound', ['app src/dog.ts:4:3-8 definition'])
  check('definitions', 'old@HEAD web/old.ts:1 Animal', ['lib animal.ts:1:18-24 definition (other version)'])

  test('references of what overrides are references', async () => {
    const own = ['app dog.ts:3:3-8 definition', 'app main.ts:2:14-19']
    expect(await answer('references', 'lib@HEAD animal.ts:2 sound')).toEqual(['lib animal.ts:2:3-8 definition', 'lib zoo.ts:3:3-8', 'app src/dog.ts:4:3-8 definition', 'app main.ts:3:14-19'])
    expect(await answer('references', 'app@HEAD~2 dog.ts:3 sound')).toEqual([...own, 'lib animal.ts:2:3-8 definition', 'lib zoo.ts:3:3-8'])
  })

  test.each([1, 2, 3, 5, 6, 7])('come in pages of %i', async (limit) => {
    const { names: [name] } = await namesAt('lib@HEAD animal.ts:1 Animal')
    const all: string[] = []
    let cursor: string | null | undefined
    for (let pages = 0; name && cursor !== null && pages < 10; pages++) {
      const page = await server.app.scip.precise.references(server.people.viewer, name, { limit, ...(cursor === undefined ? {} : { cursor }) })
      expect(page.places.length).toBeLessThanOrEqual(limit)
      all.push(...print(page.places))
      cursor = page.cursor
    }
    expect(all).toEqual([...everywhere])
  })

  test.each(['', 'x', 'WzEsMl0'])('a cursor that is none is refused: %j', async (cursor) => {
    const { names: [name] } = await namesAt('lib@HEAD animal.ts:1 Animal')
    if (!name) throw new Error('no name')
    await expect(server.app.scip.precise.references(server.people.viewer, name, { limit: 5, cursor })).rejects.toThrow('not one that was handed out')
    await expect(server.app.scip.precise.references(server.people.viewer, name, { limit: 5, cursor: Buffer.from('[999,0,0]').toString('base64url') })).rejects.toThrow('have changed since')
  })
})

describe('at a commit near the one that was indexed', () => {
  check('definitions', 'app@HEAD main.ts:3 sound', ['app src/dog.ts:4:3-8 definition'])
  check('definitions', 'app@HEAD main.ts:3 rex', []) // the line of its definition was changed
  check('references', 'app@HEAD main.ts:3 rex', ['app main.ts:3:10-13'])
  check('definitions', 'app@HEAD src/dog.ts:3 Dog', ['app src/dog.ts:3:14-17 definition'])
  check('definitions', 'app@HEAD main.ts:2 rex', ['no name']) // changed
  check('definitions', 'app@HEAD~1 src/dog.ts:4 sound', ['app src/dog.ts:4:3-8 definition'])

  test.each([
    ['app@HEAD main.ts:3 rex', true],
    ['app@HEAD src/dog.ts:4 return', true],
    ['app@HEAD main.ts:2 rex', false],
    ['app@HEAD src/dog.ts:1 moved', false],
    ['app@HEAD other.ts:1 x', false],
    ['far@HEAD a.ts:1 x', false],
  ])('%s is covered: %s', async (where, covered) => expect((await namesAt(where)).covered).toBe(covered))
})

describe('what is told of a name', () => {
  const facts = async (where: string) => (await namesAt(where)).names.map(({ kind, displayName, signature, documentation }) => [kind, displayName, signature, documentation].join(' | '))

  test.each([
    ['lib@HEAD animal.ts:1 Animal', 'interface | Animal | interface Animal | Breathes.'],
    ['lib@HEAD zoo.ts:3 sound', 'method | sound | (method) sound(): string | What it says.'],
    ['app@HEAD~2 dog.ts:1 Animal', 'interface | Animal | interface Animal | Breathes.'],
    ['app@HEAD~2 main.ts:2 rex', ' | rex |  | '],
    ['app@HEAD~2 dog.ts:2 Dog', 'type | Dog |  | '],
  ])('%s', async (where, expected) => expect(await facts(where)).toEqual([expected]))

  test('all names of a file are given by place', async () => {
    const file = { repo: await repoNamed('app'), commit: await commitOf('app@HEAD~2'), path: 'main.ts' }
    expect(print(await server.app.scip.precise.inFile(server.people.viewer, file))).toEqual(['app main.ts:1:7-10 definition', 'app main.ts:1:17-20', 'app main.ts:2:10-13', 'app main.ts:2:14-19'])
    expect(await server.app.scip.precise.inFile(server.people.viewer, { ...file, path: 'none.ts' })).toEqual([])
  })
})

describe('columns', () => {
  test.each([[1, 'UTF-8', 13], [2, 'UTF-16', 10], [3, 'UTF-32', 9], [0, 'not told', 10]])('in encoding %i (%s) come out as code points', async (encoding, _, column) => {
    const commit = await commitOf('units@HEAD')
    await upload({ repo: 'units', commit }, { documents: [{ path: 'a.ts', encoding, occurrences: [{ range: [0, column, column + 4], symbol: 'local 1', roles: 1 }] }] })
    const { names } = await namesAt('units@HEAD a.ts:1 name')
    expect(print(names)).toEqual(['units a.ts:1:10-14 definition'])
  })
})

test('an index of another text than the one that is there says nothing beyond it', async () => {
  const commit = await commitOf('far@HEAD')
  await upload({ repo: 'far', commit }, { documents: [{ path: 'a.ts', occurrences: [[0, 0, 1], [0, 0, 50], [40, 0, 1], [0, 0, 9, 1]].map((range) => ({ range, symbol: 'local 1' })) }] })
  const names = await server.app.scip.precise.inFile(server.people.viewer, { repo: await repoNamed('far'), commit, path: 'a.ts' })
  expect(print(names)).toEqual(['far a.ts:1:1-2'])
})
