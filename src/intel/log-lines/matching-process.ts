/** Runs in the processes that `log-lines.ts` starts. */
import { answerParent } from '../../platform/processes.ts'
import { match } from './matching.ts'

answerParent(match)
