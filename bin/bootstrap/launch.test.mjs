import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'firebreak-launch-'))
afterAll(() => rmSync(folder, { recursive: true }))

// The same Node under another path: the launcher takes it for the fetched one and starts a child.
const otherNode = join(folder, 'node')
symlinkSync(process.execPath, otherNode)

const program = join(folder, 'program.ts')
writeFileSync(
  program,
  `
  const [what, code]: string[] = process.argv.slice(2)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {
    console.log(signal)
    setTimeout(() => process.exit(Number(code)), 100)
  })
  console.log('started in', process.cwd())
  if (what === 'exit') process.exit(Number(code))
  if (what === 'kill') process.kill(process.pid, 'SIGKILL')
  setInterval(() => {}, 1000)
`,
)

const launcher = join(folder, 'launcher.mjs')
writeFileSync(
  launcher,
  `
  import { launch } from ${JSON.stringify(join(import.meta.dirname, 'launch.mjs'))}
  const [node, ...args] = process.argv.slice(2)
  await launch({ node, program: ${JSON.stringify(program)}, args, cwd: ${JSON.stringify(folder)} })
`,
)

/** Starts the launcher, sends it the signals once the program runs, and tells how it ended. */
function run(node, args, signals) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [launcher, node, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
      if (String(chunk).includes('started')) signals.forEach((signal) => child.kill(signal))
    })
    child.on('close', (code, signal) => resolve({ end: signal ?? code, output: output.trim().split('\n') }))
  })
}

for (const [way, node] of Object.entries({ 'in this process': process.execPath, 'in a child': otherNode })) {
  describe(`a program launched ${way}`, () => {
    const check = (args, signals, end, heard) =>
      test(`${args} with ${signals.join(' ') || 'no signal'} → ${end}`, async () => {
        const result = await run(node, args.split(' '), signals)
        expect(result).toEqual({ end, output: [`started in ${folder}`, ...heard] })
      })

    check('exit 0', [], 0, [])
    check('exit 3', [], 3, [])
    check('kill', [], 'SIGKILL', [])
    check('wait 0', ['SIGINT'], 0, ['SIGINT'])
    check('wait 5', ['SIGTERM'], 5, ['SIGTERM'])
  })
}

test('an interrupt that reaches the launcher twice reaches the child once', async () => {
  const child = spawn(process.execPath, [launcher, otherNode, 'wait', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
    if (String(chunk).includes('started')) child.kill('SIGINT')
    if (String(chunk).includes('SIGINT')) child.kill('SIGINT')
  })
  await new Promise((resolve) => child.on('close', resolve))
  expect(output.match(/SIGINT/g)).toHaveLength(1)
})
