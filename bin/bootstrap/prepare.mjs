import { join } from 'node:path'
import { adoptDependencies, dependenciesAreReady, installDependencies } from './dependencies.mjs'
import { withLock } from './lock.mjs'
import { fetchNode, findNode } from './node.mjs'
import { nodeVersion, runtimeFolder, sweep } from './place.mjs'
import { Problem } from './problem.mjs'
import { step } from './progress.mjs'
import { findProgram } from './run.mjs'
import { buildWeb, webIsReady } from './web.mjs'

/**
 * Makes the checkout ready to run and returns the path of the Node to run it with. When all is there this is three
 * looks at the disk and prints nothing; else the missing steps run, one process at a time.
 *
 * @param {{ web: boolean }} options whether the web app is needed too
 */
export async function prepare({ web }) {
  if (!findProgram('git')) throw new Problem('git was not found.', 'Install git (Debian and Ubuntu: "apt install git") and run the command again.')
  if (!isReady(web)) await withLock(join(runtimeFolder, 'lock'), () => makeReady(web), sayWaiting)
  return findNode()
}

const isReady = (web) => findNode() !== undefined && dependenciesAreReady() && (!web || webIsReady())

const sayWaiting = () => process.stderr.write('Another process is preparing this checkout; waiting for it …\n')

async function makeReady(web) {
  sweep()
  try {
    if (!findNode()) await step(`Fetching Node ${nodeVersion}`, fetchNode)
    if (!dependenciesAreReady() && !adoptDependencies()) await step('Installing the dependencies', installDependencies)
    if (web && !webIsReady()) await step('Building the web app', () => buildWeb(findNode()))
  } finally {
    sweep()
  }
}
