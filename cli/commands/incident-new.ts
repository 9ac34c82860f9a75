import { declareIncident, Severity } from '../../src/incidents/contract.ts'
import { command } from '../command.ts'
import { incidentHead } from '../incidents.ts'
import { readText } from '../input.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'

export const incidentNew = command({
  summary: 'Declare an incident',
  usage: 'TITLE',
  words: { least: 1, most: Infinity },
  flags: {
    severity: { type: 'string', value: 'SEV', doc: 'How bad it is; sev3 unless said', choices: Severity.options },
    signal: { type: 'string', value: 'FILE', doc: 'The trace, log or alert that was seen; - reads standard input' },
  },
  async run({ terminal, env, stdin }, { words, flags }) {
    const signal = flags.signal === undefined ? '' : await readText(flags.signal, stdin)
    const server = await connect(env)
    const incident = await server.call(declareIncident, { body: { title: words.join(' '), severity: flags.severity ?? 'sev3', signal } })
    if (flags.json) terminal.printJson(incident)
    else for (const line of incidentHead(incident, server.url)) terminal.print(...line)
    return exit.done
  },
})
