import { removeSourceMap } from '../../src/intel/contract.ts'
import { command } from '../command.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'

export const sourceMapsRemove = command({
  summary: 'Remove an uploaded source map',
  usage: 'ID',
  words: { least: 1, most: 1 },
  flags: {},
  async run({ terminal, env }, { words: [id = ''], flags }) {
    const server = await connect(env)
    await server.call(removeSourceMap, { params: { id } })
    if (flags.json) terminal.printJson({ removed: id })
    else terminal.print(`Removed the source map ${id}`)
    return exit.done
  },
})
