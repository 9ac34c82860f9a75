import { removeRepository } from '../../src/repos/contract.ts'
import { command } from '../command.ts'
import { exit } from '../problem.ts'
import { findRepository } from '../repositories.ts'
import { connect } from '../server.ts'

export const reposRemove = command({
  summary: 'Remove a repository and its mirror; its source is not touched',
  usage: 'NAME',
  words: { least: 1, most: 1 },
  flags: {},
  async run({ terminal, env }, { words: [name = ''], flags }) {
    const server = await connect(env)
    const repository = await findRepository(server, name)
    await server.call(removeRepository, { params: { id: repository.id } })
    if (flags.json) terminal.printJson({ removed: repository.name })
    else terminal.print(`Removed ${repository.name}`)
    return exit.done
  },
})
