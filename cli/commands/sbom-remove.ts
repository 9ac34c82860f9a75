import { removeSbom } from '../../src/impact/contract.ts'
import { command } from '../command.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'

export const sbomRemove = command({
  summary: 'Remove an uploaded bill of materials',
  usage: 'ID',
  words: { least: 1, most: 1 },
  flags: {},
  async run({ terminal, env }, { words: [id = ''], flags }) {
    await (await connect(env)).call(removeSbom, { params: { id } })
    if (flags.json) terminal.printJson({ removed: id })
    else terminal.print(`Removed the bill of materials ${id}`)
    return exit.done
  },
})
