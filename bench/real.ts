/**
 * The whole program on real repositories, beside git grep and ripgrep:
 *
 *     node bench/real.ts FOLDER [DATA]
 *
 * Adds every repository below FOLDER to a server of its own, whose data are deleted afterwards unless they have a folder DATA to
 * stay in (with which the next run need not add them again), and prints as Markdown how long that took, what each query took, and whether the lines found are those that the peers find in the same trees. A
 * difference is counted by its reason; one without a reason makes the program fail.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { loadLanguages } from '../engine/lang.ts'
import type { Repository } from '../src/repos/contract.ts'
import { createReasons, differenceOf, gitGrep, ripgrep, unexplained, type Difference, type Peer } from './real/compare.ts'
import { queries, queryText, type Query } from './real/queries.ts'
import { search } from './real/search.ts'
import { addAll, startServer, type Server } from './real/server.ts'
import { checkOut, runProgram, type Tree } from './real/trees.ts'

const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 0)
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)
const row = (...cells: (string | number)[]) => console.log(`| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`)

function header(...cells: string[]): void {
  console.log()
  row(...cells)
  row(...cells.map(() => '---'))
}

function describeMachine(): void {
  const version = (program: string, ...args: string[]) => runProgram(program, args, tmpdir())?.toString().split('\n')[0] ?? ''
  console.log(`${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB; Node ${process.version}, ${version('git', '--version')}, ${version('rg', '--version')}.`)
}

function describeRepositories(repos: readonly Repository[]): void {
  header('repository', 'commit', 'files', 'MB', 'state')
  for (const { name, head, index, clone } of repos) row(name, head?.slice(0, 12) ?? '–', index.files, megabytes(index.bytes), clone.error?.message ?? clone.state)
}

interface Setting {
  server: Server
  trees: readonly Tree[]
  reasons: ReturnType<typeof createReasons>
}

const sayDifference = ({ reasons }: Difference) => (reasons.size === 0 ? 'equal' : [...reasons].map(([reason, count]) => `${count}: ${reason}`).join(', '))

/** So many of the queries are run a second time, when all that can be kept in memory is. */
const askedTwice = 5

/** Runs one query in all programs and prints its row. The number of lines that differ for no known reason is given back. */
async function compare(query: Query, { server, trees, reasons }: Setting): Promise<number> {
  const first = await search(server, queryText(query))
  const again = queries.indexOf(query) < askedTwice ? await search(server, queryText(query)) : null
  const reasonOf = reasons(first.progress.coverage, query)
  const beside = (peer: Peer) => {
    const { lines, milliseconds } = peer.run(query, trees)
    return { milliseconds, difference: differenceOf(first.lines, lines, reasonOf) }
  }
  const git = query.crosses ? null : beside(gitGrep)
  const rg = beside(ripgrep)
  row(
    `\`${query.title}\`${query.ignoreCase ? ' i' : ''}${query.lang ? ` ${query.lang}` : ''}`, first.lines.size, seconds(first.milliseconds), again ? seconds(again.milliseconds) : '–', first.firstMs === null ? '–' : seconds(first.firstMs),
    Math.max(first.delayMs, again?.delayMs ?? 0).toFixed(0), server.residentMb().toFixed(0), git ? seconds(git.milliseconds) : '–', seconds(rg.milliseconds), git ? sayDifference(git.difference) : '–', sayDifference(rg.difference),
  )
  for (const { examples } of [git?.difference, rg.difference].filter((each) => each !== undefined)) for (const example of examples) console.error(`  ${query.title}: ${example}`)
  return [git, rg].reduce((sum, peer) => sum + (peer?.difference.reasons.get(unexplained) ?? 0), 0)
}

async function compareAll(setting: Setting): Promise<number> {
  header('query', 'lines', 's first', 's again', 's to a match', 'ms loop held', 'MB resident', 's git grep', 's ripgrep', 'beside git grep', 'beside ripgrep')
  let count = 0
  for (const query of queries) count += await compare(query, setting)
  return count
}

const taggedPatterns = ['TODO', 'version', 'error']

/** The same at many revisions: all tags of the repository that has the most of those with at most so many. */
async function compareTags(repos: readonly Repository[], { server }: Setting): Promise<number> {
  const tagged = repos.flatMap((repo) => (repo.url && repo.head ? [{ repo, url: repo.url, tags: runProgram('git', ['tag'], repo.url)?.toString().split('\n').filter(Boolean) ?? [] }] : []))
  const chosen = tagged.filter(({ tags }) => tags.length <= 120).sort((a, b) => b.tags.length - a.tags.length)[0]
  if (!chosen) return 0
  header('query at every tag', 'tags', 'lines', 's', 'ms loop held', 's git grep', 'beside git grep')
  let count = 0
  for (const pattern of taggedPatterns) {
    const found = await search(server, `repo:^${RegExp.escape(chosen.repo.name)}$@*refs/tags/* type:file count:all timeout:60s case:yes content:${JSON.stringify(pattern)}`)
    const begun = performance.now()
    const theirs = new Set(chosen.tags.flatMap((tag) => linesAt({ ...chosen, tag, pattern })))
    const difference = differenceOf(found.lines, theirs, () => null)
    count += difference.reasons.get(unexplained) ?? 0
    row(`\`${pattern}\` in ${chosen.repo.name}`, chosen.tags.length, found.lines.size, seconds(found.milliseconds), found.delayMs.toFixed(0), seconds(performance.now() - begun), sayDifference(difference))
    for (const example of difference.examples) console.error(`  ${pattern}: ${example}`)
  }
  return count
}

function linesAt({ repo, url, tag, pattern }: { repo: Repository; url: string; tag: string; pattern: string }): string[] {
  const output = runProgram('git', ['grep', '-I', '-n', '-z', '-F', '-e', pattern, `refs/tags/${tag}`], url)?.toString('latin1') ?? ''
  return output.split('\n').flatMap((line) => {
    const [path, at, text] = line.split('\0', 3)
    return text === undefined || path === undefined ? [] : [`${repo.name}@${tag} ${Buffer.from(path, 'latin1').toString().slice(`refs/tags/${tag}:`.length)}:${at}`]
  })
}

async function run({ folder, data, scratch }: { folder: string; data: string; scratch: string }): Promise<void> {
  describeMachine()
  const server = await startServer(data)
  try {
    const idleMb = server.residentMb()
    const begun = performance.now()
    const repos = await addAll(server, folder)
    const added = performance.now() - begun
    const ready = repos.filter((repo) => repo.index.state === 'ready')
    console.log(`${ready.length} repositories, ${ready.reduce((sum, { index }) => sum + index.files, 0)} files, ${megabytes(ready.reduce((sum, { index }) => sum + index.bytes, 0))} MB of text and other bytes; added in ${seconds(added)} s. Resident: ${idleMb.toFixed(0)} MB empty, ${server.residentMb().toFixed(0)} MB with all.`)
    describeRepositories(repos)
    if (ready.length === 0) throw new Error(`There is no repository below ${folder} that can be searched.`)
    const trees = ready.flatMap((repo) => checkOut(repo, join(scratch, 'trees')) ?? [])
    const setting = { server, trees, reasons: createReasons(trees) }
    const count = (await compareAll(setting)) + (await compareTags(repos, setting))
    console.log(`\n${count === 0 ? 'No line differs without a reason.' : `${count} lines differ without a known reason.`}`)
    if (count > 0) process.exitCode = 1
  } finally {
    await server.stop()
  }
}

async function main([folder, data]: string[]): Promise<void> {
  if (folder === undefined) {
    console.error('Usage: node bench/real.ts FOLDER [DATA]')
    process.exitCode = 2
    return
  }
  await loadLanguages()
  const scratch = mkdtempSync(join(tmpdir(), 'firebreak-real-'))
  try {
    await run({ folder: resolve(folder), data: resolve(data ?? join(scratch, 'data')), scratch })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

await main(process.argv.slice(2))
