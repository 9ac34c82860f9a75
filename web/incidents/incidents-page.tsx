import { Button, Group, SegmentedControl, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconFlame, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { listIncidents, type IncidentHead } from '../../src/incidents/contract.ts'
import { call } from '../../src/platform/endpoint.ts'
import { useLive } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { useListKeys } from '../ui/list-keys.ts'
import { PlaceLink, useGo } from '../ui/place-link.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { Empty, Read } from '../ui/states.tsx'
import { Ago, useNow } from '../ui/time.tsx'
import { SeverityBadge, StatusBadge } from './badges.tsx'
import { DeclareDialog } from './declare-form.tsx'
import classes from './incidents-page.module.css'
import { clock, incidentHref } from './words.ts'

type Shown = 'open' | 'closed' | 'all'
const shownStates: { value: Shown; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'open', label: 'Open' },
  { value: 'closed', label: 'Closed' },
]

/** Every incident, those that are open first. */
export function IncidentsPage() {
  const { state, declare } = useSearch({ strict: false }) as { state?: string; declare?: string }
  const shown = shownStates.find(({ value }) => value === state)?.value ?? 'all'
  const [text, setText] = useState('')
  const [query] = useDebouncedValue(text.trim(), 200)
  const list = useRef<HTMLDivElement>(null)
  const go = useGo()
  const may = useMay('incidents.write')
  const openForm = () => may && go('/incidents?declare=1')
  useLive(['incidents'], listIncidents)
  useListKeys(list, 'Incidents')
  useShortcuts([{ keys: 'n', label: 'Declare an incident', group: 'Incidents', run: openForm }], [may, go])
  return (
    <div className={classes.page}>
      <title>Incidents · Firebreak</title>
      <Group justify="space-between" mb="md">
        <Title order={1} size="h2">
          Incidents
        </Title>
        {may && (
          <Button leftSection={<IconFlame size={16} />} onClick={openForm} title="Declare an incident (n)">
            Declare
          </Button>
        )}
      </Group>
      <Group mb="sm" gap="sm">
        <SegmentedControl size="xs" data={shownStates} value={shown} onChange={(value) => go(value === 'all' ? '/incidents' : `/incidents?state=${value}`, { replace: true })} aria-label="Which incidents" />
        <TextInput size="xs" className={classes.filter} leftSection={<IconSearch size={14} />} placeholder="Title, INC-12, service" aria-label="Find incidents" value={text} onChange={(event) => setText(event.currentTarget.value)} />
      </Group>
      <div ref={list}>
        {shown === 'all' ? <Both query={query} openForm={openForm} /> : <Section key={shown} state={shown} query={query} openForm={openForm} />}
      </div>
      <DeclareDialog opened={declare !== undefined && may} onClose={() => go('/incidents', { replace: true })} />
    </div>
  )
}

interface Asked {
  query: string
  openForm: () => void
}

function Both({ query, openForm }: Asked) {
  const all = useIncidents('all', query)
  if (all.data?.pages[0]?.total === 0) return <Nothing state="all" query={query} openForm={openForm} />
  return (
    <Stack gap="lg">
      <Section state="open" heading="Open" query={query} openForm={openForm} />
      <Section state="closed" heading="Closed" query={query} openForm={openForm} />
    </Stack>
  )
}

function Section({ state, heading, query, openForm }: Asked & { state: 'open' | 'closed'; heading?: string }) {
  const incidents = useIncidents(state, query)
  return (
    <Read query={incidents} height={heading === 'Closed' ? 0 : 120}>
      {({ pages }) => {
        const rows = pages.flatMap((page) => page.incidents)
        const total = pages[0]?.total ?? 0
        if (rows.length === 0 && !heading) return <Nothing state={state} query={query} openForm={openForm} />
        if (rows.length === 0 && state === 'closed') return null
        return (
          <section aria-label={heading}>
            {heading && (
              <Text fw={600} mb={4}>
                {heading} <span className={classes.count}>{total}</span>
              </Text>
            )}
            {rows.length === 0 ? <Text c="dimmed">Nothing is open.</Text> : <Rows incidents={rows} />}
            {incidents.hasNextPage && (
              <Button variant="default" mt="sm" loading={incidents.isFetchingNextPage} onClick={() => void incidents.fetchNextPage()}>
                Show more of {total}
              </Button>
            )}
          </section>
        )
      }}
    </Read>
  )
}

function useIncidents(state: Shown, query: string) {
  return useInfiniteQuery({
    queryKey: [listIncidents.id, 'pages', state, query],
    queryFn: ({ pageParam, signal }) => call(listIncidents, { query: { state, query: query || undefined, after: pageParam } }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: (before) => before,
  })
}

function Rows({ incidents }: { incidents: IncidentHead[] }) {
  const now = useNow()
  return (
    <ul className={classes.rows}>
      {incidents.map((incident) => (
        <li key={incident.id}>
          <PlaceLink href={incidentHref(incident)} className={classes.row} data-row>
            <SeverityBadge severity={incident.severity} />
            <span className={classes.number}>INC-{incident.number}</span>
            <span className={classes.title} title={incident.title}>
              {incident.title}
            </span>
            <span className={classes.services}>{incident.services.join(', ')}</span>
            <span className={classes.status}>
              <StatusBadge status={incident.status} quiet />
            </span>
            <span className={classes.commander}>{incident.commander?.name ?? 'nobody'}</span>
            <span className={classes.clock} title="From declared to resolved, or until now">
              {clock(incident, now)}
            </span>
            <span className={classes.age}>
              <Ago time={incident.declaredAt} />
            </span>
          </PlaceLink>
        </li>
      ))}
    </ul>
  )
}

function Nothing({ state, query, openForm }: Asked & { state: Shown }) {
  const may = useMay('incidents.write')
  if (query !== '') return <Empty title={`No incident matches “${query}”`}>Titles, numbers and affected services are looked through{state === 'all' ? '' : `, in ${state} incidents only`}.</Empty>
  const declare = may && (
    <Button leftSection={<IconFlame size={16} />} onClick={openForm}>
      Declare an incident
    </Button>
  )
  if (state !== 'all') return <Empty title={state === 'open' ? 'Nothing is open' : 'Nothing was closed yet'} action={state === 'open' && declare} />
  return (
    <Empty title="No incident so far" action={declare}>
      An incident is one page that holds everything about something that is broken: what you were handed, what you found, who does what, and what happened when. Declare one as soon as a second person is needed, or customers notice.
    </Empty>
  )
}
