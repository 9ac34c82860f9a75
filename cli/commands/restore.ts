import { restoreBackup, type Restored } from '../../src/backup/contract.ts'
import { command } from '../command.ts'
import { withRecords } from '../in-process.ts'
import { openFile } from '../input.ts'
import { exit } from '../problem.ts'
import { counted, shownTime } from '../table.ts'

export const restore = command({
  summary: 'Bring a backup back into an empty Firebreak',
  usage: 'FILE',
  words: { least: 1, most: 1 },
  flags: {},
  notes: [
    'Works on a server that was just started, and without one on an empty data folder. One that holds anything is left as it is, and so is everything when the file is damaged: a restore is whole or not at all.',
    'Repositories are cloned again by themselves afterwards. Incidents, notebooks and accounts keep their ids, so links stay true.',
  ],
  async run({ terminal, env }, { words: [file = ''], flags }) {
    const body = await openFile(file)
    const { offline, restored } = await withRecords(env, { fresh: true }, async (records) => {
      const response = await records.open(restoreBackup, {}, body)
      return { offline: records.offline, restored: (await response.json()) as Restored }
    })
    if (flags.json) terminal.printJson(restored)
    else {
      terminal.print(`Restored the backup of ${shownTime(restored.madeAt)}: ${contentOf(restored)}`)
      terminal.print(offline ? 'Start it with npm start; the repositories are cloned then.' : `The repositories are being cloned. Sign in as the owner (once): ${restored.signInUrl}`)
    }
    return exit.done
  },
})

function contentOf({ rows }: Restored): string {
  const { auth_people: people = 0, repositories = 0, notebooks = 0, incidents = 0 } = rows
  return [counted(people, 'account'), counted(repositories, 'repository', 'repositories'), counted(notebooks, 'notebook'), counted(incidents, 'incident')].join(', ')
}
