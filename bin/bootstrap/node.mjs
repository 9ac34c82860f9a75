import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, nodeVersion, putInPlace, runtimeFolder } from './place.mjs'
import { adviceFor, Problem } from './problem.mjs'
import { capture, isExecutable, npm } from './run.mjs'

const oldestMajor = Number(nodeVersion.split('.')[0])
const fetchedHome = join(runtimeFolder, `node-${nodeVersion}`)
const fetchedNode = join(fetchedHome, 'bin', 'node')

/** The Node to run the program with: this one if it is new enough, else the fetched one; undefined until it is fetched. */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= oldestMajor) return process.execPath
  return isExecutable(fetchedNode) ? fetchedNode : undefined
}

/**
 * Takes Node from the npm package `node`, whose preinstall script fetches the build for this platform. npm 12 runs such
 * a script only where package.json approves it by `allowScripts`, which older ones ignore; a machine whose npm is set to
 * ignore scripts is overruled for this one package.
 */
export async function fetchNode() {
  const folder = makeFolder('node')
  const approved = { private: true, dependencies: { node: nodeVersion }, allowScripts: { [`node@${nodeVersion}`]: true } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(approved))
  await npm(['install', '--ignore-scripts=false', '--no-package-lock'], { cwd: folder, what: `Fetching Node ${nodeVersion}` })
  const home = join(folder, 'node_modules', 'node')
  await prove(join(home, 'bin', 'node'))
  putInPlace(onlyBinary(home), fetchedHome)
}

/** The package holds the binary twice more and its documentation; only one file of it is needed. */
function onlyBinary(home) {
  const kept = makeFolder('node')
  renameSync(join(home, 'bin'), join(kept, 'bin'))
  return kept
}

async function prove(binary) {
  const advice = `Install Node ${oldestMajor} or newer by your system's own means and run the command again.`
  const printed = await capture(binary, ['--version'], { what: 'The fetched Node' }).catch((error) => {
    throw new Problem(`The fetched Node ${nodeVersion} does not run on this machine.`, advice, error.output ?? adviceFor(String(error)))
  })
  if (printed !== `v${nodeVersion}`) throw new Problem(`The fetched Node calls itself "${printed}", not v${nodeVersion}.`, advice)
}
