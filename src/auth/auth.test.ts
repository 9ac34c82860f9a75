import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { onEachDatabase } from '../../test/support/databases.ts'
import { base, goodPassword, outcomeOf, startTestServer, tokenOf, type Sending, type TestServer } from './auth.fixture.ts'

const hour = 60 * 60 * 1000
const started: TestServer[] = []

async function start(at: Parameters<typeof startTestServer>[0] = {}): Promise<TestServer> {
  const server = await startTestServer(at)
  started.push(server)
  return server
}

afterEach(async () => {
  for (const server of started.splice(0).reverse()) await server.stop()
})

/** Sends each request and compares what came of them: `200`, `401 auth.required`. */
async function check(server: TestServer, table: readonly (readonly [line: string, sending: Sending, outcome: string])[]): Promise<void> {
  const got: string[] = []
  for (const [line, sending] of table) got.push(`${line} → ${outcomeOf(await server.send(line, sending))}`)
  expect(got).toEqual(table.map(([line, , outcome]) => `${line} → ${outcome}`))
}

/** The suite that holds on every database. */
function suite(open: () => Promise<TestServer>): void {
  describe('the owner', () => {
    test('is made once, with an admin token that works', async () => {
      const server = await open()
      await server.auth.ensureOwner()
      const me = await server.send('GET /me', { token: server.adminToken })
      expect(me.json).toMatchObject({ role: 'owner', hasPassword: false, email: expect.stringMatching(/^[a-z0-9-]+@firebreak\.localhost$/) })
      const people = await server.send('GET /people', { token: server.adminToken })
      expect((people.json as { people: unknown[] }).people).toHaveLength(1)
    })

    test('claims the account by the first link and only signs in by later ones', async () => {
      const server = await open()
      const first = tokenOf(await server.auth.issueSignInLink(base))
      const inspected = await server.send('POST /sign-in/link/info', { body: { token: first } })
      expect(inspected.json).toMatchObject({ purpose: 'claim', role: 'owner' })
      const claim = { token: first, name: 'Ada', email: 'Ada@Example.com', password: goodPassword }
      const claimed = await server.send('POST /sign-in/link', { body: claim })
      expect(claimed.json).toMatchObject({ name: 'Ada', email: 'ada@example.com', role: 'owner' })
      await check(server, [
        ['GET /me', { cookie: claimed.cookie }, '200'],
        ['POST /sign-in/link', { body: claim }, '404 link.useless'],
        ['POST /sign-in', { body: { email: 'ADA@example.com', password: goodPassword } }, '200'],
      ])
      const later = tokenOf(await server.auth.issueSignInLink(base))
      await check(server, [
        ['POST /sign-in/link', { body: { token: later, password: 'another password' } }, '400 link.signs_in_only'],
        ['POST /sign-in/link', { body: { token: later } }, '200'],
        ['POST /sign-in/link', { body: { token: later } }, '404 link.useless'],
      ])
    })
  })

  describe('one-time links', () => {
    test('end after a day, and when a newer one is made', async () => {
      const server = await open()
      const older = tokenOf(await server.auth.issueSignInLink(base))
      const newer = tokenOf(await server.auth.issueSignInLink(base))
      await check(server, [
        ['POST /sign-in/link/info', { body: { token: older } }, '404 link.useless'],
        ['POST /sign-in/link', { body: { token: older } }, '404 link.useless'],
        ['POST /sign-in/link/info', { body: { token: newer } }, '200'],
      ])
      server.clock.pass(24 * hour)
      await check(server, [['POST /sign-in/link', { body: { token: newer } }, '404 link.useless']])
    })

    test.each(['sign-in link', 'invitation'])('of five people who use one %s at once, exactly one wins', async (kind) => {
      const server = await open()
      const invited = await server.send('POST /invitations', { token: server.adminToken, body: { role: 'viewer' } })
      const token = tokenOf(kind === 'invitation' ? (invited.json as { url: string }).url : await server.auth.issueSignInLink(base))
      const password = kind === 'invitation' ? goodPassword : undefined
      const use = (n: number) => server.send('POST /sign-in/link', { body: { token, name: `Racer ${n}`, email: `racer${n}@example.com`, password } })
      const replies = await Promise.all(Array.from({ length: 5 }, (_, n) => use(n)))
      const lost = replies.filter((reply) => reply.status !== 200)
      expect(lost).toHaveLength(4)
      expect(lost.every((reply) => reply.status === 404 && reply.cookie === '')).toBe(true)
      const people = await server.send('GET /people', { token: server.adminToken })
      expect((people.json as { people: unknown[] }).people).toHaveLength(kind === 'invitation' ? 2 : 1)
    })
  })

  describe('invitations', () => {
    const account = { name: 'Grace', email: 'grace@example.com', password: goodPassword }

    test('make an account of their role, once, within a week', async () => {
      const server = await open()
      const invite = async () => {
        const reply = await server.send('POST /invitations', { token: server.adminToken, body: { role: 'responder', email: 'Grace@Example.com' } })
        return reply.json as { id: string; url: string }
      }
      const expired = tokenOf((await invite()).url)
      server.clock.pass(7 * 24 * hour)
      const revoked = await invite()
      const token = tokenOf((await invite()).url)
      const info = await server.send('POST /sign-in/link/info', { body: { token } })
      expect(info.json).toEqual({ purpose: 'invitation', role: 'responder', name: '', email: 'grace@example.com' })
      await check(server, [
        [`DELETE /invitations/${revoked.id}`, { token: server.adminToken }, '204'],
        [`DELETE /invitations/${revoked.id}`, { token: server.adminToken }, '404 invitations.unknown'],
        ['POST /sign-in/link', { body: { token: expired, ...account } }, '404 link.useless'],
        ['POST /sign-in/link', { body: { token: tokenOf(revoked.url), ...account } }, '404 link.useless'],
        ['POST /sign-in/link', { body: { token, name: 'Grace' } }, '400 link.incomplete'],
        ['POST /sign-in/link', { body: { token, name: 'Grace', password: 'short' } }, '400 input.invalid'],
        ['POST /sign-in/link', { body: { token, name: 'Grace', password: goodPassword } }, '200'],
        ['POST /sign-in/link', { body: { token, ...account } }, '404 link.useless'],
        ['POST /sign-in', { body: account }, '200'],
        ['POST /invitations', { token: server.adminToken, body: { role: 'viewer', email: account.email } }, '409 account.email_taken'],
      ])
    })

    test('stay good when the address given with them is taken', async () => {
      const server = await open()
      await server.join('viewer', 'taken@example.com')
      const invited = await server.send('POST /invitations', { token: server.adminToken, body: { role: 'viewer' } })
      const token = tokenOf((invited.json as { url: string }).url)
      await check(server, [
        ['POST /sign-in/link', { body: { token, ...account, email: 'TAKEN@example.com' } }, '409 account.email_taken'],
        ['POST /sign-in/link', { body: { token, ...account } }, '200'],
      ])
    })

    test('end with the rights of whoever made them', async () => {
      const server = await open()
      const other = await server.join('owner', 'other@example.com')
      const invited = await server.send('POST /invitations', { cookie: other.cookie, body: { role: 'owner' } })
      const token = tokenOf((invited.json as { url: string }).url)
      await check(server, [
        [`PATCH /people/${other.id}`, { token: server.adminToken, body: { role: 'viewer' } }, '200'],
        ['POST /sign-in/link', { body: { token, ...account } }, '404 link.useless'],
      ])
    })
  })

  describe('API tokens', () => {
    test('work under both schemes until revoked, and belong to one person', async () => {
      const server = await open()
      const viewer = await server.join('viewer', 'viewer@example.com')
      const made = (await server.send('POST /tokens', { cookie: viewer.cookie, body: { name: 'laptop' } })).json as { id: string; token: string }
      const listed = (await server.send('GET /tokens', { cookie: viewer.cookie })).json
      expect(listed).toEqual({ tokens: [{ id: made.id, name: 'laptop', createdAt: expect.any(String), lastUsedAt: null }] })
      const asToken = { headers: { authorization: `token ${made.token}` } }
      await check(server, [
        ['GET /me', asToken, '200'],
        ['GET /me', { token: made.token }, '200'],
        [`DELETE /tokens/${made.id}`, { token: server.adminToken }, '404 tokens.unknown'],
        [`DELETE /tokens/${made.id}`, asToken, '204'],
        ['GET /me', asToken, '401 auth.required'],
        ['GET /me', { ...asToken, cookie: viewer.cookie }, '401 auth.required'],
        ['GET /me', { cookie: viewer.cookie }, '200'],
      ])
    })
  })

  describe('people', () => {
    test('may do what their role allows, from the next request on', async () => {
      const server = await open()
      const person = await server.join('viewer', 'person@example.com')
      const asPerson = { cookie: person.cookie }
      const asOwner = { token: server.adminToken }
      await check(server, [
        ['GET /people', asPerson, '200'],
        ['GET /invitations', asPerson, '403 auth.forbidden'],
        ['POST /invitations', { ...asPerson, body: { role: 'owner' } }, '403 auth.forbidden'],
        [`PATCH /people/${person.id}`, { ...asPerson, body: { role: 'owner' } }, '403 auth.forbidden'],
        [`DELETE /people/${person.id}`, asPerson, '403 auth.forbidden'],
        [`PATCH /people/${person.id}`, { ...asOwner, body: { role: 'responder' } }, '200'],
        ['GET /invitations', asPerson, '403 auth.forbidden'],
        [`PATCH /people/${person.id}`, { ...asOwner, body: { role: 'owner' } }, '200'],
        ['GET /invitations', asPerson, '200'],
        [`PATCH /people/${person.id}`, { ...asPerson, body: { role: 'viewer' } }, '200'],
        ['GET /invitations', asPerson, '403 auth.forbidden'],
        [`PATCH /people/${person.id}`, { ...asOwner, body: { role: 'admin' } }, '400 input.invalid'],
        ['PATCH /people/person_none', { ...asOwner, body: { role: 'viewer' } }, '404 people.unknown'],
        ['DELETE /people/person_none', asOwner, '404 people.unknown'],
      ])
    })

    test('lose their sessions and tokens with their account', async () => {
      const server = await open()
      const person = await server.join('responder', 'person@example.com')
      const made = (await server.send('POST /tokens', { cookie: person.cookie, body: { name: 'ci' } })).json as { token: string }
      await check(server, [
        [`DELETE /people/${person.id}`, { token: server.adminToken }, '204'],
        ['GET /me', { cookie: person.cookie }, '401 auth.required'],
        ['GET /me', { token: made.token }, '401 auth.required'],
        ['POST /sign-in', { body: { email: person.email, password: goodPassword } }, '401 signin.wrong'],
      ])
    })

    test('always include an owner, even when two step down at once', async () => {
      const server = await open()
      const me = (await server.send('GET /me', { token: server.adminToken })).json as { id: string }
      await check(server, [
        [`PATCH /people/${me.id}`, { token: server.adminToken, body: { role: 'viewer' } }, '409 people.last_owner'],
        [`DELETE /people/${me.id}`, { token: server.adminToken }, '409 people.last_owner'],
      ])
      const other = await server.join('owner', 'other@example.com')
      const down = (id: string, cookie?: string) => server.send(`PATCH /people/${id}`, { cookie, token: cookie ? undefined : server.adminToken, body: { role: 'viewer' } })
      await Promise.all([down(me.id), down(other.id, other.cookie)])
      const { people } = (await server.send('GET /people', { cookie: other.cookie })).json as { people: { role: string }[] }
      expect(people.filter(({ role }) => role === 'owner')).toHaveLength(1)
    })
  })

  describe('an own account', () => {
    test('changes its password only by the current one, and ends the other sessions', async () => {
      const server = await open()
      const person = await server.join('viewer', 'person@example.com')
      const elsewhere = await server.send('POST /sign-in', { body: { email: person.email, password: goodPassword } })
      const password = 'a quite different one'
      const change = (currentPassword?: string) => ({ cookie: person.cookie, body: { password, currentPassword } })
      await check(server, [
        ['PATCH /me', change(), '400 account.current_password_needed'],
        ['PATCH /me', change('a wrong password'), '403 account.wrong_password'],
        ['GET /me', { cookie: elsewhere.cookie }, '200'],
        ['PATCH /me', change(goodPassword), '200'],
        ['GET /me', { cookie: elsewhere.cookie }, '401 auth.required'],
        ['GET /me', { cookie: person.cookie }, '200'],
        ['POST /sign-in', { body: { email: person.email, password: goodPassword } }, '401 signin.wrong'],
        ['POST /sign-in', { body: { email: person.email, password } }, '200'],
      ])
    })

    test('changes its name and its address, if that is free', async () => {
      const server = await open()
      await server.join('viewer', 'first@example.com')
      const person = await server.join('viewer', 'second@example.com')
      await check(server, [
        ['PATCH /me', { cookie: person.cookie, body: { email: 'First@example.com' } }, '409 account.email_taken'],
        ['PATCH /me', { cookie: person.cookie, body: { email: 'SECOND@example.com' } }, '200'],
        ['PATCH /me', { cookie: person.cookie, body: { name: 'Linus', email: 'third@example.com' } }, '200'],
        ['POST /sign-in', { body: { email: 'third@example.com', password: goodPassword } }, '200'],
      ])
      expect((await server.send('GET /me', { cookie: person.cookie })).json).toMatchObject({ name: 'Linus', email: 'third@example.com' })
    })

    test('signs out on the server, not only in the browser', async () => {
      const server = await open()
      const person = await server.join('viewer', 'person@example.com')
      const out = await server.send('POST /sign-out', { cookie: person.cookie })
      expect(out.setCookies.join()).toMatch(/firebreak\.session_token=;.*Max-Age=0/)
      await check(server, [['GET /me', { cookie: person.cookie }, '401 auth.required']])
    })
  })
}

onEachDatabase('auth', (fresh) => suite(async () => start({ url: await fresh() })))

describe('requests', () => {
  test('of every shape are answered without credentials by 401', async () => {
    const server = await start()
    const person = await server.join('viewer', 'person@example.com')
    const authorization = (value: string): Sending => ({ headers: { authorization: value } })
    const [name, value = ''] = person.cookie.split('=')
    await check(server, [
      ['GET /me', {}, '401 auth.required'],
      ['GET /me', authorization('token'), '401 auth.required'],
      ['GET /me', authorization('Bearer  '), '401 auth.required'],
      ['GET /me', authorization('bearer fbk_0000000000000000000000000000000000000000'), '401 auth.required'],
      ['GET /me', authorization(`Bearer ${server.adminToken} ${server.adminToken}`), '401 auth.required'],
      ['GET /me', authorization(`Bearer ${server.adminToken.toUpperCase()}`), '401 auth.required'],
      ['GET /me', authorization(`Bearer ' or 1=1 --`), '401 auth.required'],
      ['GET /me', authorization(`token ${'x'.repeat(8000)}`), '401 auth.required'],
      ['GET /me', authorization(server.adminToken), '401 auth.required'],
      ['GET /me', authorization(`BEARER   ${server.adminToken}`), '200'],
      ['GET /me', { cookie: person.cookie, ...authorization('Basic b3BzOm9wcw==') }, '200'],
      ['GET /me', { cookie: `${name}=` }, '401 auth.required'],
      ['GET /me', { cookie: `${name}=%E0%A4%A` }, '401 auth.required'],
      ['GET /me', { cookie: `${name}=${value.split('.')[0]}` }, '401 auth.required'],
      ['GET /me', { cookie: `${name}=x${value}` }, '401 auth.required'],
      ['GET /me', { cookie: `${name}=${value.split('.')[0]}.AAAA` }, '401 auth.required'],
      ['GET /me', { cookie: `=;;${name}; ; ${person.cookie}` }, '200'],
      ['POST /sign-in', { body: '{' }, '400 input.not_json'],
      ['POST /sign-in', { body: {} }, '400 input.invalid'],
      ['POST /sign-in', { body: { email: 'nobody', password: 'x' } }, '401 signin.wrong'],
      ['POST /sign-in', { body: { email: person.email, password: '' } }, '401 signin.wrong'],
    ])
  })

  test('from another site cannot use the visitor’s cookie', async () => {
    const server = await start()
    const { cookie } = await server.join('viewer', 'person@example.com')
    const from = (origin: string): Sending => ({ cookie, body: { name: 'x' }, headers: { origin } })
    const form = { headers: { 'content-type': 'text/plain', origin: 'https://evil.example' }, body: '{"email":"a@b.example","password":"x"}' }
    await check(server, [
      ['PATCH /me', from('https://evil.example'), '403 auth.forbidden'],
      ['PATCH /me', from('http://127.0.0.1:7172'), '403 auth.forbidden'],
      ['PATCH /me', from('null'), '403 auth.forbidden'],
      ['POST /sign-out', { cookie, headers: { origin: 'https://evil.example' } }, '403 auth.forbidden'],
      ['POST /sign-in', form, '400 input.not_json'],
      ['PATCH /me', from(base), '200'],
    ])
  })

  test('reach none of the library’s own routes', async () => {
    const server = await start()
    for (const path of ['/api/auth/ok', '/api/auth/get-session', '/api/auth/sign-up/email', '/api/auth/sign-in/email']) {
      expect((await server.router.app.request(`${base}${path}`, { method: 'POST' })).status).toBe(404)
      expect((await server.router.app.request(`${base}${path}`)).status).toBe(404)
    }
  })
})

describe('wrong guesses', () => {
  const wrong = { email: 'person@example.com', password: 'not the password' }
  const outcomes = async (server: TestServer, sendings: Sending[], line = 'POST /sign-in') =>
    (await Promise.all(sendings.map((sending) => server.send(line, sending)))).map(outcomeOf)

  test('at one account end after ten, all at once and from anywhere, and are forgiven in time', async () => {
    const server = await start()
    const person = await server.join('viewer', wrong.email)
    const sendings = Array.from({ length: 13 }, (_, n) => ({ body: wrong, peer: `192.0.2.${n}`, headers: { 'x-forwarded-for': `198.51.100.${n}` } }))
    const seen = await outcomes(server, sendings)
    expect(seen.filter((one) => one === '401 signin.wrong')).toHaveLength(10)
    expect(seen.filter((one) => one === '429 signin.too_many')).toHaveLength(3)
    const right = { body: { email: 'PERSON@example.com', password: goodPassword } }
    await check(server, [
      ['POST /sign-in', right, '429 signin.too_many'],
      ['PATCH /me', { cookie: person.cookie, body: { password: 'a new password', currentPassword: goodPassword } }, '429 signin.too_many'],
      ['GET /me', { cookie: person.cookie }, '200'],
    ])
    server.clock.pass(hour / 4)
    await check(server, [['POST /sign-in', right, '200']])
  })

  test('at links end by the address of the connection, whatever the headers say', async () => {
    const server = await start()
    const good = tokenOf(await server.auth.issueSignInLink(base))
    const from = (peer: string, token: string, n = 0) => ({ peer, body: { token }, headers: { 'x-forwarded-for': `198.51.100.${n}`, 'x-real-ip': `198.51.100.${n}` } })
    const guesses = Array.from({ length: 100 }, (_, n) => from('192.0.2.1', `guess ${n}`, n))
    expect(new Set(await outcomes(server, guesses, 'POST /sign-in/link/info'))).toEqual(new Set(['404 link.useless']))
    await check(server, [
      ['POST /sign-in/link', from('192.0.2.1', good, 200), '429 signin.too_many'],
      ['POST /sign-in', { peer: '192.0.2.1', body: wrong }, '429 signin.too_many'],
      ['POST /sign-in/link', from('192.0.2.2', good, 1), '200'],
    ])
  })
})

describe('the session cookie', () => {
  const attributesOf = async (publicUrl: string) => {
    const server = await start({ publicUrl })
    const reply = await server.send('POST /sign-in/link', { body: { token: tokenOf(await server.auth.issueSignInLink(base)) } })
    expect(reply.setCookies).toHaveLength(1)
    return (reply.setCookies[0] ?? '').replace(/=[^;]+/, '=…')
  }

  test.each([
    ['', 'firebreak.session_token=…; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax'],
    ['http://firebreak.example.com', 'firebreak.session_token=…; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax'],
    ['https://firebreak.example.com', '__Secure-firebreak.session_token=…; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax'],
  ])('at the public URL %j', async (publicUrl, expected) => {
    expect(await attributesOf(publicUrl)).toBe(expected)
  })
})

describe('links start', () => {
  test.each([
    ['', `${base}/welcome#token=`],
    ['https://firebreak.example.com', 'https://firebreak.example.com/welcome#token='],
  ])('at the public URL %j or where the inviter is', async (publicUrl, expected) => {
    const server = await start({ publicUrl })
    const reply = await server.send('POST /invitations', { token: server.adminToken, body: { role: 'viewer' } })
    expect((reply.json as { url: string }).url.startsWith(expected)).toBe(true)
  })
})

describe('the data folder', () => {
  const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)

  test('holds the admin token and the signing secret for its owner alone', async () => {
    const { dataDir, adminToken } = await start()
    expect(await modeOf(dataDir)).toBe('700')
    expect(await modeOf(join(dataDir, 'admin-token'))).toBe('600')
    expect(await modeOf(join(dataDir, 'secret'))).toBe('600')
    expect(adminToken).toMatch(/^fbk_[0-9a-z]{40}$/)
    expect((await readdir(dataDir)).sort()).toEqual(['admin-token', 'secret'])
  })

  test('gets a new admin token when there is none or it no longer works, and the old one ends', async () => {
    const server = await start()
    const path = join(server.dataDir, 'admin-token')
    const read = async () => (await readFile(path, 'utf8')).trim()
    await chmod(path, 0o644)
    await server.auth.ensureAdminToken(path)
    expect([await read(), await modeOf(path)]).toEqual([server.adminToken, '600'])
    await rm(path)
    await server.auth.ensureAdminToken(path)
    const second = await read()
    await check(server, [
      ['GET /me', { token: server.adminToken }, '401 auth.required'],
      ['GET /me', { token: second }, '200'],
    ])
    await writeFile(path, 'not a token')
    await server.auth.ensureAdminToken(path)
    await check(server, [
      ['GET /me', { token: second }, '401 auth.required'],
      ['GET /me', { token: await read() }, '200'],
    ])
  })

  test('keeps sessions and tokens over a restart, and no secret in clear', async () => {
    const first = await start()
    const file = join(first.dataDir, 'firebreak.db')
    const before = await start({ file, dataDir: first.dataDir })
    const person = await before.join('viewer', 'person@example.com')
    const made = (await before.send('POST /tokens', { cookie: person.cookie, body: { name: 'ci' } })).json as { token: string }
    const invited = (await before.send('POST /invitations', { token: before.adminToken, body: { role: 'viewer' } })).json as { url: string }
    const link = await before.auth.issueSignInLink(base)
    const files = (await readdir(first.dataDir)).filter((name) => name.startsWith('firebreak.db'))
    const stored = Buffer.concat(await Promise.all(files.map((name) => readFile(join(first.dataDir, name)))))
    const cookie = decodeURIComponent(person.cookie.split('=')[1] ?? '')
    expect(stored.includes(person.email)).toBe(true)
    const secrets = { cookie, password: goodPassword, token: made.token, adminToken: before.adminToken, invitation: tokenOf(invited.url), link: tokenOf(link) }
    for (const [name, secret] of Object.entries(secrets)) expect(secret.length >= 10 && !stored.includes(secret), name).toBe(true)

    const after = await start({ file, dataDir: first.dataDir })
    await check(after, [
      ['GET /me', { cookie: person.cookie }, '200'],
      ['GET /me', { token: made.token }, '200'],
      ['GET /me', { token: before.adminToken }, '200'],
      ['POST /sign-in/link/info', { body: { token: tokenOf(invited.url) } }, '200'],
    ])
  })
})
