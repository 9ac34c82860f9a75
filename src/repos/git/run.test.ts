import { afterEach, describe, expect, test } from 'vitest'
import { git } from './run.ts'
import { kindOf } from './testing.ts'

describe('the limits of a git process', () => {
  const mib = 1024 ** 2
  // hash-object holds what it reads in memory as a whole.
  const hash = (bytes: number, maxMemory: number) => git(null, ['hash-object', '--stdin'], { input: Buffer.alloc(bytes), maxMemory })

  test('memory: enough is enough', async () => expect((await hash(20 * mib, 400 * mib)).stdout.toString()).toMatch(/^[0-9a-f]{40}\n$/))
  test.runIf(process.platform === 'linux')('memory: more ends it, and is told', async () => expect(await kindOf(hash(200 * mib, 200 * mib))).toBe('too-large'))
  test('time', async () => expect(await kindOf(git(null, ['hash-object', '--stdin'], { input: endless(), timeoutMs: 300 }))).toBe('timeout'))
  test('output', async () => expect(await kindOf(git(null, ['help', '-a'], { maxOutput: 10 }))).toBe('too-large'))
})

async function* endless(): AsyncGenerator<Uint8Array> {
  while (true) {
    await new Promise(resolve => setTimeout(resolve, 20))
    yield Buffer.from('x')
  }
}

describe('arguments', () => {
  for (const argument of ['$(touch /tmp/firebreak-pwn)', '`id`', '; id', '"', "'", '*', '$0', '$HOME', 'a b', '-c', '\\', '\n']) {
    test(`${JSON.stringify(argument)} reaches git as it is`, async () => {
      expect((await git(null, ['rev-parse', '--sq-quote', argument])).stdout.toString().trimEnd()).toBe(` '${argument.replaceAll("'", "'\\''")}'`)
    })
  }
})

describe('without git', () => {
  const path = process.env['PATH']
  afterEach(() => {
    process.env['PATH'] = path
  })

  test('the error says what to install', async () => {
    process.env['PATH'] = '/nowhere'
    expect(await kindOf(git(null, ['version']))).toBe('git-missing')
  })
})
