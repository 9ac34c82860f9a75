/** Runs in the process that `pdf.ts` starts. */
import { answerParent } from '../platform/processes.ts'
import { layOut } from './pdf-document.ts'

answerParent(layOut)
