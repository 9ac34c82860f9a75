/** Runs in the process that `trace-reader.ts` starts. */
import { answerParent } from '../../platform/processes.ts'
import { parseTraces, type TraceReport } from './traces.ts'

answerParent(({ text }: { text: string }): TraceReport => parseTraces(text))
