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

export async function push(setting: Setting, record: RunRecord): Promise<void> {
  const repos = readRepos(setting.repos)
  const sizes = [repos[0], repos[Math.floor(repos.length / 2)], repos.at(-1)].filter((repo) => repo !== undefined)
  record.say('# From a push to its being found')
  record.say()
  describeMachine(record, [firstLine('git', '--version')])
  record.say()
  record.say(`One file is committed, the server told to fetch, and the search for its new line repeated until it is found. ${pushes} times each, in a repository at a time: the smallest, one in the middle, the largest.`)
  const rows: Cell[][] = []
  for (const repo of sizes) rows.push(await measureRepo(repo, { setting, record }))
  record.table(['repository', 'files', 'MB', 'added in, s', 'median s', 'slowest s', 'each'], rows)
}

async function measureRepo(repo: CorpusRepo, { setting, record }: { setting: Setting; record: RunRecord }): Promise<Cell[]> {
  const folder = copyRepos(setting, [repo.name])
  const server = await startServer(emptyFolder(setting.work, 'data'))
  try {
    const begun = performance.now()
    const [added] = await addAll(server, folder)
    if (added === undefined || added.clone.state !== 'ready') throw new Error(`${repo.name} was not added.`)
    const addedIn = (performance.now() - begun) / 1000
    const times: number[] = []
    for (let i = 0; i < pushes; i++) times.push(await measurePush({ server, added, dir: join(folder, repo.name), word: `pushed_word_${i}_` }))
    for (const time of times) record.measured(repo.name, 'Firebreak', 'push to found, s', time)
    return [repo.name, repo.files.length, figure(repo.bytes / 1e6), figure(addedIn), figure(median(times)), figure(Math.max(...times)), times.map(figure).join(' ')]
  } finally {
    await server.stop()
  }
}

const giveUpMs = 120_000

async function measurePush({ server, added, dir, word }: { server: Server; added: Repository; dir: string; word: string }): Promise<number> {
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

/** Changes one file on the default branch of a bare repository. */
function commitFile(dir: string, word: string): void {
  const env = { ...process.env, GIT_INDEX_FILE: join(dir, 'bench-index'), GIT_AUTHOR_NAME: 'Bench', GIT_AUTHOR_EMAIL: 'bench@example.com', GIT_COMMITTER_NAME: 'Bench', GIT_COMMITTER_EMAIL: 'bench@example.com' }
  const git = (args: string[], input = '') => execFileSync('git', args, { cwd: dir, env, input, encoding: 'utf8' }).trim()
  git(['read-tree', 'HEAD'])
  git(['update-index', '--add', '--cacheinfo', `100644,${git(['hash-object', '-w', '--stdin'], `A new line with ${word}\n`)},pushed.txt`])
  git(['update-ref', 'HEAD', git(['commit-tree', '-p', 'HEAD', '-m', `Push ${word}`, git(['write-tree'])])])
}
