import { Button, SegmentedControl, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconGitBranch, IconTag } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { listRefs, type Ref } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { useListKeys } from '../ui/list-keys.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { Empty, Read } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { commitHref, compareHref, repoHref } from './links.ts'
import { shortOid } from './repo-state.ts'
import classes from './repo-page.module.css'

const kinds = { all: 'All', branch: 'Branches', tag: 'Tags' } as const
type Kind = keyof typeof kinds

const limit = 1000

/** Every branch and tag, newest first. */
export function RefsView({ repo }: { repo: string }) {
  const [typed, setTyped] = useState('')
  const [kind, setKind] = useState<Kind>('all')
  const [query] = useDebouncedValue(typed.trim(), 120)
  const refs = useQuery({ ...reading(listRefs, { query: { repo, limit, ...(query === '' ? {} : { query }) } }), placeholderData: (before) => before })
  return (
    <div className={classes.body}>
      <div className={classes.filters}>
        <TextInput className={classes.filter} aria-label="Filter by name" placeholder="Filter by name" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        <SegmentedControl size="xs" aria-label="Branches or tags" value={kind} onChange={(value) => setKind(value as Kind)} data={Object.entries(kinds).map(([value, label]) => ({ value, label }))} />
      </div>
      <Read query={refs}>{(data) => <List repo={repo} refs={data.refs.filter((ref) => kind === 'all' || ref.kind === kind)} more={data.total - data.refs.length} />}</Read>
    </div>
  )
}

function List({ repo, refs, more }: { repo: string; refs: readonly Ref[]; more: number }) {
  const list = useRef<HTMLUListElement>(null)
  useListKeys(list, 'Branches and tags')
  if (refs.length === 0) return <Empty title="No branch or tag is called that">Change or clear the filter.</Empty>
  return (
    <>
      <ul className={classes.refs} ref={list} aria-label="Branches and tags">
        {refs.map((ref) => <Row key={`${ref.kind} ${ref.name}`} repo={repo} revision={ref} />)}
      </ul>
      <Text size="xs" c="dimmed">{more > 0 ? `${more.toLocaleString('en')} more: filter by name to find them.` : `${refs.length.toLocaleString('en')} shown, none left out.`}</Text>
    </>
  )
}

function Row({ repo, revision: { name, kind, commit, time, isDefault } }: { repo: string; revision: Ref }) {
  const Icon = kind === 'tag' ? IconTag : IconGitBranch
  return (
    <li className={classes.ref}>
      <Icon size={16} className={classes.file} aria-label={kind} />
      <PlaceLink data-row className={classes.refName} href={repoHref({ repo, rev: name })}>{name}</PlaceLink>
      {isDefault && <Text span size="xs" c="dimmed">default</Text>}
      <PlaceLink className={`${classes.refCommit} fb-code`} href={commitHref({ repo, oid: commit })} tabIndex={-1}>{shortOid(commit)}</PlaceLink>
      <Text span size="xs" c="dimmed" className={classes.refTime}><Ago time={time} /></Text>
      {!isDefault && <Button component={PlaceLink} href={compareHref({ repo, head: name })} variant="subtle" color="gray" size="compact-xs">Compare</Button>}
    </li>
  )
}
