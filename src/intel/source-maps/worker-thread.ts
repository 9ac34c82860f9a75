/** Runs in the worker that `worker.ts` starts. */
import { parentPort } from 'node:worker_threads'
import { answerTask, type MapTask } from './reading.ts'

parentPort?.on('message', (task: MapTask) => parentPort?.postMessage(answerTask(task)))
