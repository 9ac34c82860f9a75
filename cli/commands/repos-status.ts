import { getRepository, type Repository } from '../../src/repos/contract.ts'
import { command } from '../command.ts'
import { exit } from '../problem.ts'
import { allRepositories, findRepository, hasFailed, isSettled, remarks, stateWords } from '../repositories.ts'
import { connect } from '../server.ts'
import { failureOf } from '../settling.ts'
import { columns, counted, shownTime } from '../table.ts'
import type { Terminal } from '../terminal.ts'

export const reposStatus = command({
  summary: 'Show how far clones and indexes are, or all about one repository',
  usage: '[NAME]',
  words: { least: 0, most: 1 },
  flags: {},
  notes: ['The exit code is 1 when a repository could not be brought up to date.'],
  async run({ terminal, env }, { words: [name], flags }) {
    const server = await connect(env)
    if (name === undefined) {
      const repos = await allRepositories(server)
      if (flags.json) terminal.printJson({ repos })
      else tellAll(terminal, repos)
      return repos.some(hasFailed) ? exit.failed : exit.done
    }
    const { id } = await findRepository(server, name)
    const repository = await server.call(getRepository, { params: { id } })
    if (flags.json) terminal.printJson(repository)
    else tellOne(terminal, repository)
    return hasFailed(repository) ? exit.failed : exit.done
  },
})

function tellAll(terminal: Terminal, repos: readonly Repository[]): void {
  const failed = repos.filter(hasFailed)
  const busy = repos.filter((each) => !isSettled(each))
  const files = repos.reduce((total, each) => total + each.index.files, 0)
  terminal.print(`${counted(repos.length, 'repository', 'repositories')}: ${repos.length - failed.length - busy.length} ready, ${busy.length} under way, ${failed.length} failed; ${counted(files, 'file')}`)
  for (const line of columns(busy.map((each) => [`  ${each.name}`, stateWords(each)]))) terminal.print(line)
  for (const each of failed) terminal.print(`  ${each.name}  `, { text: failureOf(each), style: 'red' })
}

function tellOne(terminal: Terminal, each: Repository): void {
  const rows = [
    ['State', hasFailed(each) ? failureOf(each) : stateWords(each)],
    ['Source', each.url ?? each.source],
    ['Branch', each.defaultBranch ?? 'none'],
    ['Commit', each.head ?? 'none'],
    ['Files', `${counted(each.index.files, 'file')}, ${counted(each.index.bytes, 'byte')}`],
    ['Fetched', each.clone.lastFetchedAt ? shownTime(each.clone.lastFetchedAt) : 'never'],
    ['Remarks', remarks(each).join(', ')],
    ['About', each.description],
  ]
  terminal.print({ text: each.name, style: 'bold' })
  for (const line of columns(rows.filter(([, value]) => value !== ''))) terminal.print(`  ${line}`)
}
