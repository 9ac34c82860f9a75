import { command } from '../command.ts'
import { exit } from '../problem.ts'
import { findAddress } from '../server.ts'

export const token = command({
  summary: 'Say which server and which token the commands use; the token itself is not shown',
  usage: '',
  words: { least: 0, most: 0 },
  flags: {},
  async run({ terminal, env }, { flags }) {
    const { url, token: found, tokenFrom } = await findAddress(env)
    if (flags.json) terminal.printJson({ url, tokenFrom, found: found !== null })
    else terminal.print(url)
    if (!flags.json) terminal.print(found === null ? `no token: ${tokenFrom} is not there` : `token from ${tokenFrom}`)
    return exit.done
  },
})
