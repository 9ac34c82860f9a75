import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { allows, policy, roles } from '../src/auth/policy.ts'
import { uploadSbom } from '../src/impact/contract.ts'
import { declareIncident } from '../src/incidents/contract.ts'
import type { Endpoint } from '../src/platform/endpoint.ts'
import { serveWeb } from '../src/platform/static.ts'
import { listRepositories } from '../src/repos/contract.ts'
import { startApp, type As, type TestApp } from './support/app.ts'

let server: TestApp
beforeAll(async () => {
  server = await startApp({ sample: true })
  serveWeb(server.app.router, server.path('web'))
})
afterAll(() => server.close())

/** What answers without credentials. Anything else that does so is a hole: add to this list only what tells nothing of anybody's code. */
const open = new Set([
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /api/v1/openapi.json',
  'GET /assets/*',
  'GET /favicon.svg',
  'POST /api/v1/sign-in',
  'POST /api/v1/sign-in/link',
  'POST /api/v1/sign-in/link/info',
])

/** Every route that the server has, however it was registered: a method and a path with example values for its parameters. */
function routes(): { name: string; line: string }[] {
  const all = server.app.router.app.routes.filter(({ method }) => method !== 'ALL') // middleware, which answers nothing itself
  return [...new Map(all.map(({ method, path }) => [`${method} ${path}`, { name: `${method} ${path}`, line: `${method} ${path.replace(/:\w+/g, 'x').replace('*', 'x')}` }])).values()]
}

const nameOf = (target: Endpoint) => `${target.method.toUpperCase()} ${target.path.replace(/\{(\w+)\}/g, ':$1')}`
const lineOf = (target: Endpoint) => `${target.method.toUpperCase()} ${target.path.replace(/\{\w+\}/g, 'x')}`

describe('without credentials', () => {
  test('every route answers 401, unless it stands on the list of open ones', async () => {
    const answered: string[] = []
    for (const { name, line } of routes()) {
      const isRead = line.startsWith('GET')
      const { status } = await server.send(line, { as: 'nobody', ...(isRead ? {} : { body: {} }) })
      if (status !== 401) answered.push(name)
    }
    expect(answered.toSorted()).toEqual([...open].toSorted())
  })

  test('methods that no route has, and HEAD, open nothing', async () => {
    for (const target of server.app.router.endpoints) {
      if (target.needs === null) continue
      for (const method of ['HEAD', 'PUT', 'DELETE', 'OPTIONS'].filter((each) => each.toLowerCase() !== target.method)) {
        const { status } = await server.send(`${method} ${target.path.replace(/\{\w+\}/g, 'x')}`, { as: 'nobody' })
        expect([401, 404], `${method} ${target.path}`).toContain(status)
      }
    }
  })

  test('a wrong token is nobody, even where a cookie would do', async () => {
    const { status } = await server.send('GET /api/v1/repos', { as: 'nobody', headers: { authorization: 'token fbk_0000000000000000000000000000000000000000' } })
    expect(status).toBe(401)
  })
})

describe('the policy table', () => {
  test('names what every endpoint needs, and nothing that no endpoint needs', () => {
    const needed = new Set(server.app.router.endpoints.flatMap(({ needs }) => needs ?? []))
    expect([...needed].filter((action) => !Object.hasOwn(policy, action))).toEqual([])
    expect(Object.keys(policy).filter((action) => !needed.has(action))).toEqual([])
  })

  test('knows every route: each is an endpoint, or on the list of open ones', () => {
    const known = new Set([...server.app.router.endpoints.map(nameOf), ...open])
    expect(routes().filter(({ name }) => !known.has(name))).toEqual([])
  })

  for (const role of roles) {
    test(`is what a ${role} meets: 403 exactly where it says no`, async () => {
      const got: string[] = []
      const table: string[] = []
      for (const target of server.app.router.endpoints) {
        if (target.needs === null || endless.has(target.id)) continue
        const allowed = allows(role, target.needs)
        table.push(`${target.id} ${allowed ? 'passes' : '403'}`)
        got.push(`${target.id} ${(await statusAs(role, target)) === 403 ? '403' : 'passes'}`)
      }
      expect(got).toEqual(table)
    })
  }
})

/** Streams that go on until somebody leaves. */
const endless = new Set(['system.events'])

/** Bodies are empty, so whoever gets past the gate is refused as bad input at most, and nothing is changed. */
async function statusAs(role: As, target: Endpoint): Promise<number> {
  const abort = new AbortController()
  const body = target.method === 'get' || target.method === 'delete' ? undefined : '[]'
  const response = await server.send(lineOf(target), { as: role, body, signal: abort.signal })
  await response.body?.cancel()
  abort.abort()
  return response.status
}

describe('reading', () => {
  test('changes nothing: after every GET with sensible values all tables are as they were', async () => {
    const [repo] = (await server.call(listRepositories, { query: {} })).repos
    const incident = await server.call(declareIncident, { body: { title: 'Wrong tax', signal: 'Error: x\n    at f (src/a.ts:1:1)' } })
    const { id: sbom } = await server.call(uploadSbom, { query: { repo: repo?.name ?? '' }, body: { bomFormat: 'CycloneDX' } })
    await server.settle()
    const ids: Record<string, string | undefined> = { repos: repo?.id, incidents: incident.id, notebooks: incident.notebookId, sboms: sbom }
    const queryFor = (id: string) => new URLSearchParams({ repo: repo?.name ?? '', rev: '', path: id === 'code.tree' ? '' : 'README.md', base: 'HEAD', head: 'HEAD', q: 'tax', topic: 'incidents', format: 'csv', line: '1', purl: 'pkg:npm/left-pad' })
    const before = await contents()
    const statuses: string[] = []
    for (const { id, path } of server.app.router.endpoints.filter(({ method, id }) => method === 'get' && !endless.has(id))) {
      const response = await server.send(`GET ${path.replace(/(\w+)\/\{id\}/, (_, noun: string) => `${noun}/${ids[noun]}`)}?${queryFor(id)}`)
      await response.text()
      statuses.push(`${id} ${response.status}`)
    }
    expect(statuses.filter((each) => !each.endsWith(' 200'))).toEqual([])
    expect(await contents()).toEqual(before)
  })
})

/** Every row of every table, but for the times at which tokens were last used. */
async function contents(): Promise<Record<string, string[]>> {
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table' order by name`.execute(server.app.db)
  const tables: Record<string, string[]> = {}
  for (const { name } of rows) {
    const all = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(server.app.db)
    tables[name] = all.rows.map(({ last_used_at: _, ...row }) => JSON.stringify(row)).toSorted()
  }
  return tables
}
