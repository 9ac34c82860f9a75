import { Button, Group, SegmentedControl, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useMemo, useRef, useState } from 'react'
import { listRepositories, type Repository } from '../../src/repos/contract.ts'
import { call } from '../../src/platform/endpoint.ts'
import { useLive } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { useListKeys } from '../ui/list-keys.ts'
import { useGo } from '../ui/place-link.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { Empty, Read } from '../ui/states.tsx'
import { AddRepositories, SampleButton } from './add-repositories.tsx'
import { RepoRow } from './repo-row.tsx'
import classes from './repos-page.module.css'

const states = ['all', 'ready', 'running', 'failed'] as const
type State = (typeof states)[number]
const stateLabels: Record<State, string> = { all: 'All', ready: 'Ready', running: 'Working', failed: 'Failed' }

/** Every repository that may be searched, with how it is doing. */
export function ReposPage() {
  const [filter, setFilter] = useState('')
  const [state, setState] = useState<State>('all')
  const [query] = useDebouncedValue(filter.trim(), 150)
  const pages = useRepositories(query, state)
  const adding = useAdding()
  useLive(['repositories'], listRepositories)
  return (
    <Stack className={classes.page} gap="md">
      <title>Repositories · Firebreak</title>
      <Group justify="space-between">
        <Title order={1} size="h2">Repositories</Title>
        {adding.may && <Button leftSection={<IconPlus size={16} />} onClick={() => adding.set(!adding.open)} aria-expanded={adding.open}>Add repositories</Button>}
      </Group>
      {adding.open && <AddRepositories close={() => adding.set(false)} />}
      <Group gap="xs">
        <TextInput className={classes.filter} aria-label="Filter by name" placeholder="Filter by name" value={filter} onChange={(event) => setFilter(event.currentTarget.value)} />
        <SegmentedControl size="xs" aria-label="Filter by state" value={state} onChange={(value) => setState(states.find((one) => one === value) ?? 'all')} data={states.map((value) => ({ value, label: stateLabels[value] }))} />
      </Group>
      <Read query={pages}>
        {(data) => <List repositories={data.pages.flatMap(({ repos }) => repos)} total={data.pages[0]?.total ?? 0} narrowed={query !== '' || state !== 'all'} pages={pages} add={() => adding.set(true)} />}
      </Read>
    </Stack>
  )
}

const pageSize = 100

function useRepositories(query: string, state: State) {
  return useInfiniteQuery({
    queryKey: [listRepositories.id, 'pages', query, state],
    queryFn: ({ pageParam, signal }) =>
      call(listRepositories, { query: { limit: pageSize, ...(query === '' ? {} : { query }), ...(state === 'all' ? {} : { state }), ...(pageParam ? { after: pageParam } : {}) } }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  })
}

/** Whether the forms are open is in the address, so that other pages can lead to them. */
function useAdding() {
  const go = useGo()
  const open = useLocation({ select: ({ search }) => 'add' in search })
  const may = useMay('repos.add')
  const set = (to: boolean) => go(to ? '/repos?add=1' : '/repos', { replace: true })
  useShortcuts([{ keys: 'a', label: 'Add repositories', group: 'Repositories', run: () => may && set(true) }], [may])
  return { open: open && may, may, set }
}

interface ListProps {
  repositories: Repository[]
  total: number
  /** Whether a filter is set. */
  narrowed: boolean
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
  add: () => void
}

function List({ repositories, total, narrowed, pages, add }: ListProps) {
  const list = useRef<HTMLUListElement>(null)
  useListKeys(list, 'Repositories')
  const [fetch, manage] = [useMay('repos.fetch'), useMay('repos.manage')]
  const may = useMemo(() => ({ fetch, manage }), [fetch, manage])
  if (repositories.length === 0) return narrowed ? <Empty title="No repository is called that">Change or clear the filter.</Empty> : <Nothing add={add} />
  return (
    <>
      <ul className={classes.list} ref={list} aria-label="Repositories">
        {repositories.map((repository) => (
          <RepoRow key={repository.id} repository={repository} may={may} />
        ))}
      </ul>
      <Group justify="space-between">
        <Text c="dimmed" size="xs">{repositories.length < total ? `${repositories.length.toLocaleString('en')} of ${countWords(total)}` : countWords(total)}</Text>
        {pages.hasNextPage && <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>Show more</Button>}
      </Group>
    </>
  )
}

const countWords = (count: number): string => (count === 1 ? '1 repository' : `${count.toLocaleString('en')} repositories`)

function Nothing({ add }: { add: () => void }) {
  const may = useMay('repos.add')
  return (
    <Empty
      title="No repositories yet"
      action={
        may && (
          <>
            <SampleButton size="md" variant="filled" />
            <Button size="md" variant="default" onClick={add}>Add your repositories</Button>
          </>
        )
      }
    >
      Firebreak searches, reads and locates in the repositories that stand here. The sample organisation has a fault and a trace to try everything with.
    </Empty>
  )
}
