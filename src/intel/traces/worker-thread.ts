/** Runs in the worker that `worker.ts` starts. */
import { parentPort, workerData } from 'node:worker_threads'
import { parseTraces } from './traces.ts'

parentPort?.postMessage(parseTraces(workerData as string))
