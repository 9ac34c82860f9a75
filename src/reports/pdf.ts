import { tooLarge } from '../platform/errors.ts'
import { askOnce } from '../platform/processes.ts'
import type { Report } from './contract.ts'

const withinMs = 60_000
const atOnce = 2
const maxHeapMb = 1024

let working = 0
const waiting: (() => void)[] = []

/** The report as a PDF, laid out in a process of its own: a long one takes seconds and more memory than there may be, and the server goes on meanwhile. */
export async function toPdf(report: Report, heapMb = maxHeapMb): Promise<Uint8Array<ArrayBuffer>> {
  while (working >= atOnce) await new Promise<void>((resume) => waiting.push(resume)) // each takes its memory
  working++
  try {
    return await layOutApart(report, heapMb)
  } finally {
    working--
    waiting.shift()?.()
  }
}

async function layOutApart(report: Report, heapMb: number): Promise<Uint8Array<ArrayBuffer>> {
  const module = new URL('./pdf-process.ts', import.meta.url)
  const ran = await askOnce<Report, Uint8Array<ArrayBuffer>>(report, { module, heapMb, limitMs: withinMs })
  if ('lost' in ran) throw tooLarge('reports.too_long', 'The report is too long to be laid out as a PDF. Markdown and JSON hold all that it would.')
  return ran.answer
}
