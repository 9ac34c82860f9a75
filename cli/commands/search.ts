import { PatternType, searchStream, type Alert, type CommitMatch, type Match, type OwnerMatch, type Progress, type StreamEvent } from '../../src/search/contract.ts'
import { tellAlert } from '../alert.ts'
import { command } from '../command.ts'
import { readEvents } from '../event-stream.ts'
import { tellGaps } from '../ledger.ts'
import { aboutCommit, isOwner, linesOf, linesOfCommit, nameOf, whereOf } from '../matches.ts'
import { badUse, exit, Failure, type ExitCode } from '../problem.ts'
import { connect, type Server } from '../server.ts'
import { counted } from '../table.ts'
import type { Terminal } from '../terminal.ts'

export const search = command({
  summary: 'Search every repository',
  usage: 'QUERY',
  words: { least: 1, most: Infinity },
  flags: {
    'pattern-type': { type: 'string', value: 'TYPE', doc: 'How the pattern is read; keyword unless said', choices: PatternType.options },
    count: { type: 'string', value: 'N', doc: 'Stop after so many results, or all; the same as count: in the query' },
    cursor: { type: 'string', value: 'CURSOR', doc: 'Go on behind the last result of an answer to the same query, which gave this cursor' },
  },
  notes: [
    'QUERY is the language of the search page: repo: file: lang: rev: type: count: case: AND OR NOT /regexp/ "phrase"; type:symbol searches the names of what is defined; type:commit and type:diff search the history.',
    'On a terminal, results stand below their file. For other programs each line is REPOSITORY PATH:LINE:TEXT, or for a commit REPOSITORY ID DATE AUTHOR  SUBJECT with the lines that match indented below it; with --json each line is a match as the stream protocol has it, and the last one has "type": "progress".',
    'The exit code is 3 when something that the query asked for was not searched: standard error names it.',
  ],
  async run({ terminal, env }, { words, flags }) {
    const count = flags.count === undefined ? '' : ` count:${readCount(flags.count)}`
    const question = { q: `${words.join(' ')}${count}`, t: flags['pattern-type'] ?? 'keyword', ...(flags.cursor === undefined ? {} : { cursor: flags.cursor }) }
    const events = await openStream(await connect(env), { ...question, ...(flags.json && isStructural(question) ? { cm: 'true', cl: 0 } : {}) })
    return flags.json ? follow(events, jsonTeller(terminal)) : follow(events, textTeller(terminal))
  },
})

/** Its matches go over several lines, whose ranges only chunks tell. */
function isStructural({ q, t }: { q: string; t: string }): boolean {
  return t === 'structural' || /(^|\s)patterntype:structural(\s|$)/i.test(q)
}

function readCount(text: string): string {
  if (/^([1-9]\d{0,8}|all)$/.test(text)) return text
  throw badUse(`--count is a number from 1 or the word all, not ${text}.`)
}

async function openStream(server: Server, query: { q: string; t: string; cursor?: string; cm?: string; cl?: number }): Promise<AsyncGenerator<StreamEvent>> {
  const { body } = await server.open(searchStream, { query: { ...query, v: 'V3' } })
  if (!body) throw new Failure('The server sent no results.')
  return readEvents(body) as AsyncGenerator<StreamEvent>
}

/** How a search is told as it goes on. */
interface Teller {
  match(match: Match): void
  progress(progress: Progress): void
  alert(alert: Alert): void
  end(last: Progress): void
}

async function follow(events: AsyncGenerator<StreamEvent>, tell: Teller): Promise<ExitCode> {
  let last: Progress | undefined
  let alert: Alert | undefined
  for await (const { event, data } of events) {
    if (event === 'matches') data.forEach(tell.match)
    if (event === 'alert') tell.alert((alert = data))
    if (event === 'error') throw new Failure(data.message, { code: 'search.failed' })
    if (event === 'progress') tell.progress((last = data))
  }
  if (!last?.done) throw new Failure('The search broke off before its end: what stands above is not all.', { code: 'search.broken_off' })
  tell.end(last)
  if (last.coverage.gaps > 0) return exit.incomplete
  // Nothing was left out and yet it is not complete: the query was understood so little that nothing ran.
  return alert && !last.coverage.complete ? exit.failed : exit.done
}

function textTeller(terminal: Terminal): Teller {
  let heading: string | undefined
  const tellGrouped = (match: Match) => {
    if (match.type === 'commit') return tellCommit(terminal, match)
    if (isOwner(match)) return tellOwner(terminal, match)
    if (heading !== undefined && heading !== whereOf(match)) terminal.print('')
    if (heading !== whereOf(match)) terminal.print({ text: (heading = whereOf(match)), style: 'magenta' })
    for (const { line, pieces } of linesOf(match)) terminal.print({ text: `${line}`, style: 'green' }, ':', ...pieces)
  }
  const tellFlat = (match: Match) => {
    if (match.type === 'commit') return tellCommit(terminal, match)
    if (isOwner(match)) return tellOwner(terminal, match)
    const lines = linesOf(match)
    if (lines.length === 0) terminal.print(whereOf(match))
    for (const { line, pieces } of lines) terminal.print(`${whereOf(match)}:${line}:`, ...pieces)
  }
  return {
    match: terminal.isInteractive ? tellGrouped : tellFlat,
    progress: ({ matchCount, coverage }) => terminal.progress(`${counted(matchCount, 'result')} · ${counted(coverage.repositories, 'repository', 'repositories')}`),
    alert: (alert) => tellAlert(terminal, alert),
    end(last) {
      const { repositories, files, commits } = last.coverage
      const searched = [counted(repositories, 'repository', 'repositories'), files > 0 || commits === 0 ? counted(files, 'file') : '', commits > 0 ? counted(commits, 'commit') : ''].filter(Boolean).join(', ')
      terminal.note(`${last.matchCount === 0 ? 'No results' : counted(last.matchCount, 'result')} in ${searched}, ${last.durationMs} ms`)
      if (last.cursor !== undefined) terminal.note(`There is more: add --cursor ${last.cursor}`)
      tellGaps(terminal, last.coverage)
    },
  }
}

/** Alike for people and programs: a line for the commit, and below it what matched, each line set off by two blanks. */
function tellCommit(terminal: Terminal, match: CommitMatch): void {
  terminal.print({ text: whereOf(match), style: 'magenta' }, ` ${aboutCommit(match)}`)
  for (const pieces of linesOfCommit(match)) terminal.print('  ', ...pieces)
}

function tellOwner(terminal: Terminal, match: OwnerMatch): void {
  terminal.print({ text: nameOf(match), style: 'magenta' }, `  ${counted(match.files, 'file')} in ${counted(match.repositories, 'repository', 'repositories')}`)
}

function jsonTeller(terminal: Terminal): Teller {
  return {
    match: (match) => terminal.printJson(match, { oneLine: true }),
    progress: () => {},
    alert: (alert) => tellAlert(terminal, alert),
    end(last) {
      terminal.printJson({ type: 'progress', ...last }, { oneLine: true })
      tellGaps(terminal, last.coverage)
    },
  }
}
