import about from '../../package.json' with { type: 'json' }
import { command } from '../command.ts'
import { exit } from '../problem.ts'

export const version = command({
  summary: 'Say which Firebreak this is',
  usage: '',
  words: { least: 0, most: 0 },
  flags: {},
  async run({ terminal }, { flags }) {
    if (flags.json) terminal.printJson({ firebreak: about.version, node: process.versions.node })
    else terminal.print(`Firebreak ${about.version} on Node ${process.versions.node}`)
    return exit.done
  },
})
