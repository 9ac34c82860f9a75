import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { makeFolder, putInPlace, root } from './place.mjs'
import { capture } from './run.mjs'

const built = join(root, 'web', 'dist')
const stamp = join(built, '.sources')

/** What the web app is made of (test/support/directions.ts lets it import nothing else): its own files, what it shares with the server, and the lock. */
export function webSources() {
  return [
    ...filesBelow(join(root, 'web')).filter((path) => !path.startsWith(built) && !/\.test\.tsx?$/.test(path)),
    ...filesBelow(join(root, 'src')).filter((path) => /\/(contract|policy)\.ts$/.test(path)),
    ...filesBelow(join(root, 'engine', 'query')).filter((path) => !path.endsWith('.test.ts')),
    ...['src/platform/endpoint.ts', 'engine/lang.ts', 'package-lock.json'].map((path) => join(root, path)).filter(existsSync),
  ].sort()
}

function filesBelow(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path)
    return entry.isFile() ? [path] : []
  })
}

/** A hash over names and contents: times would lie after a checkout, and reading these few files takes milliseconds. */
function fingerprint() {
  const hash = createHash('sha256')
  for (const path of webSources()) {
    const bytes = readFileSync(path)
    hash.update(`${relative(root, path)}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}

/** Whether web/dist was built from the sources as they are now. */
export function webIsReady() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()
}

/** Builds aside with the given Node and renames into place; the fingerprint is taken first, so a change meanwhile rebuilds. */
export async function buildWeb(node) {
  const sources = fingerprint()
  const folder = makeFolder('web')
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  await capture(node, [vite, 'build', 'web', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
    what: 'Building the web app',
  })
  writeFileSync(join(folder, '.sources'), sources)
  putInPlace(folder, built)
}
