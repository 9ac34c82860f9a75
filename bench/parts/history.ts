/** Searching every change of a mainline, and counting at every commit, beside `git log -G`, `git log -S` and `git grep` at samples. */

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ChangeSearch, compileLinePattern, countOverTime, History, type LinePattern, type Series } from '../../engine/history/index.ts'
import { UNMETERED } from '../../engine/regex/index.ts'
import { figure } from '../contest.ts'
import { readRepos, type CorpusRepo } from '../corpus.ts'
import { commandLine, median, runScript, sum } from '../measure.ts'
import { firstLine } from '../peers/grep.ts'
import { describeMachine, type Cell, type RunRecord } from '../record.ts'
import { emptyFolder, type Setting } from '../setting.ts'

/** Written so that git's dialects and ours mean the same by it. */
const asked: readonly { pattern: string; regex: boolean }[] = [
  { pattern: 'nowhere_to_be_found', regex: false },
  { pattern: 'deprecated', regex: false },
  { pattern: 'TODO', regex: false },
  { pattern: '[0-9]+[.][0-9]+[.][0-9]+', regex: true },
]

const samples = 20
const rounds = 5

export async function history(setting: Setting, record: RunRecord): Promise<void> {
  const repos = chooseHistories(setting)
  record.say('# The history of a mainline')
  record.say()
  describeMachine(record, [firstLine('git', '--version')])
  record.say()
  record.say(`A change is found if a commit brings or takes away a line that matches, against its first parent. Firebreak answers in one thread, its index open: the middle of ${rounds} times. Git was asked once. A count over time is the number of matching lines at every commit; git's are taken at ${samples} commits only, evenly spaced.`)
  const building: Cell[][] = []
  const searching: Cell[][] = []
  const counting: Cell[][] = []
  for (const repo of repos) {
    const dir = join(setting.repos, repo.name)
    const folder = join(emptyFolder(setting.work, 'history'), 'index')
    building.push(measureBuild({ repo, dir, folder, record }))
    const open = History.open(folder)
    for (const query of asked) {
      searching.push(measureSearch({ repo, dir, open, query, record }))
      counting.push(measureCount({ repo, dir, open, query, record }))
    }
    open.close()
  }
  record.say()
  record.say('## Building')
  record.table(['repository', 'commits', 's', 'CPU s, git included', 'of which `git log` alone, CPU s', 'index, MB', '÷ text of HEAD'], building)
  record.say('## Which commits changed it')
  record.table(['repository', 'pattern', 'commits', 'Firebreak, ms', '`git log -G`, s', '÷', '`git log -S`, s', '÷', 'beside -G'], searching)
  record.say('## Counts over time')
  record.table(['repository', 'pattern', 'changes of the count', 'Firebreak, ms', `${samples} × \`git grep -c\`, s`, '÷', `equal at the ${samples}`], counting)
}

const longHistory = 20_000

/** BENCH_HISTORIES names them; without, the two smallest of the long ones. */
function chooseHistories({ repos }: Setting): CorpusRepo[] {
  const all = readRepos(repos)
  const names = process.env['BENCH_HISTORIES']?.split(',')
  if (names) return names.flatMap((name) => all.find((repo) => repo.name === name) ?? [])
  return all.filter(({ name }) => Number(git(join(repos, name), 'rev-list', '--first-parent', '--count', 'HEAD').output) >= longHistory).slice(0, 2)
}

const git = (dir: string, ...args: string[]) => runScript(commandLine(['git', ...args]), { cwd: dir, env: { LC_ALL: 'C' } })

function measureBuild({ repo, dir, folder, record }: { repo: CorpusRepo; dir: string; folder: string; record: RunRecord }): Cell[] {
  const { cost } = runScript(commandLine([process.execPath, join(import.meta.dirname, '../peers/build-history.ts'), dir, folder]), { cwd: dir })
  const alone = runScript(`${commandLine(['git', 'log', '--first-parent', '--diff-merges=first-parent', '--no-renames', '-p', '--unified=0', '--reverse'])} > /dev/null || echo stopped`, { cwd: dir })
  if (alone.output !== '') throw new Error(`Git cannot read all of the mainline of ${repo.name}: the clone lacks a blob. Its answers would be those for a part.`)
  const open = History.open(folder)
  const { length } = open
  open.close()
  const bytes = sum(readdirSync(folder).map((name) => statSync(join(folder, name)).size))
  for (const [measure, value] of Object.entries({ ...cost, bytes })) record.measured(`build ${repo.name}`, 'Firebreak', measure, value)
  return [repo.name, length, figure(cost.seconds), figure(cost.cpuSeconds), figure(alone.cost.cpuSeconds), figure(bytes / 1e6), figure(bytes / repo.bytes)]
}

interface Question {
  repo: CorpusRepo
  dir: string
  open: History
  query: (typeof asked)[number]
  record: RunRecord
}

function measureSearch({ repo, dir, open, query, record }: Question): Cell[] {
  const ours = timed(() => new ChangeSearch(open, compiled(query), unmetered).positions)
  const found = new Set([...ours.value].map((position) => open.oidAt(position)))
  const byRegex = askLog(dir, '-G', query.pattern)
  const byString = query.regex ? null : askLog(dir, '-S', query.pattern)
  const title = `${repo.name}: ${query.pattern}`
  record.measured(title, 'Firebreak', 'ms', ours.milliseconds)
  record.measured(title, 'git log -G', 's', byRegex.seconds)
  if (byString) record.measured(title, 'git log -S', 's', byString.seconds)
  const times = (seconds: number) => [figure(seconds), figure((seconds * 1000) / ours.milliseconds)]
  return [repo.name, `\`${query.pattern}\``, found.size, figure(ours.milliseconds), ...times(byRegex.seconds), ...(byString ? times(byString.seconds) : ['–', '–']), sayDifference(found, byRegex.oids)]
}

function askLog(dir: string, option: '-G' | '-S', pattern: string): { oids: Set<string>; seconds: number } {
  const { output, cost } = git(dir, 'log', `${option}${pattern}`, '--first-parent', '--diff-merges=first-parent', '--no-renames', '-s', '--format=%H')
  return { oids: new Set(output.split('\n').filter(Boolean)), seconds: cost.seconds }
}

function sayDifference(ours: ReadonlySet<string>, theirs: ReadonlySet<string>): string {
  const [more, less] = [ours.difference(theirs), theirs.difference(ours)]
  for (const oid of [...more].slice(0, 5)) console.error(`  only ours: ${oid}`)
  for (const oid of [...less].slice(0, 5)) console.error(`  only git's: ${oid}`)
  return more.size + less.size === 0 ? 'equal' : `${more.size} more, ${less.size} fewer`
}

function measureCount({ repo, dir, open, query, record }: Question): Cell[] {
  const ours = timed(() => countOverTime(open, compiled(query), unmetered))
  const theirs = sampled(open).map((position) => ({ position, ...countAt(dir, open.oidAt(position), query) }))
  const seconds = sum(theirs.map((each) => each.seconds))
  const differing = theirs.filter(({ position, count }) => count !== countOf(ours.value, position))
  for (const { position, count } of differing) console.error(`  ${repo.name} ${query.pattern} at ${open.oidAt(position)}: ${countOf(ours.value, position)} by ours, ${count} by git`)
  record.measured(`${repo.name}: ${query.pattern}`, 'Firebreak', 'count over time, ms', ours.milliseconds)
  record.measured(`${repo.name}: ${query.pattern}`, 'git grep', 'samples, s', seconds)
  return [repo.name, `\`${query.pattern}\``, ours.value.positions.length, figure(ours.milliseconds), figure(seconds), figure((seconds * 1000) / ours.milliseconds), `${samples - differing.length} of ${samples}`]
}

const sampled = ({ length }: History) => Array.from({ length: samples }, (_, i) => Math.round(((i + 1) * (length - 1)) / samples))

function countAt(dir: string, oid: string, { pattern, regex }: Question['query']): { count: number; seconds: number } {
  const { output, cost } = git(dir, 'grep', '-I', '-c', '-h', regex ? '-E' : '-F', '-e', pattern, oid)
  return { count: sum(output.split('\n').filter(Boolean).map(Number)), seconds: cost.seconds }
}

/** The number from the last change at or before a commit. */
function countOf({ positions, counts }: Series, position: number): number {
  const i = positions.findLastIndex((at) => at <= position)
  return i < 0 ? 0 : (counts[i] ?? NaN)
}

function compiled({ pattern, regex }: Question['query']): LinePattern {
  const result = compileLinePattern({ kind: 'atom', field: 'content', pattern, regex }, { caseSensitive: true })
  if (!result.ok) throw new Error(result.message)
  return result.pattern
}

const unmetered = { paths: null, meter: UNMETERED }

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
