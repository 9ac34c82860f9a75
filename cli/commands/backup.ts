import { resolve } from 'node:path'
import { downloadBackup } from '../../src/backup/contract.ts'
import { command } from '../command.ts'
import { saveAs } from '../files.ts'
import { withRecords } from '../in-process.ts'
import { exit } from '../problem.ts'

/** It holds the hashes of passwords and tokens. */
const onlyTheOwner = 0o600

export const backup = command({
  summary: 'Write everything that git and a re-index cannot bring back into one file',
  usage: 'FILE',
  words: { least: 1, most: 1 },
  flags: {},
  notes: [
    'Accounts, the list of repositories, notebooks with their versions, incidents with all their parts. Not in it: clones (they are made again), sessions (people sign in again).',
    'People go on working meanwhile; the file shows one moment. When the server does not run, the data folder is read. Keep the file like a secret.',
  ],
  async run({ terminal, env }, { words: [file = ''], flags }) {
    const bytes = await withRecords(env, { fresh: false }, async (records) => saveAs(file, await records.open(downloadBackup, {}), onlyTheOwner))
    if (flags.json) terminal.printJson({ file: resolve(file), bytes })
    else terminal.print(`Wrote ${file}, ${bytes} bytes`)
    return exit.done
  },
})
