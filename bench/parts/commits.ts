/** Searching what commits say and who made them, in the store of commits, beside a walk over git's own and `git log`. */

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CommitSearch, CommitStore, CompiledQuery, walk, type CommitQuery } from '../../engine/commits/index.ts'
import { UNMETERED } from '../../engine/regex/index.ts'
import { walkCommits } from '../../src/repos/git/walk.ts'
import { figure } from '../contest.ts'
import { readRepos, type CorpusRepo } from '../corpus.ts'
import { commandLine, median, runScript, sum } from '../measure.ts'
import { firstLine } from '../peers/grep.ts'
import { describeMachine, type Cell, type RunRecord } from '../record.ts'
import { emptyFolder, type Setting } from '../setting.ts'

/** What is asked, and the same for `git log`; written so that git's dialect and ours mean the same by it. */
interface Question {
  title: string
  query: Partial<CommitQuery>
  options: string[]
}

const message = (pattern: string): Question => ({ title: `\`${pattern}\``, query: { pattern: { kind: 'atom', field: 'content', pattern, regex: true } }, options: [`--grep=${pattern}`] })
const by = (author: string): Question => ({ title: `\`author:${author}\``, query: { authors: [{ pattern: author, negated: false }] }, options: [`--author=${author}`] })
const both = (one: Question, other: Question): Question => ({ title: `${one.title} ${other.title}`, query: { ...one.query, ...other.query }, options: [...one.options, ...other.options] })
const until: Question = { title: '`before:2012-01-01`', query: { to: Date.UTC(2012, 0, 1) }, options: [`--min-age=${Date.UTC(2012, 0, 1) / 1000 - 1}`] }

const asked: readonly Question[] = [
  message('nowhere to be found'), message('deprecated'), message('fix'), message('revert "[a-z]+ '), message('CVE-20[0-9][0-9]-[0-9]+'),
  by('@gmail\\.com'), both(message('fix'), by('@gmail\\.com')), both(message('security'), until),
]

const rounds = 5

export async function commits(setting: Setting, record: RunRecord): Promise<void> {
  record.say('# The commits of a repository')
  record.say()
  describeMachine(record, [firstLine('git', '--version')])
  record.say()
  record.say(`All commits that HEAD reaches are asked about, regardless of case, and all that match are handed over, with the places where they do. Firebreak answers in one thread, its store open and the order of the walk known, but nothing of the query: the middle of ${rounds} times. What it did without a store, reading every commit from git and judging it, is the walk. That and git were asked once.`)
  const building: Cell[][] = []
  const searching: Cell[][] = []
  for (const repo of chooseRepositories(setting)) {
    const dir = join(setting.repos, repo.name)
    const folder = join(emptyFolder(setting.work, 'commits'), 'store')
    building.push(measureBuild({ repo, dir, folder, record }))
    const store = CommitStore.open(folder)
    for (const question of asked) searching.push(await measureSearch({ repo, dir, store, question, record }))
    store.close()
  }
  record.say()
  record.say('## Building, of all branches and tags')
  record.table(['repository', 'commits', 's', 'CPU s, git included', 'store, MB', 'the order of a walk, ms'], building)
  record.say('## Searching')
  record.table(['repository', 'asked', 'commits', 'Firebreak, ms', 'the first 200, ms', 'walk, s', '÷', '`git log`, s', '÷', 'beside the walk', 'beside git'], searching)
}

/** BENCH_HISTORIES names them; without, git and rails, or what there is of them. */
function chooseRepositories({ repos }: Setting): CorpusRepo[] {
  const all = readRepos(repos)
  const names = process.env['BENCH_HISTORIES']?.split(',') ?? ['git', 'rails']
  return names.flatMap((name) => all.find((repo) => repo.name === name) ?? [])
}

interface Measured {
  repo: CorpusRepo
  dir: string
  record: RunRecord
}

function measureBuild({ repo, dir, folder, record }: Measured & { folder: string }): Cell[] {
  const { cost } = runScript(commandLine([process.execPath, join(import.meta.dirname, '../peers/build-commits.ts'), dir, folder]), { cwd: dir })
  const store = CommitStore.open(folder)
  const order = timed(() => walk(store.graph, { tip: store.numberOf(headOf(dir)), exclude: [] }, UNMETERED))
  store.close()
  const bytes = sum(readdirSync(folder).map((name) => statSync(join(folder, name)).size))
  for (const [measure, value] of Object.entries({ ...cost, bytes, orderMs: order.milliseconds })) record.measured(`build ${repo.name}`, 'Firebreak', measure, value)
  return [repo.name, store.length, figure(cost.seconds), figure(cost.cpuSeconds), figure(bytes / 1e6), figure(order.milliseconds)]
}

const headOf = (dir: string) => runScript(commandLine(['git', 'rev-parse', 'HEAD']), { cwd: dir }).output.trim()

async function measureSearch({ repo, dir, store, question, record }: Measured & { store: CommitStore; question: Question }): Promise<Cell[]> {
  const query: CommitQuery = { pattern: null, caseSensitive: false, authors: [], committers: [], messages: [], from: -Infinity, to: Infinity, ...question.query }
  const order = walk(store.graph, { tip: store.numberOf(headOf(dir)), exclude: [] }, UNMETERED)
  const ours = timed(() => searchStore(store, query, order))
  const first = timed(() => begin(store, query).page(order, { at: 0, count: atOnce }))
  const walked = await walkAll(dir, query)
  const { output, cost } = runScript(commandLine(['git', '-c', 'log.mailmap=false', 'log', '--format=%H', '-i', '-E', ...question.options, 'HEAD']), { cwd: dir, env: { LC_ALL: 'C.UTF-8' } })
  const title = `${repo.name}: ${question.title}`
  record.measured(title, 'Firebreak', 'ms', ours.milliseconds)
  record.measured(title, 'Firebreak', 'first 200, ms', first.milliseconds)
  record.measured(title, 'walk', 's', walked.seconds)
  record.measured(title, 'git log', 's', cost.seconds)
  const times = (seconds: number) => [figure(seconds), figure((seconds * 1000) / ours.milliseconds)]
  const sameOrder = ours.value.join() === walked.oids.join() ? 'equal, in the same order' : sayDifference(ours.value, walked.oids)
  return [repo.name, question.title, ours.value.length, figure(ours.milliseconds), figure(first.milliseconds), ...times(walked.seconds), ...times(cost.seconds), sameOrder, sayDifference(ours.value, output.split('\n').filter(Boolean))]
}

const notCancelled = { isCancelled: () => false }
const atOnce = 200

const begin = (store: CommitStore, query: CommitQuery) => new CommitSearch(store, new CompiledQuery(query), notCancelled)

/** As a worker does it for one answer after another. */
function searchStore(store: CommitStore, query: CommitQuery, order: Uint32Array): string[] {
  const search = begin(store, query)
  const oids: string[] = []
  for (let at: number | null = 0; at !== null; ) {
    const { hits, next } = search.page(order, { at, count: atOnce })
    for (const hit of hits) if (hit.kind === 'stored') oids.push(hit.commit.oid)
    at = next
  }
  return oids
}

async function walkAll(dir: string, asked: CommitQuery): Promise<{ oids: string[]; seconds: number }> {
  const query = new CompiledQuery(asked)
  const begun = performance.now()
  const oids: string[] = []
  const signed = ({ name, email }: { name: string; email: string }) => Buffer.from(`${name} <${email}>`)
  for await (const { oid, author, committer, message: text } of walkCommits(gitDirOf(dir), { include: [headOf(dir)] })) {
    const time = (committer.time ?? 0) * 1000
    if (time < asked.from || time >= asked.to || !query.isAuthor(signed(author), UNMETERED)) continue
    if (query.judge(Buffer.from(text), { meter: UNMETERED, ...notCancelled })) oids.push(oid)
  }
  return { oids, seconds: (performance.now() - begun) / 1000 }
}

const gitDirOf = (dir: string) => runScript(commandLine(['git', 'rev-parse', '--absolute-git-dir']), { cwd: dir }).output.trim()

function sayDifference(ours: readonly string[], theirs: readonly string[]): string {
  const [more, less] = [new Set(ours).difference(new Set(theirs)), new Set(theirs).difference(new Set(ours))]
  for (const oid of [...more].slice(0, 5)) console.error(`  only ours: ${oid}`)
  for (const oid of [...less].slice(0, 5)) console.error(`  only theirs: ${oid}`)
  return more.size + less.size === 0 ? 'equal' : `${more.size} more, ${less.size} fewer`
}

/** The middle of several times; the first one warms up. */
function timed<T>(work: () => T): { value: T; milliseconds: number } {
  let value = work()
  const times = Array.from({ length: rounds }, () => {
    const begun = performance.now()
    value = work()
    return performance.now() - begun
  })
  return { value, milliseconds: median(times) }
}
