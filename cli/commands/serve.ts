import { command } from '../command.ts'
import { becomeServer } from '../in-process.ts'
import { exit } from '../problem.ts'

export const serve = command({
  summary: 'Start the server in this terminal; Ctrl-C stops it',
  usage: '[DIR-or-URL …]',
  words: { least: 0, most: Infinity },
  flags: {},
  notes: ['The same as npm start. Each DIR is searched for git repositories; HOST, PORT and FIREBREAK_DATA say where it listens and keeps its data.'],
  async run(_context, { words }) {
    await becomeServer(words)
    return exit.done
  },
})
