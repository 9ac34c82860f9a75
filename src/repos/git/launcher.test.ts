import { execFileSync, spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { launch, type Program } from './launcher.ts'
import { descendants, processes } from './testing.ts'

const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', COLOUR: 'blue' }
const shell = (script: string, ...args: string[]) => launch('/bin/sh', ['-c', script, 'sh', ...args], env)

async function read(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

async function outcome(program: Program, input = ''): Promise<string> {
  program.stdin.end(input)
  const [out, err, ending] = await Promise.all([read(program.stdout), read(program.stderr), program.ended])
  return [out.trim(), err.trim(), 'code' in ending ? ending.code : ending.failed].join(' | ')
}

/** On a crowded machine. */
const patient = { timeout: 20_000 }
const onLinux = process.platform === 'linux'
/** Of the sockets of a launcher. */
const folderOf = (launcher: number) => / (\S+)\/streams/.exec(processes().find(({ pid }) => pid === launcher)?.command ?? '')?.[1] ?? ''
const launcherPid = () => descendants().find(({ command }) => command.includes('launcher-process'))?.pid ?? NaN

describe('a program', () => {
  const check = (title: string, start: () => Program, expected: string, input = '') => test(title, async () => expect(await outcome(start(), input)).toBe(expected))

  check('says what it has to say', () => shell('echo out; echo err >&2'), 'out | err | 0')
  check('hears what it is told', () => shell('cat'), 'a\nb |  | 0', 'a\nb\n')
  check('ends with its own code', () => shell('exit 3'), ' |  | 3')
  check('may leave what it is told unread', () => shell('exec <&-; echo done'), 'done |  | 0', 'x'.repeat(1_000_000))
  check('has these variables and no others', () => launch('/usr/bin/env', [], { COLOUR: 'blue' }), 'COLOUR=blue |  | 0')
  check('gets its arguments as they are', () => shell('printf "%s," "$@"', 'a b', '', '$x', '\n'), 'a b,,$x,\n, |  | 0')
  check('works at the root', () => shell('pwd'), '/ |  | 0')
  check('that dies of a signal ends with no code', () => shell('kill -9 $$'), ' |  | -1')
  check('that does not exist is told', () => launch('/nowhere/to/be/found', [], env), ' |  | spawn /nowhere/to/be/found ENOENT')
})

test('every byte of a long answer comes, and of a long question', async () => {
  const program = launch('/bin/cat', [], env)
  const bytes = Buffer.from(Array.from({ length: 5_000_000 }, (_, i) => (i * 7919) % 251))
  program.stdin.end(bytes)
  const chunks: Buffer[] = []
  for await (const chunk of program.stdout as AsyncIterable<Buffer>) chunks.push(chunk)
  expect(Buffer.concat(chunks).equals(bytes)).toBe(true)
})

test('many at once, each with its own streams', async () => {
  const numbers = Array.from({ length: 60 }, (_, i) => i)
  const told = await Promise.all(numbers.map((number) => outcome(shell('read x; echo "$x $1"; echo "$1" >&2; exit "$1"', String(number)), `${number}\n`)))
  expect(told).toEqual(numbers.map((number) => `${number} ${number} | ${number} | ${number}`))
})

test('an answer that nobody takes is not held in memory', async () => {
  const program = launch('/bin/cat', ['/dev/zero'], env)
  program.stderr.resume()
  await new Promise((resolve) => void program.stdout.once('readable', resolve))
  await new Promise((resolve) => void setTimeout(resolve, 100))
  expect(program.stdout.readableLength).toBeLessThan(1_000_000)
  program.stdout.destroy()
  expect(await program.ended).not.toEqual({ code: 0 }) // nobody hears it any more, so it dies of that
})

describe('a program that is killed', () => {
  test('before it has begun never runs', async () => {
    const program = shell('sleep 600')
    program.kill()
    expect(await outcome(program)).toBe(' |  | -1')
  })

  test.runIf(onLinux)('takes along what it has started', async () => {
    const program = shell('sleep 613 & echo up; wait')
    await new Promise((resolve) => void program.stdout.once('data', resolve))
    expect(processes().some(({ command }) => command.includes('sleep 613'))).toBe(true)
    program.kill()
    expect(await outcome(program)).toBe(' |  | -1')
    await expect.poll(() => processes().some(({ command }) => command.includes('sleep 613')), patient).toBe(false)
  })
})

describe.runIf(onLinux)('when it is killed itself', () => {
  test('what runs ends and is told, and the next one has another launcher', async () => {
    const before = launcherPid()
    const program = shell('echo up; sleep 617')
    await new Promise((resolve) => void program.stdout.once('data', resolve))
    await outcome(shell('true')) // so what the launcher says of the first one is here too
    process.kill(before, 'SIGKILL')
    expect(await outcome(program)).toBe(' |  | the process that starts programs has ended')
    await expect.poll(() => processes().some(({ command }) => command.startsWith('sleep 617')), patient).toBe(false)
    expect(await outcome(shell('echo again'))).toBe('again |  | 0')
    expect(launcherPid()).not.toBe(before)
  })

  test('or its sockets are tidied away, one program fails, what runs goes on, and the next one has another launcher', async () => {
    const before = launcherPid()
    const running = shell('echo up; read x; echo "$x"')
    const told = outcome(running, 'still here\n')
    await new Promise((resolve) => void running.stdout.once('readable', resolve))
    rmSync(folderOf(before), { recursive: true })
    expect(await outcome(shell('echo lost'))).toMatch(/^ \|  \| connect ENOENT/)
    expect(await outcome(shell('echo again'))).toBe('again |  | 0')
    expect(await told).toBe('up\nstill here |  | 0')
    await expect.poll(() => processes().some(({ pid }) => pid === before), patient).toBe(false)
  })
})

describe.runIf(onLinux)('a server', () => {
  const script = (rest: string) => `
    const { launch } = await import(${JSON.stringify(new URL('./launcher.ts', import.meta.url).href)})
    const program = launch('/bin/sh', ['-c', 'echo up; ${rest}'], {})
    program.stderr.resume()
    program.stdout.once('data', () => console.log('up'))
    await program.ended`

  test('ends when its programs have, and leaves nothing', () => {
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', script('exit 0')], { encoding: 'utf8' })).toBe('up\n')
  })

  test('that is killed takes its programs along', async () => {
    const server = spawn(process.execPath, ['--input-type=module', '-e', script('sleep 619')], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((resolve) => void server.stdout.once('data', resolve))
    const folder = folderOf(processes().find(({ parent, command }) => parent === server.pid && command.includes('launcher-process'))?.pid ?? NaN)
    expect(existsSync(folder)).toBe(true)
    server.kill('SIGKILL')
    await expect.poll(() => [processes().some(({ command }) => command.includes('sleep 619')), existsSync(folder)], patient).toEqual([false, false])
  })
})
