/** Runs in the worker that `worker.ts` starts. */
import { parentPort, workerData } from 'node:worker_threads'
import { match, type MatchTask } from './matching.ts'

parentPort?.postMessage(await match(workerData as MatchTask))
