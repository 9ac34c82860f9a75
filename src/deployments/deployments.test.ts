import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outcomeOf, startApp, type TestApp } from '../../test/support/app.ts'
import { onEachDatabase } from '../../test/support/databases.ts'
import { seeded } from '../../test/support/random.ts'
import { rawGit } from '../repos/git/testing.ts'
import { sampleDeployments } from '../repos/sample/deployments.ts'
import * as contract from './contract.ts'

const unfetched = 'f'.repeat(40)

onEachDatabase('deployments', (fresh) => {
  let server: TestApp
  /** By letter: the commits of a repository, oldest first, and one that is nowhere. */
  const commits = new Map<string, string>([['X', unfetched]])

  beforeAll(async () => {
    server = await startApp({ databaseUrl: await fresh() })
    await server.addRepositories({ shop: ['A', 'B', 'C'].map((letter) => ({ files: [['release.txt', `release ${letter}\n`] as const] })), other: [{ files: [['a.txt', 'a\n']] }] })
    const log = rawGit(server.path('served', 'shop.git'), ['log', '--reverse', '--format=%H', 'main']).split('\n')
    for (const [at, oid] of log.entries()) commits.set('ABC'.charAt(at), oid)
  })
  afterAll(() => server.close())

  const letterOf = (oid: string) => [...commits].find(([, id]) => id === oid)?.[0] ?? oid
  const timeOf = (clock: string) => `2024-03-01T${clock}:00Z`

  /** `10:00 cart prod A`, `11:00 cart prod - removed`, `10:00 cart prod A key=7`. */
  function toldBy(line: string) {
    const [clock = '', service = '', environment = '', letter = '', ...more] = line.split(' ')
    const key = more.find((each) => each.startsWith('key='))?.slice('key='.length)
    return { repo: 'shop', service, environment, commit: commits.get(letter) ?? commits.get('A') ?? '', at: timeOf(clock), ...(letter === '-' ? { state: 'removed' as const } : {}), ...(key ? { key } : {}) }
  }
  const tell = async (line: string) => server.call(contract.recordDeployment, { body: toldBy(line) }, 'responder')
  async function running(service: string, clock: string): Promise<string[]> {
    const { running } = await server.call(contract.listRunning, { query: { repo: 'shop', service, at: timeOf(clock) } }, 'viewer')
    return running.map(({ deployment, previous }) => `${deployment.environment} ${letterOf(deployment.commit)}${previous ? ` after ${letterOf(previous.commit)}` : ''}`)
  }
  const history = async (service: string) => (await server.call(contract.listDeployments, { query: { service } })).deployments.map(({ deployedAt, environment, commit, state }) => `${deployedAt.slice(11, 16)} ${environment} ${state === 'removed' ? '-' : letterOf(commit)}`)

  let count = 0
  /** Tells of deployments, in the order given and in two others, each time as another service, and asks what ran when. */
  function check(name: string, told: readonly string[], expected: Record<string, string[]>): void {
    test.each([0, 1, 2])(`${name} (order %i)`, async (seed) => {
      const service = `s${++count}`
      const random = seeded(seed)
      const order = seed === 0 ? told : told.map((line) => ({ line, at: random(1000) })).toSorted((a, b) => a.at - b.at).map(({ line }) => line)
      for (const line of order) await tell(line.replace('cart', service))
      for (const [clock, answer] of Object.entries(expected)) expect([clock, await running(service, clock)]).toEqual([clock, answer])
    })
  }

  describe('what runs where is told by the times of deployments, whatever the order in which they are told', () => {
    check('one after another', ['10:00 cart prod A', '11:00 cart prod B', '12:00 cart prod C'], { '09:59': [], '10:00': ['prod A'], '11:30': ['prod B after A'], '13:00': ['prod C after B'] })
    check('each environment by itself', ['10:00 cart prod A', '10:30 cart staging B'], { '10:15': ['prod A'], '11:00': ['prod A', 'staging B'] })
    check('a way back', ['10:00 cart prod A', '11:00 cart prod B', '12:00 cart prod A'], { '12:30': ['prod A after B'] })
    check('the same again is not what ran before', ['10:00 cart prod A', '11:00 cart prod B', '12:00 cart prod B'], { '12:30': ['prod B after A'] })
    check('removed', ['10:00 cart prod A', '11:00 cart prod -', '12:00 cart prod B'], { '11:30': [], '12:30': ['prod B after A'] })
    check('a commit that is not fetched', ['10:00 cart prod A', '11:00 cart prod X'], { '12:00': ['prod X after A'] })
  })

  describe('told twice, recorded once', () => {
    test('under one key, whatever else it says', async () => {
      const [first, again] = [await tell('10:00 once prod A key=1'), await tell('10:05 once prod A key=1')]
      expect(again).toEqual(first)
      await tell('10:00 once prod B key=2')
      expect(await history('once')).toHaveLength(2)
    })
    test('without a key, at the same time', async () => {
      const all = await Promise.all(Array.from({ length: 8 }, () => tell('10:00 twice prod A')))
      expect(new Set(all.map(({ id }) => id)).size).toBe(1)
    })
    test('without key and time, while it runs; but not after another', async () => {
      const now = (commit: string) => server.call(contract.recordDeployment, { body: { repo: 'shop', service: 'now', commit } })
      const [first, again, other, back] = [await now('main'), await now('main'), await now('main~1'), await now('main')]
      expect(again).toEqual(first)
      expect(first).toMatchObject({ environment: 'production', known: true, recordedBy: expect.any(String) })
      expect(new Set([first.id, other.id, back.id]).size).toBe(3)
    })
  })

  test('its service is the last part of the repository’s name, unless told', async () => {
    expect(await server.call(contract.recordDeployment, { body: { repo: 'other', commit: 'main' } })).toMatchObject({ service: 'other', repo: 'other' })
  })

  test('is taken back', async () => {
    const { id } = await tell('10:00 mistake prod A')
    expect(await outcomeOf(server.call(contract.removeDeployment, { params: { id } }, 'viewer'))).toBe('403 auth.forbidden')
    await server.call(contract.removeDeployment, { params: { id } }, 'responder')
    expect(await history('mistake')).toEqual([])
    expect(await outcomeOf(server.call(contract.removeDeployment, { params: { id } }))).toBe('404 deployments.not_found')
  })

  test('the list goes on where a page ended', async () => {
    for (let minute = 10; minute < 17; minute++) await tell(`10:${minute} paged prod A key=p${minute}`)
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await server.call(contract.listDeployments, { query: { service: 'paged', limit: 3, ...(after ? { after } : {}) } })
      seen.push(...page.deployments.map(({ deployedAt }) => deployedAt.slice(14, 16)))
      after = page.next ?? undefined
    } while (after)
    expect(seen).toEqual(['16', '15', '14', '13', '12', '11', '10'])
  })

  test.each([
    ['a repository that is not here', { repo: 'nowhere', commit: 'main' }, '404 repos.not_found'],
    ['a revision that is not here', { repo: 'shop', commit: 'v9' }, '400 deployments.unknown_commit'],
    ['an option in place of a commit', { repo: 'shop', commit: '--all' }, '400 deployments.unknown_commit'],
    ['a time to come', { repo: 'shop', commit: 'main', at: '2999-01-01T00:00:00Z' }, '400 deployments.in_future'],
    ['a line break in the service', { repo: 'shop', commit: 'main', service: 'a\nb' }, '400 input.invalid'],
    ['a script as its address', { repo: 'shop', commit: 'main', url: 'javascript:alert(1)' }, '400 input.invalid'],
    ['nothing', {}, '400 input.invalid'],
  ])('%s is refused', async (_, body, expected) => {
    expect(await outcomeOf(server.call(contract.recordDeployment, { body: body as never }))).toBe(expected)
  })

  test('a commit that is told before it is pushed can be read as soon as it is, also when no branch holds it; and it is indexed', async () => {
    const dir = server.path('served', 'shop.git')
    const blob = rawGit(dir, ['hash-object', '-w', '--stdin'], 'only in the deployed commit\n')
    const tree = rawGit(dir, ['mktree'], `100644 blob ${blob}\tdeployed.txt\n`)
    const [{ id: repositoryId = '' } = {}] = (await server.app.repos.allVisible(server.people.owner)).filter(({ name }) => name === 'shop')
    const early = rawGit(dir, ['commit-tree', tree, '-m', 'x'])
    const told = await server.call(contract.recordDeployment, { body: { repo: 'shop', service: 'early', commit: early } })
    expect(told.known).toBe(false)
    rawGit(dir, ['update-ref', 'refs/heads/release', early])
    await server.app.repos.fetch(server.people.owner, repositoryId)
    await server.settle()
    rawGit(dir, ['update-ref', '-d', 'refs/heads/release'])
    await server.app.repos.fetch(server.people.owner, repositoryId)
    await server.settle()
    expect(await server.app.deployments.commitsOf({ id: repositoryId }, 50)).toContain(early)
    expect((await server.call(contract.listRunning, { query: { service: 'early' } })).running).toMatchObject([{ deployment: { commit: early, known: true } }])
    expect(await server.app.repos.readFile(server.people.viewer, { repo: 'shop', rev: early, path: 'deployed.txt' })).toMatchObject({ text: 'only in the deployed commit\n' })
  })
})

describe('webhooks', () => {
  let server: TestApp
  let commit: string
  beforeAll(async () => {
    server = await startApp()
    await server.addRepositories({ shop: [{ files: [['a.txt', 'a\n']] }] })
    const shop = (await server.app.repos.allVisible(server.people.owner))[0]
    await server.app.db.withTables<{ repositories: { id: string; url: string } }>().updateTable('repositories').set({ url: 'https://github.com/acme/shop.git' }).where('id', '=', shop?.id ?? '').execute()
    server.clock.pass(2_000) // what is kept in memory of repositories is read again
    commit = shop?.index.commit ?? ''
  })
  afterAll(() => server.close())

  const project = { full_name: 'acme/shop', html_url: 'https://github.com/acme/shop', clone_url: 'https://github.com/acme/shop.git', ssh_url: 'git@github.com:acme/shop.git' }
  const githubEvent = (state = 'success') => ({ deployment_status: { state, created_at: '2024-03-01T10:00:00Z', environment: 'production' }, deployment: { id: 7, sha: commit, ref: 'v1', environment: 'production' }, repository: project })
  const gitlabEvent = (status = 'success') => ({
    object_kind: 'deployment', status, status_changed_at: '2024-03-01 12:00:00 +0200', deployment_id: 15, environment: 'staging', environment_external_url: 'https://staging.example', ref: 'main',
    commit_url: `https://github.com/acme/shop/-/commit/${commit}`, project: { git_ssh_url: project.ssh_url },
  })
  const giteaEvent = (conclusion = 'success') => ({ action: 'completed', workflow_run: { id: 3, conclusion, head_sha: commit, head_branch: 'main', completed_at: '2024-03-01T10:00:00Z' }, repository: project })
  const cdevent = (predicate = 'deployed', more: object = { customData: { repository: project.clone_url, commit } }, artifactId?: string) => ({
    context: { version: '0.4.1', id: `e-${predicate}`, source: '/pipeline', type: `dev.cdevents.service.${predicate}.0.2.0`, timestamp: '2024-03-01T10:00:00Z' },
    subject: { id: 'checkout', type: 'service', content: { environment: { id: 'qa' }, ...(artifactId ? { artifactId } : {}) } }, ...more,
  })
  const hmac = (text: string, secret: string) => createHmac('sha256', secret).update(text).digest('hex')
  /** How each kind shows that it knows the secret. */
  const signatures: Record<contract.HookKind, (text: string, secret: string) => Record<string, string>> = {
    github: (text, secret) => ({ 'x-github-event': 'deployment_status', 'x-hub-signature-256': `sha256=${hmac(text, secret)}` }),
    gitlab: (_, secret) => ({ 'x-gitlab-token': secret }),
    gitea: (text, secret) => ({ 'x-gitea-event': 'workflow_run', 'x-gitea-signature': hmac(text, secret) }),
    cdevents: (_, secret) => ({ authorization: `Bearer ${secret}` }),
  }

  async function send(kind: contract.HookKind, event: unknown, { environment = null as string | null, forge = (headers: Record<string, string>) => headers } = {}) {
    const { hook, secret } = await server.call(contract.addHook, { body: { kind, environment } })
    const text = typeof event === 'string' ? event : JSON.stringify(event)
    const response = await server.send(`POST ${hook.path}`, { as: 'nobody', body: text, headers: forge(signatures[kind](text, secret)) })
    const answer = (await response.json()) as { message: string }
    const { hooks } = await server.call(contract.listHooks, {})
    return { status: response.status, message: answer.message, last: hooks.find(({ id }) => id === hook.id)?.last?.outcome }
  }

  test.each<[name: string, kind: contract.HookKind, event: () => unknown, says: string, environment?: string]>([
    ['a success on GitHub', 'github', githubEvent, 'Recorded shop of shop in production.'],
    ['a failure on GitHub', 'github', () => githubEvent('failure'), 'Passed over: the deployment is in the state failure.'],
    ['a success on GitLab', 'gitlab', gitlabEvent, 'Recorded shop of shop in staging.'],
    ['a start on GitLab', 'gitlab', () => gitlabEvent('running'), 'Passed over: the deployment is in the state running.'],
    ['another event of GitLab', 'gitlab', () => ({ object_kind: 'push' }), 'Passed over: only deployment events tell of deployments.'],
    ['a run that ended well on Gitea', 'gitea', giteaEvent, 'Recorded shop of shop in live.', 'live'],
    ['a run that failed on Gitea', 'gitea', () => giteaEvent('failure'), 'Passed over: the run is failure.', 'live'],
    ['a CDEvent', 'cdevents', cdevent, 'Recorded checkout of shop in qa.'],
    ['a CDEvent in a CloudEvent', 'cdevents', () => ({ specversion: '1.0', type: 'x', data: cdevent('upgraded') }), 'Recorded checkout of shop in qa.'],
    ['a CDEvent with a package of GitHub', 'cdevents', () => cdevent('published', {}, `pkg:github/acme/shop@${commit}`), 'Recorded checkout of shop in qa.'],
    ['a CDEvent with the source of its package', 'cdevents', () => cdevent('rolledback', {}, `pkg:oci/shop@sha256%3Aabc?vcs_url=git%2Bhttps%3A%2F%2Fgithub.com%2Facme%2Fshop%40${commit}`), 'Recorded checkout of shop in qa.'],
    ['a removal', 'cdevents', () => cdevent('removed'), 'Recorded checkout of shop in qa.'],
    ['a CDEvent of nothing', 'cdevents', () => cdevent('deployed', {}), 'Passed over: the event does not say of which commit: neither its artifact nor its customData does.'],
  ])('%s', async (_, kind, event, says, environment) => {
    expect(await send(kind, event(), { environment: environment ?? null })).toEqual({ status: 202, message: says, last: says })
  })

  test('an event that is sent again is recorded once', async () => {
    for (let sent = 0; sent < 3; sent++) await send('github', githubEvent())
    expect((await server.call(contract.listDeployments, { query: { environment: 'production' } })).deployments).toHaveLength(1)
  })

  test.each<[name: string, kind: contract.HookKind, event: () => unknown, status: number, says: RegExp]>([
    ['an event of a repository that is not here', 'github', () => ({ ...githubEvent(), repository: { full_name: 'a/b', clone_url: 'https://github.com/a/b.git' } }), 404, /^None of the repositories here is cloned from https:\/\/github\.com\/a\/b\.git/],
    ['an event without an environment', 'gitea', giteaEvent, 400, /names no environment/],
    ['an event without its commit', 'github', () => ({ ...githubEvent(), deployment: { id: 7, sha: 'main', ref: 'main', environment: 'x' } }), 400, /^The event is not as github sends it: deployment\.sha/],
    ['an event that is no object', 'gitlab', () => [], 202, /^Passed over/],
    ['an event that is no JSON', 'cdevents', () => 'payload=%7B%7D', 400, /^The event is not JSON/],
    ['a wrong time', 'gitlab', () => ({ ...gitlabEvent(), status_changed_at: 'yesterday' }), 400, /not as gitlab sends it/],
  ])('%s is refused, and said so beside the webhook', async (_, kind, event, status, says) => {
    const answer = await send(kind, event())
    expect(answer).toEqual({ status, message: expect.stringMatching(says), last: expect.stringContaining(answer.message) })
  })

  describe('an event that is not signed is nobody’s', () => {
    test.each(['github', 'gitlab', 'gitea', 'cdevents'] as const)('%s', async (kind) => {
      const wrongly: ((headers: Record<string, string>) => Record<string, string>)[] = [
        () => ({}),
        (headers) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, /event/.test(name) ? value : `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`])),
        (headers) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, /event/.test(name) ? value : ''])),
      ]
      for (const forge of wrongly) expect(await send(kind, githubEvent(), { forge })).toMatchObject({ status: 401, last: undefined })
    })
    test('nor is one for a webhook that is not there', async () => {
      const response = await server.send('POST /api/v1/deployments/events?hook=hook_x', { as: 'nobody', body: '{}', headers: signatures.github('{}', '') })
      expect([response.status, await response.json()]).toEqual([401, { code: 'auth.required', message: 'This event is not signed with the secret of its webhook.' }])
    })
    test('one that is too large is not read to its end', async () => {
      expect(await send('gitlab', 'x'.repeat(1024 * 1024 + 1))).toMatchObject({ status: 413 })
    })
  })

  test('a removed webhook accepts nothing more', async () => {
    const { hook, secret } = await server.call(contract.addHook, { body: { kind: 'gitlab' } })
    await server.call(contract.removeHook, { params: { id: hook.id } })
    const response = await server.send(`POST ${hook.path}`, { as: 'nobody', body: gitlabEvent(), headers: { 'x-gitlab-token': secret } })
    expect(response.status).toBe(401)
    expect(await outcomeOf(server.call(contract.removeHook, { params: { id: hook.id } }))).toBe('404 deployments.hook_not_found')
  })
})

test('the sample organisation comes with its deployments, once', async () => {
  const server = await startApp({ sample: true })
  const { running } = await server.call(contract.listRunning, { query: { repo: 'acme/pricing' } })
  expect(running.map(({ deployment, previous }) => [deployment.environment, deployment.version, previous?.version])).toEqual([['marketplace', 'v2.5.1', undefined], ['production', 'v2.6.1', 'v2.6.0']])
  const count = async () => (await server.call(contract.listDeployments, { query: { limit: 500 } })).deployments.length
  const before = await count()
  for (const { id } of await server.app.repos.allVisible(server.people.owner)) await server.app.repos.fetch(server.people.owner, id)
  await server.settle()
  expect([before, await count()]).toEqual([sampleDeployments.length, before])
  await server.close()
})
