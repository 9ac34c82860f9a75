import type { Answer } from '../../src/platform/endpoint.ts'
import { PatternType, searchSeries } from '../../src/search/contract.ts'
import { tellAlert } from '../alert.ts'
import { command } from '../command.ts'
import { tellGaps } from '../ledger.ts'
import { exit, type ExitCode } from '../problem.ts'
import { connect } from '../server.ts'
import { sparkline } from '../sparkline.ts'
import { columns, counted } from '../table.ts'
import type { Terminal } from '../terminal.ts'

type Counted = Answer<typeof searchSeries>
type Series = Counted['series'][number]

export const series = command({
  summary: 'Count the lines that match at every commit of each mainline',
  usage: 'QUERY',
  words: { least: 1, most: Infinity },
  flags: { 'pattern-type': { type: 'string', value: 'TYPE', doc: 'How the pattern is read; keyword unless said', choices: PatternType.options } },
  notes: [
    'A line for each repository in which a line ever matched: how many match now, the most there were, and how it went, from the first match to today.',
    'With --json: an array with {repo, points: [{oid, time, count}]} for each repository, where a point is a commit that changed the count, oldest first.',
    'The exit code is 3 when something could not be counted: standard error names it.',
  ],
  async run({ terminal, env }, { words, flags }) {
    const answer = await (await connect(env)).call(searchSeries, { body: { query: words.join(' '), patternType: flags['pattern-type'] ?? 'keyword' } })
    if (flags.json) terminal.printJson(answer.series)
    else tell(terminal, answer.series)
    return tellRest(terminal, answer)
  },
})

function tell(terminal: Terminal, all: readonly Series[]): void {
  const found = all.filter(({ points }) => points.length > 0)
  const head = ['Repository', 'Now', 'Most', 'Changes', 'Since', '']
  for (const line of columns(found.length > 0 ? [head, ...found.map((one) => rowOf(one))] : [])) terminal.print(line)
}

const width = 32

function rowOf({ repo, points }: Series): string[] {
  const counts = points.map(({ count }) => count)
  const most = counts.reduce((a, b) => Math.max(a, b), 0)
  return [repo, number(counts.at(-1) ?? 0), number(most), number(points.length), points[0]?.time.slice(0, 10) ?? '', sparkline(points, { width, until: Date.now() })]
}

const number = (value: number): string => value.toLocaleString('en')

function tellRest(terminal: Terminal, { series: all, alert, ledger }: Counted): ExitCode {
  if (alert) tellAlert(terminal, alert)
  const lines = all.reduce((sum, { points }) => sum + (points.at(-1)?.count ?? 0), 0)
  terminal.note(`${counted(lines, 'line')} now, in ${counted(ledger.repositories, 'repository', 'repositories')}`)
  const gaps = ledger.rows.filter(({ state }) => state === 'partly' || state === 'not_searched').length
  tellGaps(terminal, { ...ledger, gaps })
  if (gaps > 0) return exit.incomplete
  // Nothing was left out and yet it is not complete: the query has no meaning here, so nothing was counted.
  return alert && (!ledger.complete || ledger.repositories === 0) ? exit.failed : exit.done
}
