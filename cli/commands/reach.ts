import { findReach, type Reach } from '../../src/impact/contract.ts'
import { command } from '../command.ts'
import { readRevision } from '../position.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'
import type { Terminal } from '../terminal.ts'

export const reach = command({
  summary: 'Tell whether code refers to a package that it uses, and from which entry points',
  usage: 'REPO[@REV] PURL',
  words: { least: 2, most: 2 },
  flags: {
    project: { type: 'string', value: 'FOLDER', doc: 'The folder of the project, the whole repository unless said' },
    symbol: { type: 'string', value: 'NAME,…', doc: 'What of the package is vulnerable, such as JndiLookup' },
    transitive: { type: 'boolean', doc: 'The project does not ask for the package itself' },
  },
  notes: [
    'REPO is the whole name of a repository, as firebreak repos list shows it; REV a branch, tag or commit, the default branch unless said.',
    'With --json: {"state": "referenced" | "imported" | "not_referenced" | "not_imported" | "unknown", "reason", "query", "places", "placeCount", "entries", "complete"}.',
    'The exit code is 3 when something could not be searched.',
  ],
  async run({ terminal, env }, { words: [place = '', purl = ''], flags }) {
    const { repo, rev } = readRevision(place)
    const folder = (flags.project ?? '').replace(/\/*$/, '/')
    const symbols = (flags.symbol ?? '').split(',').filter(Boolean)
    const answer = await (await connect(env)).call(findReach, { body: { repo, rev: rev ?? '', purl, project: folder === '/' ? '' : folder, direct: flags.transitive !== true, symbols } })
    if (flags.json) terminal.printJson(answer)
    else tell(terminal, answer)
    return answer.complete ? exit.done : exit.incomplete
  },
})

function tell(terminal: Terminal, { state, reason, query, places, placeCount, entries }: Reach): void {
  terminal.print({ text: state.replaceAll('_', ' '), style: 'magenta' }, `  ${reason}`)
  for (const { path, line, text } of places) terminal.print(`${path}:${line}  ${text}`)
  if (placeCount > places.length) terminal.note(`… and ${placeCount - places.length} more`)
  for (const { kind, label, steps } of entries) terminal.print(`from ${kind} ${label}: ${steps.join(' → ')}`)
  if (query !== '') terminal.note(`Searched: ${query}`)
}
