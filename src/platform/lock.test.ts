import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { lockFolder } from './lock.ts'

const folder = mkdtempSync(join(tmpdir(), 'firebreak-lock-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a folder is held by one at a time and free again afterwards', () => {
  const unlock = lockFolder(folder)
  expect(() => lockFolder(folder, { waitMs: 10 })).toThrow('Another Firebreak is using')
  unlock()
  lockFolder(folder)()
})

test('whoever holds it and is killed holds it no longer', async () => {
  const program = `import(${JSON.stringify(join(import.meta.dirname, 'lock.ts'))}).then(({ lockFolder }) => { lockFolder(process.argv[1]); console.log('held'); setInterval(() => {}, 1000) })`
  const child = spawn(process.execPath, ['-e', program, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  expect(() => lockFolder(folder, { waitMs: 10 })).toThrow('Another Firebreak is using')
  child.kill('SIGKILL')
  await once(child, 'exit')
  lockFolder(folder)()
})
