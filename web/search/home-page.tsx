import { Button, Group, Text, Title } from '@mantine/core'
import { IconPlus, IconSparkles, IconStack2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { listIncidents } from '../../src/incidents/contract.ts'
import { addSample, listRepositories, listSampleTraces } from '../../src/repos/contract.ts'
import { reading, useChange, useLive } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { SeverityBadge, StatusBadge } from '../incidents/badges.tsx'
import { incidentHref } from '../incidents/words.ts'
import { PasteBox } from '../intel/paste-box.tsx'
import { PlaceLink, useGo } from '../ui/place-link.tsx'
import { Failure } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { handOver } from './hand-over.ts'
import classes from './home-page.module.css'
import { Questions } from './no-results.tsx'
import { recentSearches } from './recent-searches.ts'

/** `/`: for somebody who was just woken up. The first thing is where to put what they were handed. */
export function HomePage() {
  const repos = useQuery(reading(listRepositories, { query: { limit: 1 } }))
  const isEmpty = repos.data?.total === 0
  useLive(isEmpty ? ['repositories'] : [], listRepositories, listSampleTraces)
  return (
    <div className={classes.page}>
      {repos.error && <Failure error={repos.error} retry={() => void repos.refetch()} />}
      {isEmpty ? <Invitation /> : <Paste />}
      {!isEmpty && <SampleTraces />}
      <OpenIncidents />
      <Recent />
    </div>
  )
}

/** Without repositories there is nothing to locate in or to search. */
function Invitation() {
  const mayAddSample = useMay('repos.add_local')
  const mayAdd = useMay('repos.add')
  const go = useGo()
  const add = useChange(addSample, { stale: [listRepositories, listSampleTraces] })
  return (
    <section className={classes.invitation}>
      <Title order={1} size="h2">
        Which code do you answer for?
      </Title>
      <Text c="dimmed">
        Firebreak finds the line behind a stack trace, and every other place with the same fault, in the repositories that you add. The sample organisation is a handful of small ones with a fault to hunt: here in seconds, and easy to remove.
      </Text>
      {add.error && <Failure error={add.error} />}
      <Group>
        {mayAdd && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => go('/repos?add=1')}>
            Add your repositories
          </Button>
        )}
        {mayAddSample && (
          <Button variant="default" leftSection={<IconSparkles size={16} />} loading={add.isPending} onClick={() => add.mutate({ body: {} })}>
            Try the sample organisation
          </Button>
        )}
        {!mayAdd && <Text>Ask an owner or a responder to add repositories.</Text>}
      </Group>
    </section>
  )
}

function Paste() {
  const field = useRef<HTMLTextAreaElement>(null)
  const go = useGo()
  const locate = () => {
    const text = field.current?.value ?? ''
    if (text.trim() === '') return field.current?.focus()
    handOver(text)
    go('/locate')
  }
  return (
    <section className={classes.paste}>
      <Title order={1} size="h2">
        What broke?
      </Title>
      <PasteBox field={field} submit={locate} />
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed" component="span">
          paste anywhere on this page, or press <kbd>/</kbd> to search all code
        </Text>
        <Button leftSection={<IconStack2 size={16} />} onClick={locate}>
          Locate the code
        </Button>
      </Group>
    </section>
  )
}

function SampleTraces() {
  const traces = useQuery(reading(listSampleTraces, {})).data?.traces ?? []
  const go = useGo()
  if (traces.length === 0) return null
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        Try it with a trace of the sample organisation
      </Title>
      <Group gap="xs">
        {traces.map(({ id, title, text }) => (
          <Button
            key={id}
            variant="default"
            size="compact-sm"
            onClick={() => {
              handOver(text)
              go('/locate')
            }}
          >
            {title}
          </Button>
        ))}
      </Group>
    </section>
  )
}

const shownIncidents = 5

function OpenIncidents() {
  // The same question as that of the chip in the header, which keeps the answer fresh.
  const incidents = useQuery(reading(listIncidents, { query: { state: 'open', limit: 200 } }))
  if (!incidents.data || incidents.data.total === 0) return null
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        Open incidents
      </Title>
      <ul className={classes.incidents}>
        {incidents.data.incidents.slice(0, shownIncidents).map((incident) => (
          <li key={incident.id}>
            <PlaceLink href={incidentHref(incident)} className={classes.incident}>
              <SeverityBadge severity={incident.severity} />
              <span className={classes.number}>INC-{incident.number}</span>
              <span className={classes.title}>{incident.title}</span>
              <StatusBadge status={incident.status} quiet />
              <Text size="xs" c="dimmed" component="span">
                <Ago time={incident.declaredAt} />
              </Text>
            </PlaceLink>
          </li>
        ))}
      </ul>
      {incidents.data.total > shownIncidents && <PlaceLink href="/incidents">All {incidents.data.total} open incidents</PlaceLink>}
    </section>
  )
}

function Recent() {
  const recent = recentSearches().slice(0, 5)
  if (recent.length === 0) return null
  return (
    <section>
      <Title order={2} size="h4">
        Recent searches
      </Title>
      <Questions questions={recent.map((search) => ({ ...search, about: search.patternType === 'keyword' ? '' : search.patternType }))} />
    </section>
  )
}
