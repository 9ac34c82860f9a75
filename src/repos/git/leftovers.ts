import type { Dirent } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { GitDir } from './run.ts'

const LOCK = /\.lock$|^packed-refs\.new$/
const TEMPORARY = /^(?:tmp_|incoming-|\.tmp-)/

/**
 * Removes the locks and half-written packs that a killed git left in a mirror, where they are older than `olderThanMs`.
 * Git holds a reference lock for milliseconds, and only one fetch at a time works on a mirror, so an old lock is a dead one.
 */
export async function removeLeftovers(dir: GitDir, olderThanMs: number): Promise<string[]> {
  const found = [
    ...await matching(dir, LOCK),
    ...await matchingBelow(join(dir, 'refs'), LOCK),
    ...await matching(join(dir, 'objects'), TEMPORARY),
    ...await matching(join(dir, 'objects', 'pack'), TEMPORARY),
    ...await matching(join(dir, 'objects', 'pack'), LOCK),
    ...await matchingBelow(join(dir, 'objects', 'info'), LOCK),
  ]
  const before = Date.now() - olderThanMs
  const removed: string[] = []
  for (const path of found) {
    const age = await stat(path).then(entry => entry.mtimeMs, () => Infinity)
    if (age > before) continue
    await rm(path, { recursive: true, force: true })
    removed.push(path)
  }
  return removed
}

async function entries(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => [])
}

async function matching(folder: string, pattern: RegExp): Promise<string[]> {
  return (await entries(folder)).filter(entry => pattern.test(entry.name)).map(entry => join(folder, entry.name))
}

async function matchingBelow(folder: string, pattern: RegExp): Promise<string[]> {
  const folders = (await entries(folder)).filter(entry => entry.isDirectory())
  const below = await Promise.all(folders.map(entry => matchingBelow(join(folder, entry.name), pattern)))
  return [...await matching(folder, pattern), ...below.flat()]
}
