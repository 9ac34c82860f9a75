/** Suspects over the repository with the longest history, through the server: how long a question takes, and what it takes of the machine. */

import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Repository } from '../../src/repos/contract.ts'
import type { SuspectList } from '../../src/intel/contract.ts'
import { figure } from '../contest.ts'
import { readRepos, type CorpusFile } from '../corpus.ts'
import { median, quantile } from '../measure.ts'
import { firstLine } from '../peers/grep.ts'
import { addAll, startServer, type Server } from '../real/server.ts'
import { describeMachine, type Cell, type RunRecord } from '../record.ts'
import { copyRepos, type Setting } from '../setting.ts'

const questions = 40
const framesOfTrace = 4

export async function suspects(setting: Setting, record: RunRecord): Promise<void> {
  const repos = readRepos(setting.repos).map((repo) => ({ ...repo, commits: commitsOf(join(setting.repos, repo.name)) }))
  const repo = repos.reduce((longest, each) => (each.commits > longest.commits ? each : longest))
  record.say('# Suspects over a long history')
  record.say()
  describeMachine(record, [firstLine('git', '--version')])
  const dir = join(copyRepos(setting, [repo.name]), repo.name)
  const kinds = { symptom: symptomsOf(dir), trace: tracesOf(repo.files, dir) }
  const server = await startServer(keptFolder(setting))
  try {
    const added = await addWhole(server, join(setting.work, 'copies'))
    await quiet(server)
    record.say()
    record.say(`${repo.name}: ${repo.commits} changes besides merges, ${figure(repo.bytes / 1e6)} MB of files. The server had ${figure(server.residentMb())} MB in memory when all was indexed. ${questions} questions of each kind, one at a time, after one that warms up: symptoms are messages of its changes, evenly over time; traces have ${framesOfTrace} frames each at places all over its files. CPU is that of the server and of the git that it starts.`)
    const before = git(dir, 'log', '-1', '--format=%cI', 'HEAD').trim()
    const rows: Cell[][] = []
    for (const [kind, texts] of Object.entries(kinds)) for (const window of ['', '90d']) rows.push(await measure({ server, added, kind, bounds: { before, window }, texts, record }))
    record.table(['question', 'among', 'changes weighed', 'the first, s', 'median s', '95 % within, s', 'slowest s', 'CPU, median s', 'most in memory, MB'], rows)
  } finally {
    await server.stop()
  }
}

const git = (dir: string, ...args: string[]) => execFileSync('git', [`--git-dir=${dir}`, ...args], { maxBuffer: 1 << 30 }).toString()
const commitsOf = (dir: string) => Number(git(dir, 'rev-list', '--count', '--no-merges', 'HEAD'))

/** What was indexed stays for the next run. */
function keptFolder({ work }: Setting): string {
  const folder = join(work, 'suspects')
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Waits until the words of every change have been read. */
async function addWhole(server: Server, folder: string): Promise<Repository> {
  const [added] = await addAll(server, folder)
  if (added === undefined || added.clone.state !== 'ready') throw new Error('The repository was not added.')
  while (!(await isWhole(server, added))) await setTimeout(10_000)
  return added
}

/** A question may have to wait for so much that no answer comes in time. */
const isWhole = (server: Server, added: Repository) => find(server, added, { text: 'anything' }).then(({ complete }) => complete, () => false)

const find = (server: Server, { name }: Repository, asked: Asked) => server.post<SuspectList>('/api/v1/suspects', { repo: name, ...asked })

type Asked = { text: string; window?: string; before?: string }

const quietMs = 10_000
/** Of one core: the work that a new repository makes is over. */
const quietShare = 0.05

async function quiet(server: Server): Promise<void> {
  for (let spent = Infinity; spent > (quietShare * quietMs) / 1000;) {
    const before = server.cpuSeconds()
    await setTimeout(quietMs)
    spent = server.cpuSeconds() - before
  }
}

function evenly<T>(all: readonly T[]): T[] {
  return Array.from({ length: questions }, (_none, i) => all[Math.floor((i * all.length) / questions)]).flatMap((each) => each ?? [])
}

/** A message of two lines says nothing that anybody would ask. */
const leastChars = 100

const symptomsOf = (dir: string) => evenly(git(dir, 'log', '--no-merges', '--format=%b%x00', 'HEAD').split('\0').filter((body) => body.length >= leastChars))

/** As gdb prints them. */
function tracesOf(files: readonly CorpusFile[], dir: string): string[] {
  const code = files.filter(({ path }) => /\.\w{1,4}$/.test(path) && !/\.(?:md|rst|txt|ini|svg|json)$/.test(path))
  const frames = evenly(code).map(({ path, oid }, at) => {
    const lines = git(dir, 'cat-file', 'blob', oid).split('\n').length
    return { path, line: 1 + ((at * 7919) % lines) }
  })
  return frames.map((_none, at) => Array.from({ length: framesOfTrace }, (_no, depth) => {
    const { path = '', line = 1 } = frames[(at + depth * 7) % frames.length] ?? {}
    return `#${depth}  0x00005555555551${10 + depth} in step_${at + depth} () at ../${path}:${line}`
  }).join('\n'))
}

interface Measured {
  server: Server
  added: Repository
  kind: string
  bounds: { before: string; window: string }
  texts: readonly string[]
  record: RunRecord
}

async function measure({ server, added, kind, bounds, texts, record }: Measured): Promise<Cell[]> {
  const costs: Cost[] = []
  for (const text of [texts[0] ?? '', ...texts]) costs.push(await costOf(server, added, { text, ...bounds }))
  const [first, ...warm] = costs
  const among = bounds.window === '' ? 'all' : `those of ${bounds.window}`
  for (const cost of warm) for (const each of ['seconds', 'cpuSeconds'] as const) record.measured(`${kind} among ${among}`, 'Firebreak', each, cost[each])
  const seconds = warm.map((cost) => cost.seconds)
  const memory = Math.max(...costs.map(({ residentMb }) => residentMb))
  return [kind, among, first?.considered ?? 0, ...[first?.seconds ?? NaN, median(seconds), quantile(seconds, 0.95), Math.max(...seconds), median(warm.map(({ cpuSeconds }) => cpuSeconds)), memory].map(figure)]
}

interface Cost {
  seconds: number
  cpuSeconds: number
  residentMb: number
  considered: number
}

async function costOf(server: Server, added: Repository, asked: Asked): Promise<Cost> {
  const [begun, spent] = [performance.now(), server.cpuSeconds()]
  const { considered } = await find(server, added, asked)
  return { seconds: (performance.now() - begun) / 1000, cpuSeconds: server.cpuSeconds() - spent, residentMb: server.residentMb(), considered }
}
