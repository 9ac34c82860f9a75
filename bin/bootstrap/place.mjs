import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout, whatever folder the command was called from. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Everything that the bootstrap writes besides node_modules and web/dist. */
export const runtimeFolder = join(root, '.runtime')

/** The exact Node that is fetched; bin/firebreak reads the same file. */
export const nodeVersion = readFileSync(new URL('node-version', import.meta.url), 'utf8').trim()

/** A fresh folder on the checkout's own disk, so that what is made in it can be renamed into place. */
export function makeFolder(purpose) {
  mkdirSync(runtimeFolder, { recursive: true })
  const folder = mkdtempSync(join(runtimeFolder, `tmp-${purpose}-`))
  chmodSync(folder, 0o755) // it may be prepared by one user and run by another
  return folder
}

/** Puts a finished folder in place of whatever stood there: at every moment there is the old one, none, or the new one. */
export function putInPlace(finished, target) {
  mkdirSync(dirname(target), { recursive: true })
  if (existsSync(target)) renameSync(target, join(makeFolder('old'), 'folder'))
  renameSync(finished, target)
}

/** Removes what interrupted runs and older pins left behind. Called with the lock held, else it would take a folder in use. */
export function sweep() {
  if (!existsSync(runtimeFolder)) return
  for (const name of readdirSync(runtimeFolder)) {
    const outdated = name.startsWith('node-') && name !== `node-${nodeVersion}`
    if (outdated || name.startsWith('tmp-')) rmSync(join(runtimeFolder, name), { recursive: true, force: true })
  }
}
