import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
/** What the compiler knew at the last run, errors too: only what has changed since, and what depends on it, is looked at again. */
const known = ['--incremental', '--tsBuildInfoFile', join('.runtime', 'types.tsbuildinfo')]

/** Runs a package's program over the whole repository; its complaints become the failure's text. */
function complaints(program: string, args: string[]): Promise<string> {
  return new Promise((resolve) => {
    const path = join(root, 'node_modules', program)
    execFile(process.execPath, [path, ...args], { cwd: root, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      resolve(error ? `${stdout}${stderr}${stdout || stderr ? '' : error.message}` : '')
    })
  })
}

describe('the repository', () => {
  test('has no type errors', { timeout: 180_000 }, async () => expect(await complaints('typescript/bin/tsc', known)).toBe(''))

  test('has no lint errors', { timeout: 180_000 }, async () => expect(await complaints('oxlint/bin/oxlint', [])).toBe(''))
})
