import { Badge, Button, Checkbox, Group, Table, Text, TextInput } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listDeployments, listRunning, removeDeployment, type Deployment } from '../../src/deployments/contract.ts'
import { call } from '../../src/platform/endpoint.ts'
import { useChange } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { compareHref, repoHref } from '../repos/links.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { PlaceLink, useGo } from '../ui/place-link.tsx'
import { Empty, Read } from '../ui/states.tsx'
import { utc } from '../ui/time.tsx'
import { sayFailed } from '../ui/undo.tsx'
import { CommitLink } from './commit-link.tsx'
import classes from './deployments-page.module.css'
import { When } from './when.tsx'
import { fits, pairOf } from './words.ts'

/** Every deployment, the newest first. Of two that are chosen the page of their difference is opened. */
export function HistoryPanel() {
  const [filter, setFilter] = useState('')
  const [chosen, setChosen] = useState<readonly Deployment[]>([])
  const pages = useInfiniteQuery({
    queryKey: [listDeployments.id, 'pages'],
    queryFn: ({ pageParam, signal }) => call(listDeployments, { query: pageParam ? { after: pageParam } : {} }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
  return (
    <>
      <Group gap="xs" mb="md" align="flex-end">
        <TextInput label="Filter" placeholder="service, environment or repository" value={filter} onChange={(event) => setFilter(event.currentTarget.value)} style={{ flex: '1 1 220px', maxWidth: 360 }} />
        <CompareButton chosen={chosen} />
      </Group>
      <Read query={pages}>
        {(data) => {
          const all = data.pages.flatMap(({ deployments }) => deployments)
          if (all.length === 0) return <Empty title="No deployment yet">Each that is told of stands here with its time.</Empty>
          return (
            <>
              <List deployments={all.filter((each) => fits(each, filter))} chosen={chosen} choose={setChosen} />
              {pages.hasNextPage && <Button mt="md" variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>Show older ones</Button>}
            </>
          )
        }}
      </Read>
    </>
  )
}

function CompareButton({ chosen }: { chosen: readonly Deployment[] }) {
  const go = useGo()
  const pair = pairOf(chosen)
  return (
    <Button variant="default" disabled={pair === null} onClick={() => pair && go(compareHref({ repo: pair.base.repo, base: pair.base.commit, head: pair.head.commit }))}>
      {pair === null ? 'Choose two of one repository to compare' : 'Compare the two'}
    </Button>
  )
}

interface ListProps {
  deployments: readonly Deployment[]
  chosen: readonly Deployment[]
  choose(chosen: readonly Deployment[]): void
}

function List({ deployments, chosen, choose }: ListProps) {
  const record = useMay('deployments.record')
  const remove = useChange(removeDeployment, { stale: [listDeployments, listRunning] })
  const toggle = (deployment: Deployment) => choose(chosen.some(({ id }) => id === deployment.id) ? chosen.filter(({ id }) => id !== deployment.id) : [...chosen.slice(-1), deployment])
  if (deployments.length === 0) return <Empty title="No deployment is called that">Change or clear the filter.</Empty>
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table aria-label="Deployments, the newest first">
        <Table.Thead>
          <Table.Tr><Table.Th aria-label="Compare" /><Table.Th>When</Table.Th><Table.Th>Service</Table.Th><Table.Th>Environment</Table.Th><Table.Th>Commit</Table.Th><Table.Th>Told by</Table.Th><Table.Th aria-label="Actions" /></Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {deployments.map((deployment) => {
            const { id, service, repo, environment, deployedAt, state, recordedBy } = deployment
            const isChosen = chosen.some((each) => each.id === id)
            return (
              <Table.Tr key={id} className={isChosen ? classes.chosen : undefined}>
                <Table.Td><Checkbox aria-label={`Compare ${service} in ${environment} of ${utc(deployedAt)}`} checked={isChosen} onChange={() => toggle(deployment)} /></Table.Td>
                <Table.Td><When time={deployedAt} /></Table.Td>
                <Table.Td className={classes.name}>{service}<Text size="xs" c="dimmed" fw={400}><PlaceLink href={repoHref({ repo })}>{repo}</PlaceLink></Text></Table.Td>
                <Table.Td>{environment}</Table.Td>
                <Table.Td>{state === 'removed' ? <Badge color="gray" variant="light" tt="none">removed</Badge> : <CommitLink deployment={deployment} />}</Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{recordedBy}</Table.Td>
                <Table.Td ta="right">
                  {record && <ConfirmButton label="Take back" question={`Take back that ${service} was deployed to ${environment}? Only what is known here changes, not what runs.`} run={() => remove.mutate({ params: { id } }, { onError: (error) => sayFailed(error) })} />}
                </Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
