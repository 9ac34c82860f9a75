import { Badge, Button, Group, Table, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listRunning, type Running } from '../../src/deployments/contract.ts'
import { reading } from '../app/api.ts'
import { compareHref, repoHref } from '../repos/links.ts'
import { CopyButton } from '../ui/copy.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { Empty, Read } from '../ui/states.tsx'
import { CommitLink } from './commit-link.tsx'
import classes from './deployments-page.module.css'
import { When } from './when.tsx'
import { fits, momentOf } from './words.ts'

/** Everything that runs, now or at a moment. */
export function RunningPanel() {
  const [filter, setFilter] = useState('')
  const [when, setWhen] = useState('')
  const at = momentOf(when)
  const running = useQuery({ ...reading(listRunning, { query: at === null ? {} : { at } }), placeholderData: (before) => before })
  return (
    <>
      <Group gap="xs" mb="md" align="flex-end">
        <TextInput label="Filter" placeholder="service, environment or repository" value={filter} onChange={(event) => setFilter(event.currentTarget.value)} style={{ flex: '1 1 220px', maxWidth: 360 }} />
        <TextInput type="datetime-local" label="At a moment, in your time zone" value={when} onChange={(event) => setWhen(event.currentTarget.value)} />
        {when !== '' && <Button variant="default" onClick={() => setWhen('')}>Now</Button>}
      </Group>
      <Read query={running}>{({ running: all }) => (all.length === 0 ? <Nothing then={at !== null} /> : <List running={all.filter(({ deployment }) => fits(deployment, filter))} />)}</Read>
    </>
  )
}

function List({ running }: { running: readonly Running[] }) {
  if (running.length === 0) return <Empty title="Nothing that runs is called that">Change or clear the filter.</Empty>
  return (
    <Table.ScrollContainer minWidth={720}>
      <Table aria-label="What runs where">
        <Table.Thead>
          <Table.Tr><Table.Th>Service</Table.Th><Table.Th>Environment</Table.Th><Table.Th>Runs</Table.Th><Table.Th>Since</Table.Th><Table.Th>Before</Table.Th><Table.Th>Changed</Table.Th></Table.Tr>
        </Table.Thead>
        <Table.Tbody>{running.map((each) => <Row key={each.deployment.id} running={each} />)}</Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function Row({ running: { deployment, previous } }: { running: Running }) {
  const { repo, service, environment, commit, deployedAt, url } = deployment
  return (
    <Table.Tr>
      <Table.Td className={classes.name}>{service}<Text size="xs" c="dimmed" fw={400}><PlaceLink href={repoHref({ repo })}>{repo}</PlaceLink></Text></Table.Td>
      <Table.Td><Badge color={environment === 'production' ? 'accent' : 'gray'} variant="light" tt="none">{environment}</Badge></Table.Td>
      <Table.Td><CommitLink deployment={deployment} /></Table.Td>
      <Table.Td>{url ? <a href={url} rel="noreferrer" target="_blank"><When time={deployedAt} /></a> : <When time={deployedAt} />}</Table.Td>
      <Table.Td>{previous ? <CommitLink deployment={previous} /> : <Text span size="sm" c="dimmed">nothing known</Text>}</Table.Td>
      <Table.Td>{previous?.known && deployment.known && <PlaceLink href={compareHref({ repo, base: previous.commit, head: commit })}>Compare</PlaceLink>}</Table.Td>
    </Table.Tr>
  )
}

const command = 'firebreak deploy --environment production'

function Nothing({ then }: { then: boolean }) {
  if (then) return <Empty title="Nothing ran then">Nothing that was deployed by that moment is known.</Empty>
  return (
    <Empty title="Nothing is known to run">
      <p>When Firebreak knows which commit runs where, traces are resolved at the code that printed them, and what changed between two deployments is one click away. Tell of a deployment as the last step of a pipeline, or by a webhook of your forge:</p>
      <div className={classes.command}><code>{command}</code><CopyButton text={command} what="Command" /></div>
    </Empty>
  )
}
