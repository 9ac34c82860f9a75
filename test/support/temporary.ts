import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { namesIn } from './programs.ts'

const memory = '/dev/shm'
const prefix = 'firebreak-test-'
/** A whole run takes some hundred megabytes at once; containers often have 64 in all. */
const enoughBytes = 4 * 1024 ** 3

/**
 * Has everything temporary of a run stand in memory, where there is enough: the tests pull no plug, and databases and git wait long for
 * the disk. Answers how to take it away again.
 */
export function keepTemporaryInMemory(): () => void {
  if (process.env['TMPDIR'] || freeBytes() < enoughBytes) return () => {}
  sweep()
  const folder = mkdtempSync(join(memory, `${prefix}${process.pid}-`))
  chmodSync(folder, 0o755) // PostgreSQL may run as another user
  process.env['TMPDIR'] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}

/** What a killed run left would stay in memory until the machine starts anew. */
function sweep(): void {
  for (const name of namesIn(memory)) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
    if (pid && !isRunning(Number(pid))) rmSync(join(memory, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function freeBytes(): number {
  try {
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize
  } catch {
    return 0
  }
}
