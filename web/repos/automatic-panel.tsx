import { Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { listScipUploads, readAutomatic, setAutomatic, type AutomaticIndexing } from '../../src/intel/contract.ts'
import { reading, useChange, wordsOf } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { Read } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { walledIn } from './walls.ts'

/** Whether Firebreak makes the indexes of a repository itself; an owner switches it. */
export function AutomaticPanel({ repo }: { repo: string }) {
  const found = useQuery(reading(readAutomatic, { query: { repo } }))
  return <Read query={found}>{(automatic) => <Choice automatic={automatic} />}</Read>
}

function Choice({ automatic: { repo, on, since, by, walls } }: { automatic: AutomaticIndexing }) {
  const change = useChange(setAutomatic, { stale: [readAutomatic, listScipUploads] })
  const maySwitch = useMay('repos.manage')
  return (
    <Switch
      label="Index JavaScript, TypeScript and Python automatically"
      description={<>{trust} {on && since ? <>Switched on by {by} <Ago time={since} />. </> : null}{maySwitch || on ? '' : 'An owner can switch it on. '}{walledIn[walls]}</>}
      checked={on} disabled={!maySwitch || change.isPending} onChange={(event) => change.mutate({ body: { repo, on: event.currentTarget.checked } })}
      error={change.isError ? wordsOf(change.error) : undefined}
    />
  )
}

const trust = 'For repositories whose authors you trust with time of this machine. Indexers read the code of the newest tracked commits; none of it is run, and nothing is installed.'
