/** One search through the stream, as a client sees it. */
import { setTimeout } from 'node:timers/promises'
import type { ContentMatch, Match, Progress } from '../../src/search/contract.ts'
import type { Server } from './server.ts'

/** While the peers ran nothing else could, and connections that the server has closed meanwhile must be seen to be closed. */
const settleMs = 50

export interface Answer {
  /** `repository path:line`, and with revisions `repository@rev path:line`; lines are 1-based. */
  lines: Set<string>
  progress: Progress
  milliseconds: number
  firstMs: number | null
  /** How long the server's event loop was held up at most. */
  delayMs: number
}

export async function search(server: Server, query: string): Promise<Answer> {
  await setTimeout(settleMs)
  await server.longestDelayMs()
  const started = performance.now()
  const lines = new Set<string>()
  let progress: Progress | undefined
  let firstMs: number | null = null
  for await (const { event, data } of events(await server.open(`/.api/search/stream?${new URLSearchParams({ q: query, t: 'standard' })}`))) {
    if (event === 'error' || event === 'alert') throw new Error(`${query}: ${data}`)
    if (event === 'progress') progress = JSON.parse(data) as Progress
    if (event !== 'matches') continue
    firstMs ??= performance.now() - started
    for (const match of JSON.parse(data) as Match[]) if (match.type === 'content') addLines(lines, match)
  }
  if (!progress) throw new Error(`${query}: the stream ended without its progress`)
  return { lines, progress, milliseconds: performance.now() - started, firstMs, delayMs: await server.longestDelayMs() }
}

function addLines(lines: Set<string>, { repository, branches, path, lineMatches = [] }: ContentMatch): void {
  const rev = branches[0] === 'HEAD' ? '' : `@${branches[0]}`
  for (const { lineNumber } of lineMatches) lines.add(`${repository}${rev} ${path}:${lineNumber + 1}`)
}

/** Server-sent events of one line of data each, as this server writes them. */
async function* events(response: Response): AsyncGenerator<{ event: string; data: string }> {
  let event = ''
  for await (const line of textLines(response)) {
    if (line.startsWith('event: ')) event = line.slice('event: '.length)
    if (line.startsWith('data: ')) yield { event, data: line.slice('data: '.length) }
  }
}

async function* textLines({ body }: Response): AsyncGenerator<string> {
  if (!body) return
  let rest: string[] = []
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const parts = chunk.split('\n')
    if (parts.length === 1) {
      rest.push(chunk)
      continue
    }
    yield rest.join('') + parts[0]
    yield* parts.slice(1, -1)
    rest = [parts.at(-1) ?? '']
  }
  yield rest.join('')
}
