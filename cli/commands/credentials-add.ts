import { putCredential } from '../../src/repos/contract.ts'
import { command } from '../command.ts'
import { readText } from '../input.ts'
import { badUse, exit } from '../problem.ts'
import { connect } from '../server.ts'

export const credentialsAdd = command({
  summary: 'Keep a token or password for private repositories over https; it is read from standard input',
  usage: 'ADDRESS',
  words: { least: 1, most: 1 },
  flags: { username: { type: 'string', value: 'NAME', doc: 'The user name that goes with it; forges that take tokens mostly take any (git)' } },
  notes: ['ADDRESS is a server, an organisation or a repository, such as https://github.com/acme; it counts for all below it.', 'The first line of what is piped in is the token: firebreak credentials add https://github.com/acme < token.txt'],
  async run({ terminal, env, stdin }, { words: [address = ''], flags }) {
    if (stdin.isTTY) throw badUse('Pipe the token in, so that it stands in no history of commands: firebreak credentials add https://github.com/acme < token.txt')
    const [password = ''] = (await readText(undefined, stdin)).split(/\r?\n/, 1)
    const server = await connect(env)
    const credential = await server.call(putCredential, { body: { address, password, ...(flags.username === undefined ? {} : { username: flags.username }) } })
    if (flags.json) terminal.printJson(credential)
    else terminal.print(`Kept for ${credential.address} and all below it`)
    return exit.done
  },
})
