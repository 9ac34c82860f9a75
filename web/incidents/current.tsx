import { Menu, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconDoorEnter, IconEyeOff, IconFlame } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { IncidentHead } from '../../src/incidents/contract.ts'
import { useMay } from '../app/me.ts'
import { useGo } from '../ui/place-link.tsx'
import { useNow } from '../ui/time.tsx'
import { SeverityBadge, StatusRing } from './badges.tsx'
import classes from './current.module.css'
import { PinDialog } from './pin.tsx'
import { openIncidents, useCurrentIncident, type Current } from './use-current.ts'
import { clock, incidentHref, statusWords } from './words.ts'

export { useCurrentIncident } from './use-current.ts'

/** A poll rather than a stream: every page has this chip, and a browser keeps only six connections to one server. */
const everyMs = 30_000

/** The incident one is working on, in sight on every page; without one, how many are open. */
export function CurrentIncident() {
  const { current, setCurrent } = useCurrentIncident()
  const open = useQuery({ ...openIncidents, refetchInterval: everyMs }).data?.incidents
  const head = open?.find(({ id }) => id === current?.id)
  return (
    <>
      <Menu position="bottom-end" width={340} shadow="md" classNames={{ itemLabel: classes.item }}>
        <Menu.Target>
          <UnstyledButton className={classes.chip} data-quiet={current === null || undefined}>
            {current ? <Shown current={current} head={head} known={open !== undefined} /> : <NoneShown open={open ?? []} />}
            <IconChevronDown size={14} aria-hidden className={classes.chevron} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Choices current={current} open={open ?? []} setCurrent={setCurrent} />
        </Menu.Dropdown>
      </Menu>
      <PinDialog />
    </>
  )
}

function Shown({ current, head, known }: { current: Current; head: IncidentHead | undefined; known: boolean }) {
  const now = useNow()
  return (
    <>
      {head && <SeverityBadge severity={head.severity} />}
      <span className={classes.number}>INC-{current.number}</span>
      <span className={classes.title} title={head?.title ?? current.title}>
        {head?.title ?? current.title}
      </span>
      {head && <StatusRing status={head.status} />}
      <span className={classes.clock} aria-label="Since it was declared">
        {head ? clock(head, now) : known ? 'closed' : ''}
      </span>
    </>
  )
}

function NoneShown({ open }: { open: IncidentHead[] }) {
  return (
    <>
      <IconFlame size={16} stroke={1.8} aria-hidden />
      <span className={open.length === 0 ? classes.none : undefined}>{open.length === 0 ? 'No open incident' : `${open.length} open`}</span>
    </>
  )
}

function Choices({ current, open, setCurrent }: { current: Current | null; open: IncidentHead[]; setCurrent: (incident: Current | null) => void }) {
  const go = useGo()
  const may = useMay('incidents.write')
  const others = open.filter(({ id }) => id !== current?.id)
  return (
    <>
      {current && (
        <>
          <Menu.Item leftSection={<IconDoorEnter size={16} />} onClick={() => go(incidentHref(current))}>
            Open INC-{current.number}
          </Menu.Item>
          <Menu.Item leftSection={<IconEyeOff size={16} />} onClick={() => setCurrent(null)}>
            Put aside
          </Menu.Item>
        </>
      )}
      {others.length > 0 && <Menu.Label>{current ? 'Switch to' : 'Work on'}</Menu.Label>}
      {others.slice(0, 8).map((incident) => (
        <Menu.Item key={incident.id} leftSection={<SeverityBadge severity={incident.severity} />} onClick={() => take(incident)}>
          <span className={classes.other}>
            INC-{incident.number} {incident.title}
          </span>
          <span className={classes.status}>{statusWords[incident.status]}</span>
        </Menu.Item>
      ))}
      {(current || others.length > 0) && <Menu.Divider />}
      <Menu.Item onClick={() => go('/incidents')}>All incidents</Menu.Item>
      {may && (
        <Menu.Item leftSection={<IconFlame size={16} />} onClick={() => go('/incidents?declare=1')}>
          Declare an incident
        </Menu.Item>
      )}
    </>
  )

  function take(incident: IncidentHead) {
    setCurrent(incident)
    go(incidentHref(incident))
  }
}
