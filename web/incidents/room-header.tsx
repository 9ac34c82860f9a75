import { Button, Menu, Text, TextInput, UnstyledButton } from '@mantine/core'
import { IconCheck, IconChevronDown, IconFileReport, IconLink, IconPinned, IconUser } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listPeople } from '../../src/auth/contract.ts'
import { roleNames, Severity, Status, type Incident, type RoleName } from '../../src/incidents/contract.ts'
import { reading } from '../app/api.ts'
import { useMay, useMe } from '../app/me.ts'
import { copyText } from '../ui/copy.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { useNow, utc } from '../ui/time.tsx'
import { TitleField } from '../ui/title-field.tsx'
import { offerUndo } from '../ui/undo.tsx'
import { SeverityBadge, StatusBadge, StatusRing } from './badges.tsx'
import classes from './room-header.module.css'
import { useCurrentIncident } from './use-current.ts'
import { useUpdate } from './use-incident.ts'
import { clock, incidentHref, reportHref, roleWords, severityMeanings, statusMeanings, statusWords, stoppedAt } from './words.ts'

/** What the eye meets first: how bad, what, in which state, for how long, and who holds it. */
export function RoomHeader({ incident }: { incident: Incident }) {
  const update = useUpdate(incident)
  const mayWrite = useMay('incidents.write')
  return (
    <header className={classes.header}>
      <div className={classes.row}>
        <SeverityMenu incident={incident} />
        <span className={classes.number}>INC-{incident.number}</span>
        <TitleField label="Title of the incident" value={incident.title} readOnly={!mayWrite} onChange={(title) => update({ title })} />
        <Clock incident={incident} />
      </div>
      <div className={classes.row}>
        <StatusMenu incident={incident} />
        <div className={classes.roles}>
          {roleNames.map((role) => (
            <RoleChip key={role} incident={incident} role={role} />
          ))}
        </div>
        <Links incident={incident} />
      </div>
    </header>
  )
}

function Clock({ incident }: { incident: Incident }) {
  const now = useNow()
  const stopped = stoppedAt(incident)
  const title = `Declared ${utc(incident.declaredAt)}${stopped ? `, resolved ${utc(stopped)}` : ''}`
  return (
    <span className={classes.clock} data-stopped={stopped !== null || undefined} title={title} role="timer" aria-label={stopped ? 'From declared to resolved' : 'Since it was declared'}>
      {clock(incident, now)}
    </span>
  )
}

function SeverityMenu({ incident }: { incident: Incident }) {
  const update = useUpdate(incident)
  if (!useMay('incidents.write')) return <SeverityBadge severity={incident.severity} />
  const choose = (severity: Severity) => update({ severity }, () => offerUndo({ message: `Now ${severity.toUpperCase()}`, undo: () => update({ severity: incident.severity }) }))
  return (
    <Menu position="bottom-start" width={380} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.press} aria-label={`Severity ${incident.severity.toUpperCase()}. Change it`}>
          <SeverityBadge severity={incident.severity} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {Severity.options.map((severity) => (
          <Menu.Item key={severity} leftSection={<SeverityBadge severity={severity} />} rightSection={severity === incident.severity && <IconCheck size={16} aria-label="now" />} disabled={severity === incident.severity} onClick={() => choose(severity)}>
            {severityMeanings[severity]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** The words of the one step that usually comes next. */
const steps: Record<Status, { next: Status; label: string } | null> = {
  declared: { next: 'investigating', label: 'Start investigating' },
  investigating: { next: 'mitigated', label: 'Mitigated' },
  mitigated: { next: 'resolved', label: 'Resolved' },
  resolved: { next: 'closed', label: 'Close' },
  closed: null,
}

function StatusMenu({ incident }: { incident: Incident }) {
  const [opened, setOpened] = useState(false)
  const update = useUpdate(incident)
  const mayWrite = useMay('incidents.write')
  const { status } = incident
  const choose = (next: Status) => update({ status: next }, () => offerUndo({ message: `Now ${statusWords[next].toLowerCase()}`, undo: () => update({ status }) }))
  useShortcuts(mayWrite ? [{ keys: 's', label: 'Change the status', group: 'Incident', run: () => setOpened(true) }] : [], [mayWrite])
  if (!mayWrite) return <StatusBadge status={status} />
  const step = steps[status]
  return (
    <div className={classes.status}>
      <Menu opened={opened} onChange={setOpened} position="bottom-start" width={340} shadow="md">
        <Menu.Target>
          <Button variant="default" size="compact-md" rightSection={<IconChevronDown size={14} />} title="Change the status (s)">
            <StatusBadge status={status} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {Status.options.map((option) => (
            <Menu.Item key={option} leftSection={<StatusRing status={option} />} rightSection={option === status && <IconCheck size={16} aria-label="now" />} disabled={option === status} onClick={() => choose(option)}>
              {statusWords[option]}
              <Text size="xs" c="dimmed">
                {statusMeanings[option]}
              </Text>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {step && (
        <Button variant="light" size="compact-md" onClick={() => choose(step.next)}>
          {step.label}
        </Button>
      )}
    </div>
  )
}

function RoleChip({ incident, role }: { incident: Incident; role: RoleName }) {
  const holder = incident.roles[role]
  const { short, long, duty } = roleWords[role]
  const content = (
    <>
      <span className={classes.role}>{short}</span>
      <span className={classes.holder}>{holder?.name ?? '—'}</span>
    </>
  )
  if (!useMay('incidents.write')) return <span className={classes.chip} title={long}>{content}</span>
  return (
    <Menu position="bottom-start" width={280} shadow="md" returnFocus>
      <Menu.Target>
        <UnstyledButton className={classes.chip} title={`${long}: ${holder?.name ?? 'nobody'}`} data-empty={holder === null || undefined}>
          {content}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {long}. {duty}.
        </Menu.Label>
        <People incident={incident} role={role} />
      </Menu.Dropdown>
    </Menu>
  )
}

const searchedFrom = 8

function People({ incident, role }: { incident: Incident; role: RoleName }) {
  const update = useUpdate(incident)
  const me = useMe()
  const people = useQuery(reading(listPeople, {})).data?.people ?? []
  const [text, setText] = useState('')
  const holder = incident.roles[role]
  const found = people.filter(({ id, name, email }) => id !== me?.id && `${name} ${email}`.toLowerCase().includes(text.trim().toLowerCase()))
  const give = (id: string | null) => update({ roles: { [role]: id } }, () => offerUndo({ message: `${roleWords[role].long}: ${people.find((person) => person.id === id)?.name ?? 'nobody'}`, undo: () => update({ roles: { [role]: holder?.id ?? null } }) }))
  return (
    <>
      {people.length > searchedFrom && <TextInput size="xs" m={4} placeholder="Find a person" aria-label="Find a person" value={text} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={(event) => event.key.length === 1 && event.stopPropagation()} />}
      {me && holder?.id !== me.id && (
        <Menu.Item leftSection={<IconUser size={16} />} onClick={() => give(me.id)}>
          Take it
        </Menu.Item>
      )}
      {found.slice(0, 12).map(({ id, name, email }) => (
        <Menu.Item key={id} disabled={id === holder?.id} onClick={() => give(id)}>
          {name} <Text component="span" size="xs" c="dimmed">{email}</Text>
        </Menu.Item>
      ))}
      {holder && <Menu.Item onClick={() => give(null)}>Nobody</Menu.Item>}
    </>
  )
}

function Links({ incident }: { incident: Incident }) {
  const { current, setCurrent } = useCurrentIncident()
  const share = () => void copyText(`${window.location.origin}${incidentHref(incident)}`, 'Link')
  useShortcuts([{ keys: 'y', label: 'Copy the link of the incident', group: 'Incident', run: share }], [incident.number])
  return (
    <div className={classes.links}>
      {current?.id !== incident.id && incident.status !== 'closed' && (
        <Button variant="subtle" color="gray" size="compact-md" leftSection={<IconPinned size={16} />} onClick={() => setCurrent(incident)} title="Keep this incident in sight; what you pin goes to it">
          Work on this
        </Button>
      )}
      <Button variant="default" size="compact-md" leftSection={<IconLink size={16} />} onClick={share} title="Copy the link (y)">
        Share
      </Button>
      <Button component={PlaceLink} href={reportHref(incident)} variant="default" size="compact-md" leftSection={<IconFileReport size={16} />}>
        Report
      </Button>
    </div>
  )
}
