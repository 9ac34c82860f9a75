import { listCredentials, removeCredential } from '../../src/repos/contract.ts'
import { command } from '../command.ts'
import { exit, Failure } from '../problem.ts'
import { connect } from '../server.ts'

export const credentialsRemove = command({
  summary: 'Forget the token or password for an address',
  usage: 'ADDRESS',
  words: { least: 1, most: 1 },
  flags: {},
  async run({ terminal, env }, { words: [address = ''], flags }) {
    const server = await connect(env)
    const { credentials } = await server.call(listCredentials, {})
    const found = credentials.find((each) => each.address === address.replace(/\/+$/, ''))
    if (!found) throw new Failure(`Nothing is kept for ${address}. firebreak credentials list tells the addresses.`)
    await server.call(removeCredential, { params: { id: found.id } })
    if (flags.json) terminal.printJson({ removed: found.address })
    else terminal.print(`Forgot what was kept for ${found.address}`)
    return exit.done
  },
})
