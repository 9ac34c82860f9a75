import { addSample, listSampleTraces } from '../../src/repos/contract.ts'
import { command } from '../command.ts'
import { exit, Failure, type ExitCode } from '../problem.ts'
import { hasFailed } from '../repositories.ts'
import { connect } from '../server.ts'
import { settle, tellOutcome } from '../settling.ts'
import type { Terminal } from '../terminal.ts'

export const reposSample = command({
  summary: 'Add the sample organisation, to try Firebreak with',
  usage: '',
  words: { least: 0, most: 0 },
  flags: {
    'no-wait': { type: 'boolean', doc: 'Do not wait until it can be searched' },
    trace: { type: 'string', value: 'ID', doc: 'Print one of its traces instead, to pipe into firebreak trace' },
    advisory: { type: 'string', value: 'ID', doc: 'Print one of its advisories instead, to pipe into firebreak impact --osv -' },
  },
  async run({ terminal, env }, { flags }) {
    const server = await connect(env)
    const { repos: added } = await server.call(addSample, { body: {} })
    const { traces, advisories } = await server.call(listSampleTraces, {})
    if (flags.trace !== undefined) return printOne(terminal, traces, { what: 'trace', id: flags.trace })
    if (flags.advisory !== undefined) return printOne(terminal, advisories, { what: 'advisory', id: flags.advisory })
    const repos = flags['no-wait'] ? added : await settle(server, terminal, added)
    if (flags.json) terminal.printJson({ repos, traces, advisories })
    const outcome = flags.json ? exit.done : tellOutcome(terminal, repos)
    for (const { id, title } of traces) terminal.note(`Try: firebreak repos sample --trace ${id} | firebreak trace   (${title})`)
    for (const { id, title } of advisories) terminal.note(`Try: firebreak repos sample --advisory ${id} | firebreak impact --osv -   (${title})`)
    return repos.some(hasFailed) ? exit.failed : outcome
  },
})

function printOne(terminal: Terminal, all: readonly { id: string; text: string }[], { what, id: wanted }: { what: 'trace' | 'advisory'; id: string }): ExitCode {
  const found = all.find(({ id }) => id === wanted)
  if (!found) throw new Failure(`The sample organisation has no ${what} ${wanted}; there are ${all.map(({ id }) => id).join(', ')}.`, { code: `repos.no_${what}` })
  terminal.printText(found.text.endsWith('\n') ? found.text : `${found.text}\n`)
  return exit.done
}
