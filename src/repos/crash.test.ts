import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compiled } from '../../test/support/programs.ts'
import { makeRepository, rawGit, serveGit, temporaryFolder, type GitServer, type Step } from './git/testing.ts'
import { owner, startRepos } from './repos.fixture.ts'

const folder = temporaryFolder()
let git: GitServer
let urls: string[]

beforeAll(async () => {
  const steps = Array.from({ length: 100 }, (_, index): Step => ({ files: [[`file${index}.txt`, `${index} `.repeat(2000)]] }))
  for (const name of ['a', 'b', 'c']) await makeRepository(folder.path('served', `${name}.git`), steps)
  git = await serveGit(folder.path('served'))
  urls = ['a', 'b', 'c'].map((name) => `${git.url}/${name}.git`)
})
afterAll(async () => {
  await git.close()
  folder.remove()
})

async function killAfter(dataDir: string, ms: number): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'crash.fixture.ts'), dataDir, ...urls], { env: { ...process.env, ...compiled }, stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  await sleep(ms)
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** Each row: how long after the addresses were accepted the server is killed, again and again over the same data. */
for (const kills of [[0, 60, 200], [120, 300, 10]]) {
  test(`whatever is killed after ${kills.join(', ')} ms, nothing accepted is lost and nothing is half-done`, async () => {
    const dataDir = folder.path(`data-${kills.join('-')}`)
    for (const ms of kills) await killAfter(dataDir, ms)
    const server = await startRepos({ FIREBREAK_DATA: dataDir })
    server.pass(60_000) // the leases of the killed
    await server.settle()
    const repos = await server.repos.allVisible(owner)
    expect(repos.map(({ url }) => url)).toEqual(urls)
    for (const { name, clone, index, id, head } of repos) {
      expect({ name, clone: clone.state, phase: clone.phase, files: index.files, commit: index.commit }).toEqual({ name, clone: 'ready', phase: null, files: 100, commit: head })
      expect(rawGit(join(dataDir, 'mirrors', `${id}.git`), ['fsck', '--connectivity-only'])).toBe('')
    }
    expect(server.mirrors().toSorted()).toEqual(repos.map(({ id }) => `${id}.git`).toSorted())
    await server.stop()
  })
}
