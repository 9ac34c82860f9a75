import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeRepository, oidOf, rawGit } from './git/testing.ts'
import { owner, startRepos, type TestRepos } from './repos.fixture.ts'

const hour = 60 * 60 * 1000
const path = process.env['PATH'] ?? ''
let server: TestRepos
beforeEach(async () => {
  server = await startRepos()
  await makeRepository(server.path('code', 'web.git'), [{ files: [['a', '1']] }])
  await server.addFolder(server.path('code'))
})
afterEach(async () => {
  process.env['PATH'] = path
  await server.stop()
})

const source = () => server.path('code', 'web.git')
const packs = () => readdirSync(`${server.dataDir}/mirrors/${server.mirrors()[0]}/objects/pack`).filter((name) => name.endsWith('.pack')).length

function commit(text: string): string {
  const blob = rawGit(source(), ['hash-object', '-w', '--stdin'], text)
  const tree = rawGit(source(), ['mktree'], `100644 blob ${blob}\ta\n`)
  rawGit(source(), ['update-ref', 'refs/heads/main', rawGit(source(), ['commit-tree', tree, '-p', 'main', '-m', text])])
  return oidOf(source(), 'main')
}

/** From now on git says that it packs, and does not end. */
function hangPacking(): { begun: () => boolean } {
  const folder = server.path('bin')
  mkdirSync(folder)
  writeFileSync(`${folder}/git`, `#!/bin/sh\nPATH='${path}'\nexport PATH\ncase "$*" in *" gc "*) touch '${folder}/begun'; exec sleep 600;; esac\nexec git "$@"\n`, { mode: 0o755 })
  process.env['PATH'] = `${folder}:${path}`
  return { begun: () => existsSync(`${folder}/begun`) }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(5)
}

test('a mirror is packed anew when a day has passed and something has come, and not before', async () => {
  for (const text of ['2', '3']) {
    commit(text)
    await server.refetch('web')
  }
  expect(packs()).toBe(3)
  server.pass(25 * hour)
  await server.refetch('web')
  expect(packs()).toBe(1)
})

test('who pushes meanwhile does not wait for it, and it is done later', async () => {
  const { id } = await server.repos.byName(owner, 'web')
  const head = async () => (await server.repos.get(owner, id)).head
  server.pass(25 * hour)
  const { begun } = hangPacking()
  for (const text of ['2', '3']) {
    const pushed = commit(text)
    await server.repos.fetch(owner, id)
    await until(async () => (await head()) === pushed)
    await until(begun)
  }
  await server.settle()
  expect([(await server.repos.get(owner, id)).clone.phase, packs()]).toEqual([null, 3])
  process.env['PATH'] = path
  await server.refetch('web')
  expect(packs()).toBe(3)
  server.pass(hour)
  await server.refetch('web')
  expect(packs()).toBe(1)
})

test('it begins again where the server was stopped in it', async () => {
  const { id } = await server.repos.byName(owner, 'web')
  server.pass(25 * hour)
  const { begun } = hangPacking()
  commit('2')
  await server.repos.fetch(owner, id)
  await until(begun)
  process.env['PATH'] = path
  await server.restart()
  await server.settle()
  expect([(await server.repos.get(owner, id)).clone.phase, packs()]).toEqual([null, 1])
})
