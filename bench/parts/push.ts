/** From a push to the moment at which its one changed file is found, in the largest repository, through the server. */

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Repository } from '../../src/repos/contract.ts'
import { figure } from '../contest.ts'
import { readRepos, type CorpusRepo } from '../corpus.ts'
import { median } from '../measure.ts'
import { firstLine } from '../peers/grep.ts'
import { search } from '../real/search.ts'
import { addAll, startServer, type Server } from '../real/server.ts'
import { describeMachine, type Cell, type RunRecord } from '../record.ts'
import { copyRepos, emptyFolder, type Setting } from '../setting.ts'

const pushes = 10
/** After each of these the server is left alone until the push is indexed. */
const quietPushes = 5

export async function push(setting: Setting, record: RunRecord): Promise<void> {
  const repos = readRepos(setting.repos)
  const sizes = [...new Set([repos[0], repos[Math.floor(repos.length / 2)], repos.at(-1)])].filter((repo) => repo !== undefined)
  record.say('# From a push to its being found')
  record.say()
  describeMachine(record, [firstLine('git', '--version')])
  record.say()
  record.say(`One file is committed, the server told to fetch, and the search for its new line repeated until it is found. ${pushes} times each, in a repository at a time: the smallest, one in the middle, the largest. Then ${quietPushes} times more, without a search, until the push is indexed: “indexed” is how long that took, “CPU” what the server itself took for it, without git.`)
  const rows: Cell[][] = []
  for (const repo of sizes) rows.push(await measureRepo(repo, { setting, record }))
  record.table(['repository', 'files', 'MB', 'commits', 'added in, s', 'median s', 'slowest s', 'each', 'indexed, median s', 'CPU, median s'], rows)
}

async function measureRepo(repo: CorpusRepo, { setting, record }: { setting: Setting; record: RunRecord }): Promise<Cell[]> {
  const folder = copyRepos(setting, [repo.name])
  const server = await startServer(emptyFolder(setting.work, 'data'))
  try {
    const begun = performance.now()
    const [added] = await addAll(server, folder)
    if (added === undefined || added.clone.state !== 'ready') throw new Error(`${repo.name} was not added.`)
    const addedIn = (performance.now() - begun) / 1000
    const dir = join(folder, repo.name)
    const times: number[] = []
    for (let i = 0; i < pushes; i++) times.push(await measurePush({ server, added, dir, word: `pushed_word_${i}_` }))
    const quiet: Indexed[] = []
    for (let i = 0; i < quietPushes; i++) quiet.push(await measureIndexing({ server, added, dir, word: `indexed_word_${i}_` }))
    for (const time of times) record.measured(repo.name, 'Firebreak', 'push to found, s', time)
    for (const { seconds, cpuSeconds } of quiet) {
      record.measured(repo.name, 'Firebreak', 'push to indexed, s', seconds)
      record.measured(repo.name, 'Firebreak', 'CPU from push to indexed, s', cpuSeconds)
    }
    const found = [figure(median(times)), figure(Math.max(...times)), times.map(figure).join(' ')]
    const indexed = [figure(median(quiet.map(({ seconds }) => seconds))), figure(median(quiet.map(({ cpuSeconds }) => cpuSeconds)))]
    return [repo.name, repo.files.length, figure(repo.bytes / 1e6), commitsOf(dir), figure(addedIn), ...found, ...indexed]
  } finally {
    await server.stop()
  }
}

const giveUpMs = 120_000
/** The indexes of a long history that is new may be minutes behind when several pushes have followed each other. */
const giveUpFirstMs = 1_800_000

interface Push {
  server: Server
  added: Repository
  dir: string
  word: string
}

async function measurePush({ server, added, dir, word }: Push): Promise<number> {
  commitFile(dir, word)
  const begun = performance.now()
  await server.post(`/api/v1/repos/${added.id}/fetch`, {})
  while (performance.now() - begun < giveUpMs) {
    const { lines } = await search(server, `repo:^${RegExp.escape(added.name)}$ type:file case:yes content:"${word}"`)
    if (lines.size > 0) return (performance.now() - begun) / 1000
    await setTimeout(10)
  }
  throw new Error(`${word} was not found.`)
}

interface Indexed {
  seconds: number
  cpuSeconds: number
}

async function measureIndexing({ server, added, dir, word }: Push): Promise<Indexed> {
  await waitUntilIdle({ server, added, head: git(dir, ['rev-parse', 'HEAD']) })
  commitFile(dir, word)
  const [begun, cpuBefore] = [performance.now(), await cpuSecondsOf(server)]
  await server.post(`/api/v1/repos/${added.id}/fetch`, {})
  await waitUntilIndexed({ server, added, head: git(dir, ['rev-parse', 'HEAD']) })
  return { seconds: (performance.now() - begun) / 1000, cpuSeconds: (await cpuSecondsOf(server)) - cpuBefore }
}

/** Its symbols are told after it can be searched, and that it is indexed is said in between. */
async function waitUntilIdle(pushed: Pick<Push, 'server' | 'added'> & { head: string }): Promise<void> {
  for (let before = -1, now = await cpuSecondsOf(pushed.server); now - before > 0.1; ) {
    await waitUntilIndexed(pushed, giveUpFirstMs)
    await setTimeout(idleMs)
    before = now
    now = await cpuSecondsOf(pushed.server)
  }
}

const idleMs = 3000

async function waitUntilIndexed({ server, added, head }: Pick<Push, 'server' | 'added'> & { head: string }, patienceMs = giveUpMs): Promise<void> {
  for (const begun = performance.now(); performance.now() - begun < patienceMs; ) {
    const { index } = await server.get<Repository>(`/api/v1/repos/${added.id}`)
    if (index.state === 'ready' && index.commit === head) return
    await setTimeout(25)
  }
  throw new Error(`${head} was not indexed.`)
}

async function cpuSecondsOf(server: Server): Promise<number> {
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(await (await server.open('/metrics')).text())?.[1])
}

const commitsOf = (dir: string) => Number(git(dir, ['rev-list', '--count', 'HEAD']))

const author = { GIT_AUTHOR_NAME: 'Bench', GIT_AUTHOR_EMAIL: 'bench@example.com', GIT_COMMITTER_NAME: 'Bench', GIT_COMMITTER_EMAIL: 'bench@example.com' }

function git(dir: string, args: readonly string[], input = ''): string {
  return execFileSync('git', args, { cwd: dir, env: { ...process.env, ...author, GIT_INDEX_FILE: join(dir, 'bench-index') }, input, encoding: 'utf8' }).trim()
}

/** Changes one file on the default branch of a bare repository. */
function commitFile(dir: string, word: string): void {
  const blob = git(dir, ['hash-object', '-w', '--stdin'], `A new line with ${word}\n`)
  git(dir, ['read-tree', 'HEAD'])
  git(dir, ['update-index', '--add', '--cacheinfo', `100644,${blob},pushed.txt`])
  git(dir, ['update-ref', 'HEAD', git(dir, ['commit-tree', '-p', 'HEAD', '-m', `Push ${word}`, git(dir, ['write-tree'])])])
}
