import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { describeWith } from '../../../test/support/need.ts'
import { createSandbox, type SandboxEnd, type SandboxLimits } from './sandbox.ts'
import { findWalls, type Walls } from './walls.ts'

/** For a machine that is busy with other tests. */
vi.setConfig({ testTimeout: 60_000 })

let folder: string
let server: Server
const at = (...parts: string[]) => join(folder, ...parts)

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'firebreak-sandbox-')))
  for (const name of ['reads', 'writes']) mkdirSync(at(name))
  writeFileSync(at('reads', 'text.txt'), 'a text')
  writeFileSync(at('secret.txt'), 'a secret')
  server = createServer((_, response) => response.end('answered')).listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  process.env['FIREBREAK_TEST_SECRET'] = 'a secret'
})
afterAll(() => {
  server.close()
  delete process.env['FIREBREAK_TEST_SECRET']
  rmSync(folder, { recursive: true, force: true })
})

const limits: SandboxLimits = { seconds: 20, memoryMb: 1024, fileBytes: 1_000_000, niceness: 0 }

/** Runs a program, in which `AT` is the folder of the tests and `PORT` where a server answers. */
async function run(walls: Walls, text: string, more: Partial<SandboxLimits> = {}, signal = new AbortController().signal): Promise<SandboxEnd> {
  const program = at('reads', 'program.cjs')
  writeFileSync(program, text.replaceAll('AT', folder).replaceAll('PORT', String((server.address() as AddressInfo).port)))
  const sandbox = createSandbox({ scratch: at('writes'), fixed: walls })
  return sandbox.run({ modules: [program], args: ['an argument'], reads: [at('reads')], writes: at('writes'), cwd: at('reads'), limits: { ...limits, ...more }, signal })
}

/** What every kind of walls must do. */
function contract(walls: Walls): void {
  const check = (text: string, expected: string, more: Partial<SandboxLimits> = {}) =>
    test(`${text} ⇒ ${expected}`, async () => {
      const { state, output } = await run(walls, text, more)
      expect(`${state} ${output}`).toContain(expected)
    })

  check(`console.log(process.argv[2])`, 'done an argument')
  check(`console.log(require('fs').readFileSync('text.txt', 'utf8'))`, 'done a text')
  check(`require('fs').writeFileSync('AT/writes/made.txt', 'x'); console.log('made')`, 'done made')
  check(`console.log(require('fs').readFileSync('AT/secret.txt', 'utf8'))`, 'ERR_ACCESS_DENIED')
  check(`console.log(require('fs').readFileSync('/etc/passwd', 'utf8'))`, 'ERR_ACCESS_DENIED')
  check(`require('fs').writeFileSync('AT/reads/made.txt', 'x')`, 'ERR_ACCESS_DENIED')
  check(`require('child_process').execFileSync('/bin/true')`, 'ERR_ACCESS_DENIED')
  check(`new (require('worker_threads').Worker)('1', { eval: true })`, 'ERR_ACCESS_DENIED')
  check(`console.log(JSON.stringify(process.env))`, '"HOME":"/nonexistent"')
  check(`console.log(process.env.FIREBREAK_TEST_SECRET ?? 'not told')`, 'done not told')
  check(`console.log(require('os').getPriority() >= 3)`, 'done true', { niceness: 3 })
  check(`process.exitCode = 3; console.log('gave up')`, 'failed gave up')
  check(`for (;;);`, 'too_long', { seconds: 1 })
  check(`const all = []; for (;;) all.push(Buffer.alloc(1e7, 1))`, 'too_large', { memoryMb: 256 })
  check(`const all = []; for (;;) all.push(new Array(1e5).fill(1.5))`, 'too_large', { memoryMb: 256 })
  check(`require('fs').writeFileSync('AT/writes/large', Buffer.alloc(2e6))`, 'EFBIG')
  check(`for (let i = 0; i < 1e4; i++) console.log('x'.repeat(1000)); console.log('the end')`, 'the end\n')

  test('it is killed with all that it started when nobody wants it any more', async () => {
    const abort = new AbortController()
    const ended = run(walls, `require('fs').writeFileSync('AT/writes/begun', 'x'); setInterval(() => {}, 1000)`, {}, abort.signal)
    await vi.waitUntil(() => existsSync(at('writes', 'begun')), { timeout: 30_000 })
    abort.abort(new Error('not wanted'))
    await expect(ended).rejects.toThrow('not wanted')
    rmSync(at('writes', 'begun'))
  })
}

const fetching = `fetch('http://127.0.0.1:PORT').then(() => console.log('answered'), ({ cause }) => console.log(cause.code))`

describe('without walls of the kernel', () => {
  contract('none')
  test('the network is not cut off', async () => expect(await run('none', fetching)).toEqual({ state: 'done', output: 'answered\n' }))
})

/** What the kernel's walls keep away beside. */
function kernelContract(walls: Walls): void {
  contract(walls)
  test('the network is cut off', async () => expect(await run(walls, fetching)).toMatchObject({ state: 'done', output: expect.stringMatching(/^(ECONNREFUSED|ENETUNREACH)$/m) }))
  test('no process but its own is there', async () => expect(Number((await run(walls, `console.log(process.pid)`)).output)).toBeLessThan(10))
}

describeWith('namespaces', 'within namespaces', () => kernelContract('namespaces'))
describeWith('bubblewrap', 'within bubblewrap', () => kernelContract('bubblewrap'))

test('the best walls that stand are found', async () => expect(['bubblewrap', 'namespaces', 'none']).toContain(await findWalls(at('writes'))))
