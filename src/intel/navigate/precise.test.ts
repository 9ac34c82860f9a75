import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../../test/support/app.ts'
import { hrefOf } from '../../platform/endpoint.ts'
import { findCallers, findDefinitions, findHover, findReferences, uploadScip, type NamedPlace } from '../contract.ts'
import { encodeIndex, markedDocument } from '../scip/scip.fixture.ts'

const symbol = (rest: string) => `scip-typescript npm kit 1.0.0 ${rest}`
const total = { symbol: symbol('`total.ts`/total().'), signature: 'function total(prices: number[]): number', documentation: ['Adds prices up.'] }
const shown = { symbol: symbol('`shown.ts`/shown().') }

// The index knows no use of total in shown.ts: search would take the member of that name for one.
const totalFile = markedDocument('total.ts', 'export function ‹total›(prices) { return 1 }\n', { total })
const shownFile = markedDocument('shown.ts', 'import { «total» } from "./total"\nexport function ‹shown›() { return «total»([]) }\n', { total: total.symbol, shown })
const shopText = 'import { total } from "kit"\n\nexport const bill = () => total([1])\n'

let server: TestApp
beforeAll(async () => {
  server = await startApp()
  await server.addRepositories({
    kit: [
      { files: [['package.json', '{"name": "kit", "main": "total.ts"}'], ['total.ts', totalFile.text], ['shown.ts', shownFile.text]] },
      { files: [['later.ts', 'import { total } from "./total"\ntotal([2])\n']] },
    ],
    shop: [{ files: [['package.json', '{"name": "shop", "dependencies": {"kit": "1"}}'], ['bill.ts', shopText]] }],
  })
  const { id } = await server.app.repos.byName(server.people.owner, 'kit')
  const first = await server.app.repos.resolve(server.people.owner, { id }, 'HEAD~1')
  const address = hrefOf(uploadScip, { query: { repository: 'kit', commit: first?.commit ?? '' } })
  const body = Buffer.from(encodeIndex({ tool: 'scip-typescript', documents: [totalFile.document, shownFile.document] }))
  await server.app.router.app.request(`http://127.0.0.1:7171${address}`, { method: 'POST', headers: { authorization: `token ${server.tokens.responder}` }, body })
  await server.settle()
})
afterAll(() => server.close())

const show = ({ repo, path, line, column, precise }: NamedPlace) => `${repo} ${path}:${line}:${column} ${precise ? 'precise' : 'search-based'}`

/** `repo path:line:column`, from 1. */
function position(text: string) {
  const [, repo = '', path = '', line, column] = /^(\S+) (\S+):(\d+):(\d+)$/.exec(text) ?? []
  return { repo, path, line: Number(line), column: Number(column) }
}

describe('definitions', () => {
  test.each([
    ['kit shown.ts:2:34', ['kit total.ts:1:17 precise']],
    ['kit later.ts:2:1', ['kit total.ts:1:17 search-based']],
    ['shop bill.ts:3:27', ['kit total.ts:1:17 search-based']],
  ])('%s → %j', async (at, expected) => {
    expect((await server.call(findDefinitions, { query: position(at) })).places.map(show)).toEqual(expected)
  })
})

describe('references', () => {
  const all = ['kit shown.ts:1:10 precise', 'kit shown.ts:2:34 precise', 'kit total.ts:1:17 precise', 'kit later.ts:1:10 search-based', 'kit later.ts:2:1 search-based', 'shop bill.ts:1:10 search-based', 'shop bill.ts:3:27 search-based']

  async function pages(at: string, limit: number): Promise<string[]> {
    const found: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await server.call(findReferences, { query: { ...position(at), limit, ...(cursor === undefined ? {} : { cursor }) } })
      expect(page.places.length).toBeLessThanOrEqual(limit)
      found.push(...page.places.map(show))
      cursor = page.cursor
    }
    return found
  }

  test.each([100, 1, 2, 3, 4])('of what an index tells, then of what it does not have, each once, %i at a time', async (limit) => {
    expect((await pages('kit total.ts:1:17', limit)).toSorted()).toEqual(all.toSorted())
    expect((await pages('kit total.ts:1:17', limit)).map((each) => each.split(' ').at(-1))).toEqual([...Array<string>(3).fill('precise'), ...Array<string>(4).fill('search-based')])
  })
})

test('hover tells what the index says', async () => {
  expect((await server.call(findHover, { query: position('kit shown.ts:2:34') })).hover).toMatchObject({ signature: 'function total(prices: number[]): number', documentation: 'Adds prices up.', precise: true })
})

test('of what an index knows without a signature, the file tells how it is declared', async () => {
  const { hover } = await server.call(findHover, { query: position('kit shown.ts:2:17') })
  expect(hover).toMatchObject({ signature: 'export function shown()', kind: 'function', precise: true, definedAt: { path: 'shown.ts', line: 2, precise: true } })
})

test('callers are of both', async () => {
  const { edges } = await server.call(findCallers, { query: position('kit total.ts:1:17') })
  expect(edges.map(({ repo, path, line, precise }) => `${repo} ${path}:${line} ${precise}`).toSorted()).toEqual(['kit later.ts:2 false', 'kit shown.ts:2 true', 'shop bill.ts:3 false'])
})
