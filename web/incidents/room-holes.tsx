import { ActionIcon, Button, Group, Menu, Modal, Progress, Stack, Text, Textarea } from '@mantine/core'
import { IconCircle, IconCircleCheck, IconCircleMinus, IconDots, IconShieldCheck, type Icon } from '@tabler/icons-react'
import { useState, type FormEvent } from 'react'
import type { Hole, HoleState, Incident } from '../../src/incidents/contract.ts'
import { useMay } from '../app/me.ts'
import { commitHref, fileHref } from '../repos/links.ts'
import { count } from '../search/ledger-words.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { Ago } from '../ui/time.tsx'
import { closedOf, groupsOf, stateWords, type HoleGroup } from './holes.ts'
import classes from './room-holes.module.css'
import { useHoles } from './use-holes.ts'

const icons: Record<HoleState, Icon> = { open: IconCircle, fixed: IconCircleCheck, not_affected: IconShieldCheck, accepted: IconCircleMinus }

/** What a person wants of some holes, and has still to say why. */
interface Wanted {
  holes: readonly Hole[]
  state: HoleState | null
}

/** The places that are followed until each is closed. */
export function RoomHoles({ incident }: { incident: Incident }) {
  const [wanted, want] = useState<Wanted | null>(null)
  const { set } = useHoles(incident)
  const { holes } = incident
  if (holes.length === 0) return <Text c="dimmed" size="sm">Pin a search or an answer about impact and follow its places: each stands here until it is closed.</Text>
  const closed = closedOf(holes)
  const choose = (next: Wanted) => (next.state === 'fixed' || next.state === 'open' ? void set(next.holes, next.state, '') : want(next))
  return (
    <section aria-label="Holes">
      <p className={classes.closed}>{closed.toLocaleString('en')} of {count(holes.length, 'hole')} closed</p>
      <Progress value={(100 * closed) / holes.length} size="sm" aria-label={`${closed} of ${holes.length} holes closed`} />
      {groupsOf(holes).map((group) => <Repository key={group.repository} group={group} choose={choose} />)}
      <Modal opened={wanted !== null} onClose={() => want(null)} title={wanted && (wanted.state === null ? 'Follow them no longer?' : `${stateWords[wanted.state]}: why?`)}>
        {wanted && <Reason wanted={wanted} say={(reason) => { want(null); void set(wanted.holes, wanted.state, reason) }} />}
      </Modal>
    </section>
  )
}

/** Of each repository, before more is asked for. */
const shownFirst = 8

function Repository({ group: { repository, holes, open }, choose }: { group: HoleGroup; choose: (wanted: Wanted) => void }) {
  const [all, setAll] = useState(false)
  const shown = all ? holes : holes.slice(0, shownFirst)
  return (
    <div className={classes.group}>
      <div className={classes.head}>
        <h3 className={classes.repository}>{repository}</h3>
        <Text span size="xs" c="dimmed">{open === 0 ? 'all closed' : `${open} open`}</Text>
        <HoleMenu holes={holes} label={`All holes of ${repository}`} choose={choose} />
      </div>
      <ul className={classes.list}>{shown.map((hole) => <Row key={hole.id} hole={hole} choose={choose} />)}</ul>
      {holes.length > shown.length && <Button variant="subtle" size="compact-xs" onClick={() => setAll(true)}>{(holes.length - shown.length).toLocaleString('en')} more</Button>}
    </div>
  )
}

function Row({ hole, choose }: { hole: Hole; choose: (wanted: Wanted) => void }) {
  const { repository: repo, rev, commit, path, line, what, owners, runs, state, reason, at, by } = hole
  const StateIcon = icons[state]
  const href = path === '' ? commitHref({ repo, oid: commit }) : fileHref({ repo, rev: commit, path, lines: line === null ? null : { start: line, end: line } })
  return (
    <li className={classes.hole} data-state={state}>
      <StateIcon size={16} stroke={1.8} aria-label={stateWords[state]} className={classes.state} />
      <div className={classes.text}>
        <PlaceLink href={href} className="fb-code">{path === '' ? commit.slice(0, 10) : `${path}${line === null ? '' : `:${line}`}`}</PlaceLink>
        <Text span size="xs" c="dimmed">{[rev === 'HEAD' ? '' : rev, ...runs, owners.join(', ')].filter(Boolean).join(' · ')}</Text>
        {what !== '' && <span className={classes.what}>{what}</span>}
        {state !== 'open' && <Text span size="xs">{stateWords[state]}{reason === '' ? '' : `: ${reason}`} <Text span size="xs" c="dimmed">{by.name}, <Ago time={at} /></Text></Text>}
      </div>
      <HoleMenu holes={[hole]} label={`Hole at ${repo} ${path}${line === null ? '' : `:${line}`}`} choose={choose} />
    </li>
  )
}

const offered: readonly HoleState[] = ['fixed', 'not_affected', 'accepted', 'open']
const offeredWords: Record<HoleState, string> = { fixed: 'Fixed', not_affected: 'Not affected…', accepted: 'Accept the risk…', open: 'Open again' }

function HoleMenu({ holes, label, choose }: Pick<Wanted, 'holes'> & { label: string; choose: (wanted: Wanted) => void }) {
  if (!useMay('incidents.write')) return null
  const isOffered = (state: HoleState) => holes.some((hole) => hole.state !== state)
  return (
    <Menu position="bottom-end">
      <Menu.Target><ActionIcon variant="subtle" color="gray" size="sm" aria-label={label}><IconDots size={16} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        {offered.filter(isOffered).map((state) => {
          const StateIcon = icons[state]
          return <Menu.Item key={state} leftSection={<StateIcon size={14} />} onClick={() => choose({ holes, state })}>{offeredWords[state]}</Menu.Item>
        })}
        <Menu.Divider />
        <Menu.Item onClick={() => choose({ holes, state: null })}>Follow no longer…</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Reason({ wanted: { holes, state }, say }: { wanted: Wanted; say: (reason: string) => void }) {
  const [reason, setReason] = useState('')
  const needsOne = state !== null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!needsOne || reason.trim() !== '') say(reason.trim())
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm">{needsOne ? `Whoever reads the report sees it with ${count(holes.length, 'hole')}.` : `${count(holes.length, 'hole')} will be gone from the list and the report. The evidence stays, and can be followed again.`}</Text>
        {needsOne && <Textarea label="Reason" placeholder={state === 'accepted' ? 'Who accepts it, and until when' : 'Such as: the vulnerable function is never called'} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={2000} autosize minRows={2} data-autofocus />}
        <Group justify="flex-end"><Button type="submit" disabled={needsOne && reason.trim() === ''} color={needsOne ? undefined : 'red'}>{state === null ? 'Follow no longer' : stateWords[state]}</Button></Group>
      </Stack>
    </form>
  )
}
