/** Runs in the process that `pdf.ts` starts. */
import { answerParent } from '../platform/processes.ts'
import type { Report } from './contract.ts'
import type { LaidOut } from './pdf.ts'
import { layOut } from './pdf-document.ts'

answerParent(async (report: Report): Promise<LaidOut> => {
  try {
    return { bytes: await layOut(report) }
  } catch (thrown) {
    return { thrown }
  }
})
