/** Zoekt: its web server, resident and warm, asked through its JSON interface. */

import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { commandLine, cpuSecondsOf, memoryOf, runScript, sum } from '../measure.ts'
import { asRegex, type Query } from '../queries.ts'
import type { Peer, Place } from './peer.ts'

interface FileMatch {
  FileName: string
  Repository: string
  LineMatches: { FileName: boolean; Line: string }[] | null
}

interface SearchResult {
  Files: FileMatch[] | null
  /** In nanoseconds: its own measure of the search, without the JSON. */
  Duration: number
}

/** No limit may end a search. */
const unlimited = { ShardMaxMatchCount: 1e9, TotalMaxMatchCount: 1e9, ShardRepoMaxMatchCount: 0, MaxDocDisplayCount: 1e9, MaxWallTime: 600e9 }

const escaped = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`
const queryText = (query: Query) => `case:${query.ignoreCase ? 'no' : 'yes'} content:${escaped(asRegex(query))}`

/** `programs` is the folder of its programs; `version` says which they are. */
export function zoekt({ corpus, folder }: Place, { programs, version }: { programs: string; version: string }): Peer & { url(): string } {
  let server: { process: ChildProcess; pid: number; url: string } | null = null
  const running = () => {
    if (server === null) throw new Error('Zoekt is not running.')
    return server
  }
  return {
    name: 'Zoekt',
    version,
    url: () => running().url,
    command: (query) => `POST /api/search ${JSON.stringify({ Q: queryText(query) })}`,
    async build() {
      const index = commandLine([join(programs, 'zoekt-index'), '-index', folder, '-disable_ctags', ...corpus.repos.map(({ name }) => join(corpus.root, name))])
      const { cost } = runScript(index, { cwd: corpus.root })
      return { cost, size: { bytes: sum(readdirSync(folder).map((name) => statSync(join(folder, name)).size)), textBytes: NaN } }
    },
    async start() {
      const port = await freePort()
      const process = spawn(join(programs, 'zoekt-webserver'), ['-index', folder, '-listen', `127.0.0.1:${port}`, '-rpc'], { stdio: 'ignore' })
      server = { process, pid: process.pid ?? 0, url: `http://127.0.0.1:${port}` }
      await isReady(server.url)
    },
    async search(query) {
      const { pid, url } = running()
      const cpuBefore = cpuSecondsOf(pid)
      const { Files, Duration } = await ask(url, queryText(query))
      return { lines: sum((Files ?? []).map(linesOf)), seconds: Duration / 1e9, cpuSeconds: cpuSecondsOf(pid) - cpuBefore }
    },
    async countByFile(query) {
      const { Files } = await ask(running().url, queryText(query))
      return new Map((Files ?? []).map((file) => [`${file.Repository}/${file.FileName}`, linesOf(file)]))
    },
    async leftOut() {
      const { Files } = await ask(running().url, 'case:yes content:"^NOT-INDEXED: "')
      return new Map((Files ?? []).map((file) => [`${file.Repository}/${file.FileName}`, Buffer.from(file.LineMatches?.[0]?.Line ?? '', 'base64').toString().trim()]))
    },
    memory: () => memoryOf(running().pid),
    async stop() {
      const { process } = running()
      const ended = new Promise((resolve) => process.once('exit', resolve))
      process.kill()
      await ended
    },
  }
}

const linesOf = ({ LineMatches }: FileMatch) => (LineMatches ?? []).filter(({ FileName }) => !FileName).length

async function ask(url: string, query: string): Promise<SearchResult> {
  return (JSON.parse(await askUnread(url, query)) as { Result: SearchResult }).Result
}

/** The answer as it came. */
async function askUnread(url: string, Q: string): Promise<string> {
  const response = await fetch(`${url}/api/search`, { method: 'POST', body: JSON.stringify({ Q, Opts: unlimited }) })
  const text = await response.text()
  if (!response.ok) throw new Error(`Zoekt: ${response.status} ${text}`)
  return text
}

export const askZoekt = (url: string, query: Query) => askUnread(url, queryText(query))

async function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const address = probe.address()
    probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
  })
  return promise
}

const startTimeoutMs = 120_000

async function isReady(url: string): Promise<void> {
  for (const begun = Date.now(); Date.now() - begun < startTimeoutMs; await setTimeout(100)) {
    const response = await fetch(`${url}/healthz`).catch(() => null)
    if (response?.ok) return
  }
  throw new Error('Zoekt did not become ready.')
}
