import { listIncidents, type IncidentHead } from '../../src/incidents/contract.ts'
import { command } from '../command.ts'
import { exit } from '../problem.ts'
import { connect, type Server } from '../server.ts'
import { columns, shownTime } from '../table.ts'

export const incidentList = command({
  summary: 'List incidents, newest first',
  usage: '[WORDS]',
  words: { least: 0, most: Infinity },
  flags: { state: { type: 'string', value: 'STATE', doc: 'Which; all unless said', choices: ['open', 'closed', 'all'] } },
  async run({ terminal, env }, { words, flags }) {
    const incidents = await all(await connect(env), { query: words.join(' '), state: flags.state ?? 'all' })
    if (flags.json) terminal.printJson({ incidents })
    else for (const line of columns(incidents.map((each) => [`INC-${each.number}`, each.severity.toUpperCase(), each.status, shownTime(each.declaredAt), each.title]))) terminal.print(line)
    if (incidents.length === 0) terminal.note('No incidents.')
    return exit.done
  },
})

async function all(server: Server, query: { query: string; state: 'open' | 'closed' | 'all' }): Promise<IncidentHead[]> {
  const found: IncidentHead[] = []
  for (let after: string | null | undefined; after !== null; ) {
    const { incidents, next } = await server.call(listIncidents, { query: { ...query, limit: 200, ...(after === undefined ? {} : { after }) } })
    found.push(...incidents)
    after = next
  }
  return found
}
