import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { adviceFor } from './problem.mjs'
import { capture, findProgram } from './run.mjs'

const node = (script) => capture(process.execPath, ['-e', script], { cwd: tmpdir(), what: 'The script' })

describe('a captured program', () => {
  test('gives what it printed', async () => expect(await node('console.log("one"); console.error("two")')).toMatch(/one|two/))

  test('that fails shows its last 40 lines', async () => {
    const error = await node('for (let i = 0; i < 100; i++) console.log("line", i); process.exitCode = 7').catch((caught) => caught)
    expect(error.message).toBe('The script failed (exit code 7).')
    expect(error.output.split('\n')).toHaveLength(40)
    expect(error.output.endsWith('line 99')).toBe(true)
  })

  test('that does not exist is named', async () => {
    const error = await capture('/nowhere/tool', [], { cwd: tmpdir(), what: 'The tool' }).catch((caught) => caught)
    expect(error.message).toBe('The tool: /nowhere/tool could not be run (ENOENT).')
  })
})

describe('the advice on a failure', () => {
  const check = (printed, words) => test(`${printed} → ${words}`, () => expect(adviceFor(printed)).toContain(words))

  check('npm error code ENOSPC', 'disk is full')
  check('EACCES: permission denied, mkdir', 'cannot be written')
  check('npm error request to https://… failed, reason: getaddrinfo ENOTFOUND', 'check the network')
  check('npm error code SELF_SIGNED_CERT_IN_CHAIN', 'NODE_EXTRA_CA_CERTS')
  check('npm error code ETARGET', 'lacks a package')
  check('npm error code EINTEGRITY', 'cache clean')
  check('something else', 'run the command again')
})

test('a program is found as the shell finds it', () => {
  expect(findProgram('sh')).toMatch(/\/sh$/)
  expect(findProgram('no-such-program')).toBe(undefined)
})
