import { describe, expect, test } from 'vitest'
import { createLog } from './log.ts'
import { createRouter } from './http.ts'
import { endpoint } from './endpoint.ts'
import { assertKnownHost, assertSameOrigin, type Reach } from './origin.ts'

const outcome = (work: () => void): number => {
  try {
    work()
    return 200
  } catch (error) {
    return (error as { status: number }).status
  }
}

describe('the name by which a request calls the server', () => {
  const here: Reach = { host: '127.0.0.1', publicUrl: '' }
  const table: [reach: Reach, url: string, status: number][] = [
    [here, 'http://127.0.0.1:7171/', 200],
    [here, 'http://localhost:9000/', 200],
    [here, 'http://fire.localhost/', 200],
    [here, 'http://[::1]:7171/', 200],
    [here, 'http://192.168.1.5/', 200],
    [here, 'http://evil.example:7171/', 421],
    [here, 'http://localhost.evil.example/', 421],
    [here, 'http://127.0.0.1.evil.example/', 421],
    [{ ...here, host: 'localhost' }, 'http://evil.example/', 421],
    [{ ...here, host: '::1' }, 'http://evil.example/', 421],
    [{ ...here, publicUrl: 'https://fire.example.com' }, 'http://fire.example.com/', 200],
    [{ ...here, publicUrl: 'https://fire.example.com' }, 'http://evil.example/', 421],
    [{ ...here, host: '0.0.0.0' }, 'http://box.lan:7171/', 200],
  ]
  for (const [reach, url, status] of table) {
    test(`${url} at ${JSON.stringify(reach)} → ${status}`, () => expect(outcome(() => assertKnownHost(new Request(url), reach))).toBe(status))
  }

  test('is looked at before anything is answered', async () => {
    const router = createRouter({ gate: { authenticate: async () => null, allows: () => false }, log: createLog('silent'), reach: here })
    router.serve(endpoint({ id: 'open', method: 'get', path: '/open', needs: null, summary: '' }), () => new Response('here'))
    expect((await router.app.request('http://evil.example/open')).status).toBe(421)
    expect((await router.app.request('http://127.0.0.1/open')).status).toBe(200)
  })
})

describe('the page that a request with a cookie comes from', () => {
  const table: [headers: Record<string, string>, publicUrl: string, status: number][] = [
    [{ host: 'fire.example.com' }, '', 200],
    [{ host: 'fire.example.com', origin: 'http://fire.example.com' }, '', 200],
    [{ host: 'inside:7171', origin: 'https://fire.example.com' }, 'https://fire.example.com', 200],
    [{ host: 'inside:7171', origin: 'https://fire.example.com' }, '', 403],
    [{ host: 'inside:7171', origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' }, '', 403],
    [{ host: 'fire.example.com', 'sec-fetch-site': 'cross-site' }, '', 403],
    [{ host: 'fire.example.com', 'sec-fetch-site': 'same-origin', origin: 'http://fire.example.com' }, '', 200],
    [{ host: 'fire.example.com', origin: 'null' }, '', 403],
  ]
  for (const [headers, publicUrl, status] of table) {
    test(`${JSON.stringify(headers)} of ${publicUrl || 'no public URL'} → ${status}`, () =>
      expect(outcome(() => assertSameOrigin(new Request('http://x/', { method: 'POST', headers }), { publicUrl }))).toBe(status))
  }
})

describe('the body of a request from somebody who has not signed in', () => {
  test('is small', async () => {
    const router = createRouter({ gate: { authenticate: async () => null, allows: () => false }, log: createLog('silent') })
    router.serve(endpoint({ id: 'open', method: 'post', path: '/open', needs: null, summary: '' }), () => new Response('here'))
    const send = (size: number) => router.app.request('http://x/open', { method: 'POST', headers: { 'content-length': String(size) }, body: 'x'.repeat(size) })
    expect([(await send(1000)).status, (await send(70_000)).status]).toEqual([200, 413])
  })
})
