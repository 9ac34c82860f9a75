import { parentPort, workerData } from 'node:worker_threads'
import { layOut } from './pdf-document.ts'
import type { Report } from './contract.ts'

const bytes = await layOut(workerData as Report)
parentPort?.postMessage(bytes, [bytes.buffer])
