import { Stack, Table, Text, TextInput, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { listServices } from '../../src/impact/contract.ts'
import type { Answer } from '../../src/platform/endpoint.ts'
import { reading, useLive } from '../app/api.ts'
import { repoHref } from '../repos/links.ts'
import { countRepositories } from '../search/ledger-words.ts'
import { PlaceLink, useGo } from '../ui/place-link.tsx'
import { Empty, Failure, Waiting } from '../ui/states.tsx'
import { graphOfServices } from './graph/graph.ts'
import { TableOrGraph } from './graph/table-or-graph.tsx'
import classes from './impact-page.module.css'
import { LedgerNote } from './ledger-note.tsx'
import { RevisionChooser } from './revision-chooser.tsx'
import { askedIn, hrefOfAsked, wordsOf, type RevisionsAsked } from './revisions-asked.ts'
import { rowsOf, type ServiceRow } from './services.ts'

/** Every service that repositories tell of, and what it has to do with others. */
export function ServicesPage() {
  const go = useGo()
  const asked = askedIn(useLocation({ select: ({ searchStr }) => searchStr }))
  const { data, error, refetch } = useQuery(reading(listServices, { query: asked }))
  useLive(['impact', 'deployments'], listServices)
  return (
    <Stack className={classes.page} gap="lg">
      <title>Services · Firebreak</title>
      <div className={classes.titled}>
        <div>
          <Title order={1} size="h2">Services</Title>
          <Text c="dimmed">What depends on what, read from {wordsOf(asked)}: catalogues, APIs, images, packages, imports, and calls in code.</Text>
        </div>
        <PlaceLink href="/impact">Impact</PlaceLink>
      </div>
      <RevisionChooser key={hrefOfAsked(asked)} asked={asked} choose={(next) => go(hrefOfAsked(next))} />
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Waiting label="Reading the services" />}
      {data && <Services told={data} asked={asked} />}
    </Stack>
  )
}

function Services({ told, asked }: { told: Answer<typeof listServices>; asked: RevisionsAsked }) {
  const [text, setText] = useState('')
  const graph = useMemo(() => graphOfServices(told), [told])
  const rows = useMemo(() => rowsOf(told, text), [told, text])
  if (told.nodes.length === 0) return <Empty title="No services yet">Add repositories: their catalogues, lockfiles, container files and code tell which services there are.</Empty>
  return (
    <>
      <LedgerNote complete={told.complete} looked={`read ${told.repositories.toLocaleString('en')} repositories`} gaps={told.gaps.map((gap) => ({ ...gap, rev: '' }))} gapCount={told.gaps.length} />
      <Fallbacks told={told} asked={asked} />
      <TableOrGraph graph={graph}>
        <TextInput aria-label="Filter" placeholder="service, owner, system or repository" value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <ServiceTable rows={rows} />
      </TableOrGraph>
    </>
  )
}

/** Which repositories have what was asked for, and which stand here as their default branches do. */
function Fallbacks({ told: { revisions }, asked }: { told: Answer<typeof listServices>; asked: RevisionsAsked }) {
  const fallbacks = revisions.filter(({ isFallback }) => isFallback)
  const found = revisions.filter(({ isFallback }) => !isFallback)
  if (fallbacks.length === 0) return null
  return (
    <details className={classes.ledger}>
      <summary>{countRepositories(found.length)} {asked.environment === '' ? `with ${asked.rev}` : `running in ${asked.environment}`}; the other {fallbacks.length.toLocaleString('en')} stand at their default branch.</summary>
      <ul className={classes.gaps}>
        {[...fallbacks, ...found].map(({ repo, rev, commit, isFallback }) => <li key={repo}><b>{repo}</b> <PlaceLink href={repoHref({ repo, rev: commit })}>{rev === commit ? rev.slice(0, 10) : rev}</PlaceLink> {isFallback && <Text span size="sm" c="dimmed">default branch</Text>}</li>)}
      </ul>
    </details>
  )
}

function ServiceTable({ rows }: { rows: readonly ServiceRow[] }) {
  if (rows.length === 0) return <Empty title="No service is like that">Change or clear the filter.</Empty>
  return (
    <Table.ScrollContainer minWidth={720}>
      <Table aria-label="Services">
        <Table.Thead><Table.Tr><Table.Th>Service</Table.Th><Table.Th>Owner</Table.Th><Table.Th>Needs</Table.Th><Table.Th>Needed by</Table.Th></Table.Tr></Table.Thead>
        <Table.Tbody>
          {rows.map(({ id, name, owner, system, repo, href, needs, neededBy }) => (
            <Table.Tr key={id}>
              <Table.Td className={classes.breakable}>{href === null ? <b>{name}</b> : <PlaceLink href={href}><b>{name}</b></PlaceLink>}<Text size="xs" c="dimmed">{[repo, system].filter(Boolean).join(' · ')}</Text></Table.Td>
              <Table.Td className={classes.breakable}>{owner ?? <Text span c="dimmed">nobody named</Text>}</Table.Td>
              <Table.Td className={classes.breakable}>{needs.join(', ')}</Table.Td>
              <Table.Td className={classes.breakable}>{neededBy.join(', ')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
