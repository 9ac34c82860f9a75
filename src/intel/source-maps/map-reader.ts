import { startProcesses, type Processes } from '../../platform/processes.ts'
import { answerTask, type MapAnswer, type MapTask } from './reading.ts'

/** Maps up to this size are read in a few milliseconds, less than a process takes to start. */
const SMALL = 64 * 1024
const AT_ONCE = 2
const HEAP_MB = 1024

interface ReaderOptions {
  /** That a process may take for what it reads. */
  heapMb?: number
}

/** Reads maps in processes of their own, so that a large or hostile one holds up and ends nobody else. */
export interface MapReader {
  /** In the order of the tasks. A map over which a process is lost, or the time, is refused like any other. Rejects only with the signal's reason. */
  readAll(tasks: readonly MapTask[], options: { withinMs: number; signal?: AbortSignal | undefined }): Promise<MapAnswer[]>
}

export function createMapReader({ heapMb = HEAP_MB }: ReaderOptions = {}): MapReader {
  const turns = Array.from({ length: AT_ONCE }, (): Promise<unknown> => Promise.resolve())
  let next = 0
  return {
    async readAll(tasks, { withinMs, signal }) {
      if (tasks.every(isSmall)) return tasks.map(answerTask)
      const turn = next++ % AT_ONCE
      const deadline = performance.now() + withinMs
      const running = (turns[turn] ?? Promise.resolve()).then(() => readInProcess(tasks, { heapMb, deadline, signal }))
      turns[turn] = running.catch(() => {}) // whoever asked hears of it
      return running
    },
  }
}

const isSmall = ({ map }: MapTask) => 'bytes' in map && map.bytes.length <= SMALL

interface Patience {
  deadline: number
  signal: AbortSignal | undefined
}

/** A process that is lost over a map is replaced for the next one. None of them outlives the answers. */
async function readInProcess(tasks: readonly MapTask[], { heapMb, ...patience }: Patience & { heapMb: number }): Promise<MapAnswer[]> {
  const processes = startProcesses<MapTask, MapAnswer>({ module: new URL('./map-process.ts', import.meta.url), processes: 1, heapMb })
  const answers: MapAnswer[] = []
  try {
    for (const task of tasks) answers.push(await answerOf(processes, task, patience))
    return answers
  } finally {
    await processes.close()
  }
}

const tooLong: MapAnswer = { ok: false, reason: 'took too long to read' }
const tooLarge: MapAnswer = { ok: false, reason: 'takes more memory to read than it may' }

async function answerOf(processes: Processes<MapTask, MapAnswer>, task: MapTask, { deadline, signal }: Patience): Promise<MapAnswer> {
  signal?.throwIfAborted()
  const limitMs = deadline - performance.now()
  if (limitMs <= 0) return tooLong
  const ran = await processes.run(task, { limitMs, ...(signal ? { signal } : {}) })
  if ('answer' in ran) return ran.answer
  return ran.lost === 'too_long' ? tooLong : tooLarge
}
