/** Hover, definition and references as a reader has them: in the browser, over indexes that compilers made. */

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { call } from '../../src/platform/endpoint.ts'
import { listScipUploads } from '../../src/intel/contract.ts'
import { addFolder, listRepositories } from '../../src/repos/contract.ts'
import { launchBrowser } from '../../test/support/chromium.ts'
import { startProgram, type Program } from '../../test/support/program.ts'
import { seeded } from '../../test/support/random.ts'
import { signedIn } from '../../test/support/signed-in.ts'
import { namesOf, type Named } from '../browser/names.ts'
import { acts, Reader, type Act, type Outcome, type Timed } from '../browser/reader.ts'
import { figure } from '../contest.ts'
import { readRepos, type CorpusRepo } from '../corpus.ts'
import { cpuSecondsInAll, quantile } from '../measure.ts'
import { firstLine } from '../peers/grep.ts'
import { describeMachine, type Cell, type RunRecord } from '../record.ts'
import { emptyFolder, type Setting } from '../setting.ts'

/** How often each act shall succeed: in the repository with the most names, and in each other one. */
const wanted = { largest: 100, other: 10 }
/** Of some names nothing is known (they are of libraries without an index), so more are chosen than are wanted. */
const chosenPerWanted = 3

const seed = 4

interface Indexed {
  repo: CorpusRepo
  file: string
  named: Named
}

export async function browser(setting: Setting, record: RunRecord): Promise<void> {
  const indexed = await readIndexes(setting)
  const program = await startProgram({ dataDir: emptyFolder(setting.work, 'data'), env: { FIREBREAK_FETCH_EVERY: '0' } })
  const chromium = await launchBrowser()
  try {
    sayHow(record, chromium.version())
    await addAll(program, copyNewest(setting, indexed))
    const uploaded: Cell[][] = []
    for (const one of indexed) uploaded.push(await upload(one, program))
    record.table(['repository', 'indexer', 'commit', 'files', 'index, MB', 'files in it', 'names in it', 'read in, s'], uploaded)
    await untilIdle(program)
    const reader = new Reader(await signedIn(chromium, program))
    const rows: Cell[][] = []
    for (const one of indexed) rows.push(...(await readerOf(one, { reader, record, count: one === indexed.at(-1) ? wanted.largest : wanted.other })))
    record.table(['repository', 'act', 'times', 'p50, ms', 'p95, ms', 'slowest, ms', 'request, p50', 'request, p95', 'nothing known', 'not in sight'], rows)
  } finally {
    await chromium.close()
    await program.stop()
  }
}

function sayHow(record: RunRecord, version: string): void {
  record.say('# Names in the browser')
  record.say()
  describeMachine(record, [firstLine('git', '--version'), `Chromium ${version}, without a screen`])
  record.say()
  record.say(`The newest commits of these repositories are in one server, and an index of each was sent to \`/.api/scip/upload\`. In Chromium, on the same machine, one page goes from file to file, each time to a name that was chosen from all in the index (seed ${seed}), waits until it has come to rest, and one act is done: the pointer is put on the name and rests (\`hover\`; of which the page waits 150 ms on purpose, lest cards open under a pointer that passes), \`i\` is pressed at it (\`key\`; the same card), it is clicked with Ctrl, 150 ms after the pointer has come to it (\`definition\`; until the line is drawn where it leads to, or the list where there are several), or Shift F12 is pressed at it (\`references\`; until the first are listed). No name is asked about before, so neither the page nor the server knows an answer, but for what the page fetches by itself while the pointer or the cursor rests on a name; \`key at once\` and \`references at once\` are without that: the cursor is put on the name by a click, and the key pressed right after. The clock is the page's: from the time stamp of the event to the paint. \`request\` is, of that, the wait for the server's first answer.`)
}

/** The repositories that have an index, that with the most names last. */
async function readIndexes({ repos, scip }: Setting): Promise<Indexed[]> {
  const found: Indexed[] = []
  for (const repo of scip ? readRepos(repos) : []) {
    const file = join(scip ?? '', `${repo.name}.scip`)
    if (existsSync(file)) found.push({ repo, file, named: await namesOf(file, { random: seeded(seed), count: wanted.largest * chosenPerWanted * acts.length }) })
  }
  if (found.length === 0) throw new Error('BENCH_SCIP must name a folder with an index NAME.scip of at least one of the repositories.')
  return found.sort((a, b) => a.named.occurrences - b.named.occurrences)
}

/** Copies without a past, which is not asked about here. */
function copyNewest({ repos, work }: Setting, indexed: readonly Indexed[]): string {
  const folder = emptyFolder(work, 'newest')
  for (const { repo: { name } } of indexed) execFileSync('git', ['clone', '--quiet', '--bare', '--depth', '1', `file://${join(repos, name)}`, join(folder, name)])
  return folder
}

const optionsFor = ({ url, token }: Program) => ({ base: url, headers: { authorization: `Bearer ${token}` } })

async function addAll(program: Program, folder: string): Promise<void> {
  const { repos } = await call(addFolder, { body: { path: folder } }, optionsFor(program))
  const isReady = async () => (await call(listRepositories, { query: { state: 'ready' } }, optionsFor(program))).total === repos.length
  while (!(await isReady())) await setTimeout(pollMs)
}

const pollMs = 250

async function upload({ repo: { name, commit, files }, file, named }: Indexed, program: Program): Promise<Cell[]> {
  const { headers } = optionsFor(program)
  const bytes = readFileSync(file)
  const begun = performance.now()
  const answer = await fetch(`${program.url}/.api/scip/upload?${new URLSearchParams({ repository: name, commit })}`, { method: 'POST', headers, body: bytes })
  if (!answer.ok) throw new Error(`${file}: ${answer.status} ${await answer.text()}`)
  while (true) {
    const [done] = (await call(listScipUploads, { query: { repo: name } }, optionsFor(program))).uploads
    if (done?.state === 'failed') throw new Error(`${file}: ${done.failure}`)
    if (done?.state === 'completed') return [name, `${done.indexer} ${done.indexerVersion}`, commit.slice(0, 12), files.length, figure(bytes.length / 1e6), named.documents, named.occurrences, figure((performance.now() - begun) / 1000)]
    await setTimeout(pollMs)
  }
}

/** What is indexed after files can be searched would be counted as time that the reader waits. */
async function untilIdle({ pid }: Program): Promise<void> {
  for (let before = -1, now = cpuSecondsInAll(pid); now - before > 0.1; now = cpuSecondsInAll(pid)) {
    before = now
    await setTimeout(idleMs)
  }
}

const idleMs = 4000

/** The acts in turn, each at a name of its own, until each has succeeded often enough. */
async function readerOf({ repo: { name: repo }, named: { names } }: Indexed, { reader, record, count }: { reader: Reader; record: RunRecord; count: number }): Promise<Cell[][]> {
  const times = new Map<Act, Timed[]>(acts.map((act) => [act, []]))
  const drawn = (act: Act) => (times.get(act) ?? []).filter(({ outcome }) => outcome === 'drawn')
  const left = names.slice(0, count * chosenPerWanted * acts.length)
  for (let name = left.shift(); name; name = left.shift()) {
    const act = acts[left.length % acts.length] ?? 'hover'
    if (drawn(act).length >= count) continue
    const timed = await reader.time(repo, name, act)
    times.get(act)?.push(timed)
    if (timed.outcome !== 'drawn') continue
    record.measured(`${repo} ${name.path}:${name.line}:${name.column}`, act, 'ms', timed.milliseconds)
    record.measured(`${repo} ${name.path}:${name.line}:${name.column}`, act, 'request, ms', timed.request)
  }
  return acts.map((act) => rowOf({ repo, act, drawn: drawn(act), all: times.get(act) ?? [] }))
}

function rowOf({ repo, act, drawn, all }: { repo: string; act: Act; drawn: readonly Timed[]; all: readonly Timed[] }): Cell[] {
  const at = (q: number, of: (timed: Timed) => number) => figure(quantile(drawn.map(of), q))
  const counted = (outcome: Outcome) => all.filter((timed) => timed.outcome === outcome).length
  const whole = ({ milliseconds }: Timed) => milliseconds
  const request = ({ request }: Timed) => request
  return [repo, act, drawn.length, at(0.5, whole), at(0.95, whole), at(1, whole), at(0.5, request), at(0.95, request), counted('nothing'), counted('unseen')]
}
