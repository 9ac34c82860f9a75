/**
 * Proves what the README promises: from an empty folder and an empty home, with nothing but Node 20, npm and git,
 * `npm start` and `npm test` work. It clones the checkout's last commit, so that nothing unfinished takes part.
 * Run it by hand: `npm run test:fresh`. It downloads everything anew, which takes a minute or two.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const checkout = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
const firstStartMs = 300_000
const secondStartMs = 3_000
/** A part of the tests: enough to see the runner work, without running all of them once more. */
const someTests = ['bin', 'test/tidy.test.ts']

const folder = mkdtempSync(join(tmpdir(), 'firebreak-fresh-'))
const clone = join(folder, 'clone')
const home = join(folder, 'home')

/** Process groups that must not outlive this program. */
const running = new Set()

try {
  mkdirSync(home)
  execFileSync('git', ['clone', '--quiet', checkout, clone])
  await firstStart()
  await secondStart()
  await tests()
  say('all as promised')
} finally {
  for (const group of running) process.kill(-group, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}

/** The environment of somebody who has just logged in: no settings of ours, nothing that an outer npm handed down. */
function emptyEnvironment() {
  const ours = /^(FIREBREAK_|DATABASE_URL$|XDG_|npm_|INIT_CWD$|NODE_ENV$|VITEST|HOST$)/
  const network = /^npm_config_(registry|cafile|https?_proxy|noproxy)$/
  const kept = Object.entries(process.env).filter(([name]) => network.test(name) || !ours.test(name))
  return { ...Object.fromEntries(kept), HOME: home, PORT: '0' }
}

async function firstStart() {
  const server = start()
  const url = await server.url(firstStartMs)
  assert.equal(await status(`${url}/healthz`), 200)
  await ready(url)
  say('first start is ready', server.since)
  const link = await server.printed(new RegExp(`${url}/[^\\s"']*[\\w-]{16,}`))
  assert.equal(await status(link), 200, 'the sign-in link opens a page')
  await ownerReadsRepositories(url)
  await server.stop()
}

/** The token that lies beside the data speaks for the machine's owner, and nobody else may read it. */
async function ownerReadsRepositories(url) {
  const path = join(home, '.firebreak', 'admin-token')
  assert.equal((statSync(path).mode & 0o777).toString(8), '600')
  const token = readFileSync(path, 'utf8').trim()
  assert.equal(await status(`${url}/api/v1/repos`), 401)
  assert.equal(await status(`${url}/api/v1/repos`, { authorization: `Bearer ${token}` }), 200)
  assert.equal(await status(`${url}/api/v1/repos`, { authorization: `token ${token}` }), 200)
  say('the admin token works')
}

async function secondStart() {
  const server = start()
  await ready(await server.url(firstStartMs))
  const took = say('second start is ready', server.since)
  if (took > secondStartMs) console.log(`that is more than the promised ${secondStartMs} ms; see how busy the machine was`) // a time is told, not asserted
  await server.stop()
}

async function tests() {
  const child = spawn('npm', ['test', '--', ...someTests], { cwd: clone, env: emptyEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  const code = await new Promise((resolve) => child.on('close', resolve))
  const last = output.trimEnd().split('\n').at(-1)
  assert.match(last, /^[1-9]\d* passed, 0 failed, \d+ skipped$/, output)
  assert.equal(code, 0)
  say(`npm test -- ${someTests.join(' ')}: ${last}`)
}

/** `npm start` as a person runs it: in a process group of its own, as a terminal's job. */
function start() {
  const since = performance.now()
  const child = spawn('npm', ['start'], { cwd: clone, env: emptyEnvironment(), stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  running.add(child.pid)
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))

  const printed = async (pattern, patienceMs = 10_000) => {
    const deadline = Date.now() + patienceMs
    for (;;) {
      const found = pattern.exec(output)
      if (found) return found[0]
      assert.equal(child.exitCode, null, `npm start ended early:\n${output}`)
      assert.ok(Date.now() < deadline, `npm start did not print ${pattern} in ${patienceMs} ms:\n${output}`)
      await sleep(20)
    }
  }
  return {
    since,
    printed,
    url: (patienceMs) => printed(/http:\/\/127\.0\.0\.1:\d+/, patienceMs),
    stop: async () => {
      // Ctrl-C: the terminal interrupts the whole group, and npm passes its own interrupt on as a second one.
      process.kill(-child.pid, 'SIGINT')
      assert.equal(await Promise.race([ended, sleep(15_000, 'nothing within 15 s', { ref: false })]), 0, `Ctrl-C ends npm start with 0:\n${output}`)
      running.delete(child.pid)
    },
  }
}

async function ready(url) {
  while ((await status(`${url}/readyz`)) !== 200) await sleep(20)
}

/** The status of an answer; 0 while nobody answers. */
async function status(url, headers = {}) {
  try {
    const response = await fetch(url, { headers })
    await response.arrayBuffer()
    return response.status
  } catch {
    return 0
  }
}

/** @returns the milliseconds since `since` */
function say(what, since) {
  const took = Math.round(performance.now() - since)
  console.log(since === undefined ? what : `${what} after ${took} ms`)
  return took
}
