/** Runs in the processes that `map-reader.ts` starts. */
import { answerParent } from '../../platform/processes.ts'
import { answerTask } from './reading.ts'

answerParent(answerTask)
