/** Structural search through the server, beside ast-grep's command line on the same trees. */

import { execFileSync } from 'node:child_process'
import { join, relative } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { languageOf, loadLanguages } from '../../engine/lang.ts'
import type { Match, Progress } from '../../src/search/contract.ts'
import { astGrep } from '../../syntax/structure/ast-grep.fixture.ts'
import { figure } from '../contest.ts'
import { layOut, readRepos, type CorpusRepo } from '../corpus.ts'
import { commandLine, geometricMean, median, runScript, sum } from '../measure.ts'
import { firstLine } from '../peers/grep.ts'
import { addAll, startServer, type Server } from '../real/server.ts'
import { describeMachine, type Cell, type RunRecord } from '../record.ts'
import { emptyFolder, type Setting } from '../setting.ts'

/** `lang` is the language as ast-grep's command line names it. */
type Question = { repo: string; language: string; lang: string; pattern: string; literal: boolean }

const ask = (repo: string, language: string, lang: string) => (pattern: string, literal = true): Question => ({ repo, language, lang, pattern, literal })
const inExpress = ask('express', 'JavaScript', 'js')
const inRedis = ask('redis', 'C', 'c')
const inEtcd = ask('etcd', 'Go', 'go')
const inAnsible = ask('ansible', 'Python', 'py')
const inCargo = ask('cargo', 'Rust', 'rs')
const inNetty = ask('netty', 'Java', 'java')

/** A literal is a word that every match contains. Each pattern means the same to both as it stands. */
const questions: readonly Question[] = [
  inExpress('res.sendFile($$$)'), inExpress('res.send($A)'), inExpress('$A === undefined'), inExpress('if ($A) return $B', false), inExpress('$A || $A', false),
  inRedis('memcpy($A, $B, sizeof($B))'), inRedis('if ($A == NULL) return NULL;'), inRedis('while (1) { $$$ }'), inRedis('$A = $A + $B', false),
  inEtcd('defer $A.Unlock()'), inEtcd('ctx, cancel := context.WithTimeout($$$)'), inEtcd('if err != nil { return $A }'), inEtcd('$A == $A', false),
  inAnsible('subprocess.Popen($$$)'), inAnsible('open($$$)'), inAnsible('$A.get($B, None)'), inAnsible('raise $E($$$) from $F'), inAnsible('$A[$B] = $C', false),
  inCargo('unsafe { $$$ }'), inCargo('$A.unwrap()'), inCargo('panic!($$$)'), inCargo('$A.clone().clone()'), inCargo('$A = $A', false),
  inNetty('Thread.sleep($A)'), inNetty('new HashMap<>()'), inNetty('throw new IllegalStateException($$$);'), inNetty('if ($A == null) { $$$ }'), inNetty('$A == $A', false),
]

export async function structural(setting: Setting, record: RunRecord): Promise<void> {
  await loadLanguages()
  const repos = readRepos(setting.repos).filter(({ name }) => questions.some(({ repo }) => repo === name))
  layOut(setting.repos, repos, join(setting.work, 'trees'))
  record.say('# Code by its structure')
  record.say()
  describeMachine(record, [firstLine(astGrep(), '--version'), firstLine('git', '--version')])
  record.say()
  record.say(`The newest commits of ${repos.length} repositories, all in one server, are searched through its stream: each pattern in the files of one language of one repository, all matches of it. The first time nothing of the query is known, but trees of files that a pattern before it asked for may be kept; then ${setting.rounds} times more, of which the middle is told. ast-grep reads the same tree from disk, which is in memory, the same number of times, and prints JSON. The server searches texts in a thread for each core and parses in two processes; ast-grep runs a thread for each core. CPU is that of all processes on either side, in steps of ten milliseconds. What is compared are places: path, first and last byte.`)
  const server = await startServer(emptyFolder(setting.work, 'data'))
  try {
    await addAll(server, copyNewest(setting, repos))
    await untilIdle(server)
    await contestOf(repos, { server, setting, record })
  } finally {
    await server.stop()
  }
}

/** Copies without a past, which is not searched here. */
function copyNewest({ repos: from, work }: Setting, repos: readonly CorpusRepo[]): string {
  const folder = emptyFolder(work, 'newest')
  for (const { name } of repos) execFileSync('git', ['clone', '--quiet', '--bare', '--depth', '1', `file://${join(from, name)}`, join(folder, name)])
  return folder
}

/** What is indexed after files can be searched would be counted as the work of queries. */
async function untilIdle(server: Server): Promise<void> {
  for (let before = -1, now = server.cpuSeconds(); now - before > 0.1; now = server.cpuSeconds()) {
    before = now
    await setTimeout(idleMs)
  }
}

const idleMs = 4000
/** While ast-grep ran nothing else could, and connections that the server has closed meanwhile must be seen to be closed. */
const settleMs = 50

interface Contest {
  server: Server
  setting: Setting
  record: RunRecord
}

interface Times {
  seconds: number
  cpuSeconds: number
}

async function contestOf(repos: readonly CorpusRepo[], contest: Contest): Promise<void> {
  const { record } = contest
  const rows: Cell[][] = []
  const ratios: Ratio[] = []
  for (const question of questions) {
    const repo = repos.find(({ name }) => name === question.repo)
    if (!repo) continue
    const { first, ours, theirs, difference, places } = await measure(question, contest)
    const ratio = { literal: question.literal, first: ratioOf(theirs, first), again: ratioOf(theirs, ours), isEqual: difference === 'equal' }
    ratios.push(ratio)
    rows.push([question.repo, question.language, `\`${question.pattern}\``, question.literal ? 'yes' : 'no', places, ...[first, ours, theirs].flatMap(({ seconds, cpuSeconds }) => [figure(seconds * 1000), figure(cpuSeconds)]), figure(ratio.first.seconds), figure(ratio.again.seconds), difference])
  }
  record.table(['repository', 'language', 'pattern', 'literal', 'matches', 'first, ms', 'CPU, s', 'again, ms', 'CPU, s', 'ast-grep, ms', 'CPU, s', '÷ first', '÷ again', 'places'], rows)
  for (const literal of [true, false]) {
    const these = ratios.filter((ratio) => ratio.literal === literal)
    record.say(`${literal ? 'With' : 'Without'} a literal, ${these.length} patterns. How many times as much ast-grep takes:`)
    record.table(['', 'geometric mean', 'least', 'most', 'Firebreak takes less in'], [
      summaryOf('time, the first time', these.map(({ first }) => first.seconds)), summaryOf('CPU, the first time', these.map(({ first }) => first.cpuSeconds)),
      summaryOf('time, again', these.map(({ again }) => again.seconds)), summaryOf('CPU, again', these.map(({ again }) => again.cpuSeconds)),
    ])
  }
  record.say(`The same places in ${ratios.filter(({ isEqual }) => isEqual).length} of ${ratios.length}.`)
}

interface Ratio {
  literal: boolean
  first: Times
  again: Times
  isEqual: boolean
}

/** What is too short to be measured counts as the shortest that can be. */
const ratioOf = (theirs: Times, ours: Times): Times => ({ seconds: theirs.seconds / ours.seconds, cpuSeconds: theirs.cpuSeconds / Math.max(ours.cpuSeconds, 0.01) })

const summaryOf = (what: string, ratios: readonly number[]): Cell[] =>
  [what, figure(geometricMean(ratios)), figure(Math.min(...ratios)), figure(Math.max(...ratios)), `${ratios.filter((ratio) => ratio > 1).length} of ${ratios.length}`]

async function measure(question: Question, { server, setting, record }: Contest): Promise<{ first: Times; ours: Times; theirs: Times; difference: string; places: number }> {
  const first = await askServer(server, question)
  const rounds = await inTurn(setting.rounds, () => askServer(server, question))
  const peer = await inTurn(setting.rounds, () => Promise.resolve(runPeer(setting, question)))
  const title = `${question.repo}: ${question.pattern}`
  for (const [what, value] of Object.entries(first.times)) record.measured(title, 'Firebreak', `first, ${what}`, value)
  for (const { times } of rounds) for (const [what, value] of Object.entries(times)) record.measured(title, 'Firebreak', what, value)
  for (const { times } of peer) for (const [what, value] of Object.entries(times)) record.measured(title, 'ast-grep', what, value)
  return { first: first.times, ours: middle(rounds), theirs: middle(peer), difference: differenceOf(question, first.places, peer[0]?.places ?? new Set()), places: first.places.size }
}

interface Answer {
  places: Set<string>
  times: Times
}

async function inTurn(rounds: number, work: () => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = []
  for (let round = 0; round < rounds; round++) answers.push(await work())
  return answers
}

const middle = (answers: readonly Answer[]): Times => ({
  seconds: median(answers.map(({ times }) => times.seconds)),
  cpuSeconds: sum(answers.map(({ times }) => times.cpuSeconds)) / answers.length,
})

async function askServer(server: Server, { repo, language, pattern }: Question): Promise<Answer> {
  await setTimeout(settleMs)
  const cpu = server.cpuSeconds()
  const begun = performance.now()
  const query = `repo:^${RegExp.escape(repo)}$ lang:"${language}" count:all timeout:60s ${pattern}`
  const text = await (await server.open(`/.api/search/stream?${new URLSearchParams({ q: query, t: 'structural', cm: 'true', cl: '0' })}`)).text()
  const times = { seconds: (performance.now() - begun) / 1000, cpuSeconds: server.cpuSeconds() - cpu }
  const places = new Set<string>()
  let progress: Progress | undefined
  for (const { event, data } of eventsOf(text)) {
    if (event === 'alert' || event === 'error') throw new Error(`${query}: ${data}`)
    if (event === 'progress') progress = JSON.parse(data)
    if (event === 'matches') addPlaces(JSON.parse(data), places)
  }
  if (!progress?.coverage.complete) throw new Error(`${query} was not searched whole: ${JSON.stringify(progress?.coverage.rows)}`)
  return { places, times }
}

const eventsOf = (text: string) => text.split('\n\n').flatMap((part) => {
  const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? []
  return event === undefined || data === undefined ? [] : [{ event, data }]
})

function addPlaces(matches: readonly Match[], places: Set<string>): void {
  for (const match of matches) {
    if (match.type !== 'content') continue
    for (const { ranges } of match.chunkMatches ?? []) for (const { start, end } of ranges) places.add(`${match.path} ${start.offset}-${end.offset}`)
  }
}

type Printed = { file: string; range: { byteOffset: { start: number; end: number } } }

function runPeer({ work }: Setting, { repo, lang, pattern }: Question): Answer {
  const dir = join(work, 'trees', repo)
  const { output, cost } = runScript(commandLine([astGrep(), 'run', '--lang', lang, '--pattern', pattern, '--json=compact', '--no-ignore', 'hidden', '--no-ignore', 'vcs', dir]), { cwd: dir })
  const printed: Printed[] = JSON.parse(Buffer.from(output, 'latin1').toString())
  return { places: new Set(printed.map(({ file, range: { byteOffset } }) => `${relative(dir, file)} ${byteOffset.start}-${byteOffset.end}`)), times: cost }
}

/** ast-grep tells languages by a list of endings; what it takes for another language is no difference of structure. */
function differenceOf({ language }: Question, ours: ReadonlySet<string>, theirs: ReadonlySet<string>): string {
  const comparable = (place: string) => languageOf(place.slice(0, place.lastIndexOf(' '))) === language
  const more = [...ours].filter((place) => !theirs.has(place))
  const less = [...theirs].filter((place) => !ours.has(place) && comparable(place))
  for (const place of more.slice(0, 5)) console.error(`  only ours: ${place}`)
  for (const place of less.slice(0, 5)) console.error(`  only theirs: ${place}`)
  return more.length + less.length === 0 ? 'equal' : `${more.length} more, ${less.length} fewer`
}
