import { command } from '../command.ts'
import { exit } from '../problem.ts'
import { allRepositories, remarks, stateWords } from '../repositories.ts'
import { connect } from '../server.ts'
import { columns, counted } from '../table.ts'

export const reposList = command({
  summary: 'List the repositories',
  usage: '',
  words: { least: 0, most: 0 },
  flags: {},
  async run({ terminal, env }, { flags }) {
    const repos = await allRepositories(await connect(env))
    if (flags.json) terminal.printJson({ repos })
    else for (const line of columns(repos.map((each) => [each.name, stateWords(each), counted(each.index.files, 'file'), remarks(each).join(', ')]))) terminal.print(line)
    if (repos.length === 0) terminal.note('No repositories yet. Add yours with firebreak repos add, or the sample organisation with firebreak repos sample.')
    return exit.done
  },
})
