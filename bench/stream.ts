/** A search through the stream interface of the server, counted and not kept, and what it takes of the server meanwhile. */

import { setTimeout } from 'node:timers/promises'
import type { Progress } from '../src/search/contract.ts'
import type { Server } from './real/server.ts'

export interface Streamed {
  /** False for an answer that is not a stream; then `said` is what it says. */
  answered: boolean
  said: string
  bytes: number
  progress: Progress | null
  seconds: number
  /** The most that the server had in memory meanwhile. */
  peakMb: number
  /** How long its event loop was held at most, as it measures itself. */
  heldMs: number
  /** The slowest answer of /healthz, asked all the time. */
  healthMs: number
}

export async function stream(server: Server, query: string): Promise<Streamed> {
  await server.longestDelayMs()
  const watch = watchServer(server)
  const begun = performance.now()
  const answer = await readStream(server, query)
  const seconds = (performance.now() - begun) / 1000
  return { ...answer, seconds, ...(await watch()), heldMs: await server.longestDelayMs() }
}

async function readStream(server: Server, query: string): Promise<Pick<Streamed, 'answered' | 'said' | 'bytes' | 'progress'>> {
  try {
    const { body } = await server.open(`/.api/search/stream?${new URLSearchParams({ q: query, t: 'standard' })}`)
    return { answered: true, ...(await readEvents(body)) }
  } catch (error) {
    return { answered: false, said: error instanceof Error ? error.message : String(error), bytes: 0, progress: null }
  }
}

/** Enough of the end of a stream to hold its last progress and what may follow. */
const tailBytes = 256 * 1024

async function readEvents(body: ReadableStream<Uint8Array> | null): Promise<{ said: string; bytes: number; progress: Progress | null }> {
  let bytes = 0
  let tail = Buffer.alloc(0)
  for await (const chunk of body ?? []) {
    bytes += chunk.length
    tail = Buffer.concat([tail, chunk]).subarray(-tailBytes)
  }
  const text = tail.toString()
  const progress = lastEvent(text, 'progress')
  return { said: lastEvent(text, 'error') ?? lastEvent(text, 'alert') ?? '', bytes, progress: progress === null ? null : (JSON.parse(progress) as Progress) }
}

function lastEvent(text: string, event: string): string | null {
  const begin = text.lastIndexOf(`event: ${event}\ndata: `)
  return begin < 0 ? null : (text.slice(begin).split('\n')[1]?.slice('data: '.length) ?? null)
}

const everyMs = 5

/** Watches until it is called. */
function watchServer(server: Server): () => Promise<Pick<Streamed, 'peakMb' | 'healthMs'>> {
  const seen = { peakMb: 0, healthMs: 0 }
  let isOver = false
  const watching = (async () => {
    for (; !isOver; await setTimeout(everyMs)) {
      const begun = performance.now()
      await (await server.open('/healthz')).text()
      seen.healthMs = Math.max(seen.healthMs, performance.now() - begun)
      seen.peakMb = Math.max(seen.peakMb, server.residentMb())
    }
  })()
  return async () => {
    isOver = true
    await watching
    return seen
  }
}
