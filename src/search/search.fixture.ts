import { expect } from 'vitest'
import type { TestApp } from '../../test/support/app.ts'
import type { Alert, CommitMatch, ContentMatch, Filter, Match, OwnerMatch, Progress, StreamEvent, SymbolMatch } from './contract.ts'

/** Everything that one search said. */
export interface Heard {
  status: number
  text: string
  /** The names of the events in order, runs of one name as one. */
  order: string
  events: StreamEvent[]
  matches: Match[]
  filters: Filter[]
  alert: Alert | undefined
  /** The last one. */
  progress: Progress
}

/** Reads events as the strictest client does: exactly two lines each, nothing else. */
export function parseEvents(text: string): StreamEvent[] {
  const parts = text.split('\n\n')
  expect(parts.pop()).toBe('')
  return parts.map((part) => {
    const [, event, data] = /^event: (\w+)\ndata: ([^\n]*)$/.exec(part) ?? []
    if (event === undefined || data === undefined) throw new Error(`not an event of two lines: ${JSON.stringify(part.slice(0, 200))}`)
    return { event, data: JSON.parse(data) } as StreamEvent
  })
}

export async function hear(server: TestApp, query: string, parameters: Record<string, string> = {}): Promise<Heard> {
  const response = await server.send(`GET /.api/search/stream?${new URLSearchParams({ q: query, t: 'keyword', ...parameters })}`)
  const text = await response.text()
  return { status: response.status, text, ...digest(parseEvents(text)) }
}

export function digest(events: StreamEvent[]): Omit<Heard, 'status' | 'text'> {
  const names = events.map(({ event }) => event)
  const of = <E extends StreamEvent['event']>(name: E) => events.filter((event): event is Extract<StreamEvent, { event: E }> => event.event === name)
  const progress = of('progress').at(-1)?.data
  if (!progress) throw new Error(`no progress among ${names.join()}`)
  return {
    order: names.filter((name, at) => name !== names[at - 1]).join(' '),
    events,
    matches: of('matches').flatMap(({ data }) => data),
    filters: of('filters').at(-1)?.data ?? [],
    alert: of('alert').at(-1)?.data,
    progress,
  }
}

/** `repo path:line «found» …` for each result; `@rev` where it is not the default branch; what is found shows where the ranges are. */
export const printMatch = (match: Match): string => {
  if (match.type === 'person' || match.type === 'team') return printOwner(match)
  if (match.type === 'repo') return match.repository
  if (match.type === 'commit') return printCommit(match)
  const place = `${match.repository}${match.branches[0] === 'HEAD' ? '' : `@${match.branches[0]}`} ${match.path}`
  if (match.type === 'symbol') return `${place}:${match.symbols.map(printSymbol).join('; ')}`
  return match.type === 'path' ? place : `${place}:${(match.lineMatches ?? linesOfChunks(match)).map(printLine).join('; ')}`
}

/** `team acme/shop ×3`, with how many repositories where there are several. */
function printOwner(match: OwnerMatch): string {
  const name = match.type === 'team' ? match.name : (match.handle ?? match.email)
  return `${match.type} ${name} ×${match.files}${match.repositories > 1 ? ` in ${match.repositories}` : ''}`
}

/** `repo «subject»: +line; -line`, for a message only the marked words. */
const printCommit = ({ repository, message, content, ranges, changed }: CommitMatch): string => {
  const lines = content.split('\n')
  const marked = [...new Set(ranges.map(([line]) => line))].map((line) => lines[line])
  return `${repository} «${message.split('\n')[0]}»${changed === null ? '' : `: ${marked.join('; ')}`}`
}

/** `12 Server.handle METHOD`. */
const printSymbol = ({ line, name, containerName, kind }: SymbolMatch['symbols'][number]): string => `${line} ${containerName === '' ? '' : `${containerName}.`}${name} ${kind}`

type LineMatch = NonNullable<ContentMatch['lineMatches']>[number]

const printLine = ({ line, lineNumber, offsetAndLengths }: LineMatch): string => {
  const characters = [...line]
  const shown = offsetAndLengths.map(([from, length]) => `«${characters.slice(from, from + length).join('')}»`)
  return `${lineNumber + 1} ${shown.join('')}`
}

const linesOfChunks = ({ chunkMatches = [] }: ContentMatch): LineMatch[] =>
  chunkMatches.map(({ content, contentStart, ranges }) => ({
    line: content,
    lineNumber: contentStart.line,
    offsetAndLengths: ranges.map(({ start, end }) => [start.offset - contentStart.offset, end.offset - start.offset]),
  }))

/** `repo@rev state: reason ×n (example)`, for every row that has something to tell. */
export function printRows({ rows }: Progress['coverage']): string[] {
  return rows.map(({ repository, rev, state, skipped }) => {
    const reasons = skipped.map(({ reason, count, examples }) => `${reason} ×${count}${examples.length > 0 ? ` (${examples.join(', ')})` : ''}`)
    return `${repository}${rev === 'HEAD' ? '' : `@${rev}`} ${state}${reasons.length > 0 ? `: ${reasons.join(', ')}` : ''}`
  })
}
