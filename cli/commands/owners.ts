import type { Answer } from '../../src/platform/endpoint.ts'
import { ownerReasonWords, readOwners } from '../../src/repos/contract.ts'
import { command } from '../command.ts'
import { readRevision } from '../position.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'
import type { Terminal } from '../terminal.ts'

export const owners = command({
  summary: 'Tell who owns a file, and why',
  usage: 'REPO[@REV] PATH',
  words: { least: 2, most: 2 },
  flags: {},
  notes: [
    'REPO is the whole name of a repository, as firebreak repos list shows it; REV a branch, tag or commit, the default branch unless said.',
    'By CODEOWNERS as GitHub, GitLab or Bitbucket reads it; where that names nobody, by the nearest catalog-info.yaml; else those who worked on the file.',
  ],
  async run({ terminal, env }, { words: [place = '', path = ''], flags }) {
    const answer = await (await connect(env)).call(readOwners, { query: { ...readRevision(place), path } })
    if (flags.json) terminal.printJson(answer)
    else tell(terminal, answer)
    return exit.done
  },
})

function tell(terminal: Terminal, { owned, problems }: Answer<typeof readOwners>): void {
  for (const { owners: named, reason } of owned) {
    for (const { name } of named) terminal.print({ text: name, style: 'magenta' }, `  ${ownerReasonWords(reason)}`)
    if (named.length === 0) terminal.print({ text: 'nobody', style: 'dim' }, `  ${ownerReasonWords(reason)}`)
  }
  if (!owned.some(({ owners: named }) => named.length > 0)) terminal.note('Nobody is named as its owner, and nobody has worked on it.')
  for (const { file, line, message } of problems) terminal.note(`${file}${line > 0 ? `:${line}` : ''}: ${message}`)
}
