import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { conflict } from './errors.ts'
import { createRouter, download, type Caller, type Router } from './http.ts'
import { createLog } from './log.ts'

const echo = endpoint({
  id: 'echo', method: 'post', path: '/api/echo/{name}', needs: 'speak', summary: '',
  params: z.object({ name: z.string() }), query: z.object({ n: z.coerce.number().int().default(1), tag: z.union([z.string(), z.array(z.string())]).optional() }),
  body: z.object({ text: z.string().min(1, 'say something') }), answer: z.unknown(),
})
const read = endpoint({ id: 'read', method: 'get', path: '/api/read', needs: 'look', summary: '' })
const broken = endpoint({ id: 'broken', method: 'get', path: '/api/broken', needs: null, summary: '' })
const clash = endpoint({ id: 'clash', method: 'get', path: '/api/clash', needs: null, summary: '' })

const caller = (via: Caller['via']): Caller => ({ id: 'p', name: 'Ada', email: 'a@example.com', role: 'viewer', via })
let router: Router
let observed: string[]

beforeEach(() => {
  observed = []
  router = createRouter({
    gate: {
      async authenticate({ headers }) {
        const via = headers.get('x-via')
        return via === 'session' || via === 'token' ? caller(via) : null
      },
      allows: (_, action) => action !== 'look',
    },
    log: createLog('silent'),
    observe: ({ route, status }) => observed.push(`${route} ${status}`),
  })
  router.serve(echo, ({ params, query, body }) => ({ ...params, ...query, ...body }))
  router.serve(read, () => ({}))
  router.serve(broken, () => {
    throw new Error('the password is swordfish')
  })
  router.serve(clash, () => {
    throw conflict('things.clash', 'Two at once.', { other: 3 })
  })
})

type Row = { line: string; headers?: Record<string, string>; body?: string; answer: [status: number, body: unknown] }

const json = { 'content-type': 'application/json', 'x-via': 'token' }
const rows: Row[] = [
  { line: 'POST /api/echo/a?n=3', headers: json, body: '{"text":"hi"}', answer: [200, { name: 'a', n: 3, text: 'hi' }] },
  { line: 'POST /api/echo/a%2Fb?tag=x&tag=y', headers: json, body: '{"text":"hi"}', answer: [200, { name: 'a/b', n: 1, tag: ['x', 'y'], text: 'hi' }] },
  { line: 'POST /api/echo/a?__proto__=x', headers: json, body: '{"text":"hi","__proto__":{"n":2}}', answer: [200, { name: 'a', n: 1, text: 'hi' }] },
  { line: 'POST /api/echo/a', headers: json, body: '{"text":""}', answer: [400, { code: 'input.invalid', message: 'text: say something.' }] },
  { line: 'POST /api/echo/a?n=x', headers: json, body: '{"text":"hi"}', answer: [400, { code: 'input.invalid' }] },
  { line: 'POST /api/echo/a%00?n=1', headers: json, body: '{"text":"hi"}', answer: [400, { code: 'input.invalid', message: 'name: may not hold the character U+0000.' }] },
  { line: 'POST /api/echo/a?tag=x%00', headers: json, body: '{"text":"hi"}', answer: [400, { code: 'input.invalid', message: 'tag: may not hold the character U+0000.' }] },
  { line: 'POST /api/echo/a', headers: json, body: '{"text":', answer: [400, { code: 'input.not_json' }] },
  { line: 'POST /api/echo/a', headers: json, answer: [400, { code: 'input.not_json' }] },
  { line: 'POST /api/echo/a', headers: { ...json, 'content-type': 'text/plain' }, body: '{"text":"hi"}', answer: [400, { code: 'input.not_json' }] },
  { line: 'POST /api/echo/a', body: '{"text":"hi"}', answer: [401, { code: 'auth.required' }] },
  { line: 'GET /api/read', headers: { 'x-via': 'token' }, answer: [403, { code: 'auth.forbidden' }] },
  { line: 'GET /api/nothing', answer: [404, { code: 'http.not_found' }] },
  { line: 'DELETE /api/read', headers: { 'x-via': 'token' }, answer: [404, { code: 'http.not_found' }] },
  { line: 'GET /api/broken', answer: [500, { code: 'server.failed', message: 'Something broke on our side; the server log says what.' }] },
  { line: 'GET /api/clash', answer: [409, { code: 'things.clash', message: 'Two at once.', details: { other: 3 } }] },
]

const send = (line: string, { headers, body }: Pick<Row, 'headers' | 'body'> = {}) => {
  const [method = '', path = ''] = line.split(' ')
  return router.app.request(`http://fire.example.com${path}`, { method, headers: { host: 'fire.example.com', ...headers }, ...(body === undefined ? {} : { body }) })
}

describe('a request', () => {
  for (const { line, answer: [status, body], ...row } of rows) {
    test(`${line} ${JSON.stringify(row)} → ${status}`, async () => {
      const response = await send(line, row)
      expect({ status: response.status, body: await response.json() }).toMatchObject({ status, body })
      expect(observed).toEqual([`${status === 404 ? 'other' : line.split(' ')[1]?.replace(/\?.*/, '').replace(/echo\/.*/, 'echo/{name}')} ${status}`])
    })
  }

  test('of more than 32 MB is refused before it is read', async () => {
    const response = await send('POST /api/echo/a', { headers: { ...json, 'content-length': String(33 * 1024 * 1024) }, body: `{"text":"${'x'.repeat(33 * 1024 * 1024)}"}` })
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([413, 'input.too_large'])
  })
})

describe('a request with a cookie from another page', () => {
  const check = (headers: Record<string, string>, status: number) =>
    test(`${JSON.stringify(headers)} → ${status}`, async () => {
      const response = await send('POST /api/echo/a', { headers: { 'content-type': 'application/json', ...headers }, body: '{"text":"hi"}' })
      expect(response.status).toBe(status)
    })

  check({ 'x-via': 'session' }, 200)
  check({ 'x-via': 'session', origin: 'http://fire.example.com' }, 200)
  check({ 'x-via': 'session', origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' }, 403)
  check({ 'x-via': 'session', origin: 'https://evil.example' }, 403)
  check({ 'x-via': 'session', origin: 'https://fire.example.com.evil.example' }, 403)
  check({ 'x-via': 'session', origin: 'http://fire.example.com:8080' }, 403)
  check({ 'x-via': 'session', origin: 'null' }, 403)
  check({ 'x-via': 'token', origin: 'https://evil.example' }, 200) // a foreign page cannot send a token
})

describe('every answer', () => {
  test('tells the browser to run nothing that is not ours and to keep nothing', async () => {
    const response = await send('POST /api/echo/a', { headers: json, body: '{"text":"hi"}' })
    const policy = response.headers.get('content-security-policy') ?? ''
    for (const part of ["default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"]) expect(policy).toContain(part)
    expect(policy).not.toContain("script-src 'unsafe-inline'")
    expect(response.headers.get('cache-control')).toContain('no-store')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('the name of a download', () => {
  const check = (fileName: string, header: string) =>
    test(JSON.stringify(fileName), () => expect(download('', { fileName, type: 'text/plain' }).headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''${header}`))

  check('report.md', 'report.md')
  check('a b.md', 'a%20b.md')
  check('x"; filename="evil.exe', 'x%22%3B%20filename%3D%22evil.exe')
  check('a\r\nset-cookie: x=y', 'a%0D%0Aset-cookie%3A%20x%3Dy')
  check("it's (1)*.md", 'it%27s%20%281%29%2a.md')
  check('\ud800.md', '%EF%BF%BD.md')
})
