/** Who brought what a commit mends, through the whole server. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../../test/support/app.ts'
import { findCulprits } from '../contract.ts'

let server: TestApp
beforeAll(async () => {
  server = await startApp({})
  await server.addRepositories({ shop: [
    { files: [['a.js', 'const a = 1\nconst b = 2\nconst c = 3\n']], message: 'Begin' },
    { files: [['a.js', 'const a = 1\nconst b = a / 0\nconst c = 3\n']], message: 'Divide' },
    { files: [['a.js', 'const a = 1\nconst b = a / 0\nconst c = b\n'], ['docs/a.md', 'x\n']], message: 'Use it' },
    { files: [['a.js', 'const a = 1\nconst b = a / 2\nconst c = b\n'], ['docs/a.md', 'y\n']], message: 'Do not divide by nothing' },
    { files: [['new.js', 'x\n']], message: 'Only new' },
  ] })
  await server.settle()
})
afterAll(() => server.close())

test.each([
  ['main~1', ['100 % Divide: brought one line that it mends, in a.js']],
  ['main', []],
  ['main~4', []],
  ['main~3', ['100 % Begin: brought one line that it mends, in a.js']],
])('%s', async (rev, expected) => {
  const { culprits, complete } = await server.call(findCulprits, { query: { repo: 'shop', rev } }, 'viewer')
  expect(culprits.map(({ subject, share, reason }) => `${Math.round(share * 100)} % ${subject}: ${reason}`)).toEqual(expected)
  expect(complete).toBe(true)
})

test('what is not there is not found', async () => {
  expect((await server.send('GET /api/v1/culprits?repo=shop&rev=gone', { as: 'viewer' })).status).toBe(404)
})
