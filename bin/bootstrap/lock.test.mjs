import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawnSync } from 'node:child_process'
import { afterAll, describe, expect, test } from 'vitest'
import { withLock } from './lock.mjs'

const folder = mkdtempSync(join(tmpdir(), 'firebreak-lock-'))
afterAll(() => rmSync(folder, { recursive: true }))

const deadPid = () => spawnSync(process.execPath, ['--version']).pid

describe('the lock', () => {
  test('is held while the work runs and gone after it, also when the work fails', async () => {
    const path = join(folder, 'held')
    await withLock(path, async () => expect(existsSync(path)).toBe(true))
    expect(existsSync(path)).toBe(false)
    await expect(withLock(path, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(existsSync(path)).toBe(false)
  })

  test('lets one at a time in', async () => {
    const path = join(folder, 'one')
    let inside = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++inside)
      await sleep(20)
      inside--
    }
    await Promise.all([1, 2, 3, 4].map(() => withLock(path, work)))
    expect(most).toBe(1)
  })
})

/** A lock that somebody left behind, and whether the next one may take it. */
describe('a lock found on the disk', () => {
  const check = (name, { pid, host, secondsOld }, answer) =>
    test(`${name} → ${answer}`, async () => {
      const path = join(folder, name.replace(/\W+/g, '-'))
      writeFileSync(path, JSON.stringify({ pid: pid(), host }))
      const touched = new Date(Date.now() - secondsOld * 1000)
      utimesSync(path, touched, touched)
      let waits = 0
      const taken = withLock(path, async () => 'taken', () => waits++)
      expect(await Promise.race([taken, sleep(400, 'waits')])).toBe(answer)
      expect(waits).toBe(1)
      rmSync(path, { force: true })
      await taken
    })

  check('its holder runs', { pid: () => process.pid, host: hostname(), secondsOld: 1 }, 'waits')
  check('its holder is dead', { pid: deadPid, host: hostname(), secondsOld: 1 }, 'taken')
  check('its number belongs to another process by now', { pid: () => process.pid, host: hostname(), secondsOld: 60 }, 'taken')
  check('its holder is on another machine', { pid: deadPid, host: 'elsewhere', secondsOld: 1 }, 'waits')
})
