import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newId } from './platform/ids.ts'

/**
 * Writes `server.json` into the data folder, by which the command line on this machine finds the server, and returns what
 * takes it away. After kill -9 it stays; whoever reads it finds that nobody answers there.
 */
export async function announce(dataDir: string, url: string): Promise<() => Promise<void>> {
  const path = join(dataDir, 'server.json')
  const text = `${JSON.stringify({ url, pid: process.pid })}\n`
  const temporary = `${path}.${newId('new')}`
  await writeFile(temporary, text, { mode: 0o600 })
  await rename(temporary, path)
  return async () => {
    const now = await readFile(path, 'utf8').catch(() => null)
    if (now === text) await rm(path, { force: true }) // another server may have taken the folder over meanwhile
  }
}
