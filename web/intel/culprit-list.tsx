import { Button } from '@mantine/core'
import { IconBug } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { findCulprits, type Culprit } from '../../src/intel/contract.ts'
import type { Answer } from '../../src/platform/endpoint.ts'
import { reading } from '../app/api.ts'
import { commitHref } from '../repos/links.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { Read } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import classes from './culprit-list.module.css'

/** What a commit mends: the changes that brought the lines which it changes. Asked for, as it takes a look at each of its files. */
export function CulpritList({ repo, oid }: { repo: string; oid: string }) {
  const [asked, setAsked] = useState(false)
  const query = useQuery({ ...reading(findCulprits, { query: { repo, rev: oid } }), enabled: asked, staleTime: Infinity })
  return (
    <section className={classes.box} aria-label="What it mends">
      <Button variant="default" size="compact-sm" leftSection={<IconBug size={14} />} aria-expanded={asked} onClick={() => setAsked(!asked)}>If this mends something: who brought it?</Button>
      {asked && <Read query={query} height={40}>{(found) => <Found repo={repo} found={found} />}</Read>}
    </section>
  )
}

function Found({ repo, found: { culprits, notes } }: { repo: string; found: Answer<typeof findCulprits> }) {
  return (
    <>
      {culprits.length === 0 && <p className={classes.note}>It changes no line that stood there before.</p>}
      <ol className={classes.list}>{culprits.map((culprit) => <Row key={culprit.oid} repo={repo} culprit={culprit} />)}</ol>
      {notes.map((note) => <p key={note} className={classes.note}>{note}</p>)}
    </>
  )
}

const Row = ({ repo, culprit: { oid, subject, author, time, share, reason } }: { repo: string; culprit: Culprit }) => (
  <li className={classes.row}>
    <span className={classes.share}>{Math.round(share * 100)} %</span>
    <span><PlaceLink href={commitHref({ repo, oid })}>{subject}</PlaceLink> <span className={classes.note}>{author}, <Ago time={time} />; {reason}</span></span>
  </li>
)
