import { readDependencies, type UsedPackage } from '../../src/impact/contract.ts'
import { command } from '../command.ts'
import { readRevision } from '../position.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'
import { columns, counted } from '../table.ts'

export const deps = command({
  summary: 'List every package that a repository uses at a revision, and through what',
  usage: 'REPO[@REV]',
  words: { least: 1, most: 1 },
  flags: {
    direct: { type: 'boolean', doc: 'Only what projects ask for themselves' },
  },
  notes: [
    'REPO is the whole name of a repository, as firebreak repos list shows it; REV a branch, tag or commit, the default branch unless said.',
    'With --json: [{"purl", "scope", "direct", "via", "name", "version", "range", "project", "path", "line"}].',
    'The exit code is 3 when something could not be read: standard error names it.',
  ],
  async run({ terminal, env }, { words: [place = ''], flags }) {
    const { packages, gaps, complete, commit } = await (await connect(env)).call(readDependencies, { query: readRevision(place) })
    const shown = flags.direct ? packages.filter(({ direct }) => direct) : packages
    if (flags.json) terminal.printJson(shown)
    else for (const line of columns(shown.map(rowOf))) terminal.print(line)
    terminal.note(`${counted(shown.length, 'package')} at ${commit.slice(0, 10)}`)
    for (const { path, reason } of gaps) terminal.note({ text: `Not read: ${path}: ${reason}`, style: 'yellow' })
    return complete ? exit.done : exit.incomplete
  },
})

const rowOf = ({ purl, scope, direct, via, path, line }: UsedPackage): string[] => [purl, scope, direct ? 'direct' : 'transitive', `${path}:${line}`, via.join(' → ')]
