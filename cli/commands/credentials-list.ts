import { listCredentials } from '../../src/repos/contract.ts'
import { command } from '../command.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'

export const credentialsList = command({
  summary: 'List the addresses for which a token or password is kept; these themselves are never shown',
  usage: '',
  words: { least: 0, most: 0 },
  flags: {},
  async run({ terminal, env }, { flags }) {
    const { credentials } = await (await connect(env)).call(listCredentials, {})
    if (flags.json) terminal.printJson({ credentials })
    for (const { address, username, state } of flags.json ? [] : credentials) terminal.print(`${address}  ${username}${state === 'ready' ? '' : '  (sealed on another machine: give it again)'}`)
    return exit.done
  },
})
