import { removeScipUpload } from '../../src/intel/contract.ts'
import { command } from '../command.ts'
import { badUse, exit } from '../problem.ts'
import { connect } from '../server.ts'

export const scipRemove = command({
  summary: 'Remove a SCIP index',
  usage: 'ID',
  words: { least: 1, most: 1 },
  flags: {},
  async run({ terminal, env }, { words: [id = ''], flags }) {
    if (!/^\d+$/.test(id)) throw badUse('ID is a number; firebreak scip list shows it.')
    const server = await connect(env)
    await server.call(removeScipUpload, { params: { id: Number(id) } })
    if (flags.json) terminal.printJson({ removed: Number(id) })
    else terminal.print(`Removed the index ${id}`)
    return exit.done
  },
})
