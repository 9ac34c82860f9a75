/** The thread in which the file of one index is made; it ends with it. */

import { parentPort, workerData } from 'node:worker_threads'
import { BrokenIndex } from './broken.ts'
import type { BuildOutcome, BuildRequest } from './build.ts'
import { buildFile } from './build-file.ts'
import { unpacked } from './unpack.ts'

async function outcomeOf({ files, ...request }: BuildRequest): Promise<BuildOutcome> {
  try {
    return { state: 'built', built: await buildFile({ ...request, source: unpacked(files) }) }
  } catch (error) {
    if (error instanceof BrokenIndex) return { state: 'broken', message: error.message }
    throw error
  }
}

parentPort?.postMessage(await outcomeOf(workerData as BuildRequest))
