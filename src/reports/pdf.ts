import { Worker } from 'node:worker_threads'
import type { Report } from './contract.ts'

const withinMs = 60_000
const atOnce = 2

let working = 0
const waiting: (() => void)[] = []

/** The report as a PDF, laid out in a thread of its own: a long one takes seconds, and the server goes on meanwhile. */
export async function toPdf(report: Report): Promise<Uint8Array<ArrayBuffer>> {
  while (working >= atOnce) await new Promise<void>((resume) => waiting.push(resume)) // each takes its memory
  working++
  try {
    return await layOutInThread(report)
  } finally {
    working--
    waiting.shift()?.()
  }
}

function layOutInThread(report: Report): Promise<Uint8Array<ArrayBuffer>> {
  const worker = new Worker(new URL('./pdf-thread.ts', import.meta.url), { workerData: report, resourceLimits: { maxOldGenerationSizeMb: 1024 } })
  return new Promise<Uint8Array<ArrayBuffer>>((done, fail) => {
    const timer = setTimeout(() => fail(new Error('Laying out the PDF took more than a minute.')), withinMs)
    worker.once('message', done)
    worker.once('error', fail)
    worker.once('exit', () => {
      clearTimeout(timer)
      fail(new Error('The thread that lays out the PDF ended early.'))
    })
  }).finally(() => void worker.terminate())
}
