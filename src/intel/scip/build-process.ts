/** The process in which the file of one index is made; it is asked once. */

import { answerParent } from '../../platform/processes.ts'
import { BrokenIndex } from './broken.ts'
import type { BuildOutcome, BuildRequest } from './build.ts'
import { buildFile } from './build-file.ts'
import { unpacked } from './unpack.ts'

answerParent(async ({ files, ...request }: BuildRequest): Promise<BuildOutcome> => {
  try {
    return { state: 'built', built: await buildFile({ ...request, source: unpacked(files) }) }
  } catch (error) {
    if (error instanceof BrokenIndex) return { state: 'broken', message: error.message }
    throw error
  }
})
