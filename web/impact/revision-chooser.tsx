import { Button, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listRunning } from '../../src/deployments/contract.ts'
import { reading } from '../app/api.ts'
import classes from './impact-page.module.css'
import type { RevisionsAsked } from './revisions-asked.ts'

const defaults = 'default'
const named = 'rev'
const prefix = 'in:'

/** Where services are to be told: at the default branches, as they run in an environment, or at a branch or tag. */
export function RevisionChooser({ asked, choose }: { asked: RevisionsAsked; choose: (asked: RevisionsAsked) => void }) {
  const { data } = useQuery(reading(listRunning, { query: {} }))
  const [kind, setKind] = useState(kindOf(asked))
  const [rev, setRev] = useState(asked.rev)
  const environments = [...new Set([...(data?.running.map(({ deployment }) => deployment.environment) ?? []), ...(asked.environment === '' ? [] : [asked.environment])])].toSorted()
  const take = (value: string) => {
    setKind(value)
    if (value !== named) choose({ rev: '', environment: value.startsWith(prefix) ? value.slice(prefix.length) : '' })
  }
  return (
    <form className={classes.chooser} onSubmit={(event) => {
      event.preventDefault()
      choose({ rev: rev.trim(), environment: '' })
    }}>
      <Select
        label="At" allowDeselect={false} value={kind} onChange={(value) => value !== null && take(value)}
        data={[{ value: defaults, label: 'Default branches' }, ...environments.map((each) => ({ value: `${prefix}${each}`, label: `What runs in ${each}` })), { value: named, label: 'A branch or tag' }]}
      />
      {kind === named && <TextInput label="Branch or tag" placeholder="release/*" description="Of several that match, the highest" inputWrapperOrder={['label', 'input', 'description']} value={rev} onChange={(event) => setRev(event.currentTarget.value)} autoFocus={asked.rev === ''} />}
      {kind === named && <Button type="submit" variant="default" disabled={rev.trim() === asked.rev}>Show</Button>}
    </form>
  )
}

const kindOf = ({ rev, environment }: RevisionsAsked) => (environment !== '' ? `${prefix}${environment}` : rev !== '' ? named : defaults)
