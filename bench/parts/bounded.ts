/** What the worst queries cost: time, memory, and how long the server cannot answer others. */

import { figure } from '../contest.ts'
import { readRepos, takeShare, type CorpusRepo } from '../corpus.ts'
import { firstLine } from '../peers/grep.ts'
import { addAll, startServer, type Server } from '../real/server.ts'
import { describeMachine, type Cell, type RunRecord } from '../record.ts'
import { copyRepos, emptyFolder, type Setting } from '../setting.ts'
import { stream } from '../stream.ts'

const share = 1 / 4

const hostile: readonly { title: string; query: string }[] = [
  { title: 'a rare word, for comparison', query: 'case:yes content:"nowhere_to_be_found"' },
  { title: 'no gram: any 300 printable characters', query: 'case:yes /[ -~]{300}/' },
  { title: 'no gram: 25 small letters', query: 'case:yes /[a-z]{25,}/' },
  { title: '(a+)+$', query: '/(a+)+$/' },
  { title: '(.*a){25}', query: '/(.*a){25}/' },
  { title: '(x{1000}){1000}', query: '/(x{1000}){1000}/' },
  { title: '1 MB of pattern', query: `content:"${'a'.repeat(1_000_000)}"` },
  { title: '100 alternatives of 100 letters', query: `/${Array.from({ length: 100 }, (_, i) => `${i}${'ab'.repeat(50)}`).join('|')}/` },
  { title: 'every line with an e', query: 'content:"e"' },
  { title: 'every character', query: 'case:yes /./' },
]

export async function bounded(setting: Setting, record: RunRecord): Promise<void> {
  const repos = takeShare(readRepos(setting.repos), share)
  record.say('# The worst queries, asked of the server')
  record.say()
  describeMachine(record, [firstLine('git', '--version')])
  const server = await startServer(emptyFolder(setting.work, 'data'))
  try {
    const before = server.residentMb()
    await addAll(server, copyRepos(setting, repos.map(({ name }) => name)))
    sayServed({ repos, before, server, record })
    const rows: Cell[][] = []
    for (const { title, query } of hostile) rows.push(await measure({ server, title, query: `type:file count:all timeout:60s ${query}`, record }))
    record.table(['query', 's', 'matches', 'MB answered', 'most in memory, MB', 'event loop held, ms', 'slowest /healthz, ms', 'answer'], rows)
  } finally {
    await server.stop()
  }
}

function sayServed({ repos, before, server, record }: { repos: readonly CorpusRepo[]; before: number; server: Server; record: RunRecord }): void {
  record.say()
  const megabytes = repos.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6
  record.say(`${repos.length} repositories with ${figure(megabytes)} MB of files. Resident: ${figure(before)} MB empty, ${figure(server.residentMb())} MB when all were added. Every query has \`count:all timeout:60s\`.`)
}

async function measure({ server, title, query, record }: { server: Server; title: string; query: string; record: RunRecord }): Promise<Cell[]> {
  const found = await stream(server, query)
  const matches = found.progress?.matchCount ?? 0
  for (const each of ['seconds', 'peakMb', 'heldMs', 'healthMs', 'bytes'] as const) record.measured(title, 'Firebreak', each, found[each])
  return [title, figure(found.seconds), matches, figure(found.bytes / 1e6), figure(found.peakMb), figure(found.heldMs), figure(found.healthMs), sayAnswer(found)]
}

function sayAnswer({ answered, said, progress }: Awaited<ReturnType<typeof stream>>): string {
  if (!answered || said !== '') return said.slice(0, 200)
  const gaps = new Set(progress?.skipped.map(({ reason }) => reason).filter((reason) => reason !== 'firebreak-binary'))
  return gaps.size === 0 ? 'complete' : [...gaps].join(', ')
}
