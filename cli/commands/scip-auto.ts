import { readAutomatic, setAutomatic, type AutomaticIndexing } from '../../src/intel/contract.ts'
import { command } from '../command.ts'
import { badUse, exit } from '../problem.ts'
import { connect } from '../server.ts'

export const scipAuto = command({
  summary: 'Have Firebreak make the SCIP indexes of a repository itself, or no longer',
  usage: 'REPO [on|off]',
  words: { least: 1, most: 2 },
  flags: {},
  notes: [
    'It indexes JavaScript, TypeScript and Python at the tracked commits. No code of the repository is run, and nothing is installed.',
    'Without on or off it tells how it is. firebreak scip list REPO shows what is being made.',
  ],
  async run({ terminal, env }, { words: [repo = '', wanted], flags }) {
    if (wanted !== undefined && wanted !== 'on' && wanted !== 'off') throw badUse(`Say on or off, not ${wanted}.`)
    const server = await connect(env)
    const automatic = wanted === undefined ? await server.call(readAutomatic, { query: { repo } }) : await server.call(setAutomatic, { body: { repo, on: wanted === 'on' } })
    if (flags.json) terminal.printJson(automatic)
    else terminal.print({ text: repo, style: 'bold' }, `  ${automatic.on ? 'on' : 'off'}  `, walledIn[automatic.walls])
    return exit.done
  },
})

const walledIn: Record<AutomaticIndexing['walls'], string> = {
  bubblewrap: 'indexers run within bubblewrap',
  namespaces: 'indexers run within namespaces of the kernel',
  none: "indexers run within Node's permissions alone, as the system does not let us cut off the network",
}
