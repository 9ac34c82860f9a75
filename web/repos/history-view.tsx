import { Button, Checkbox, Group, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { call } from '../../src/platform/endpoint.ts'
import { readHistory } from '../../src/repos/contract.ts'
import { useListKeys } from '../ui/list-keys.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { Empty, Waiting } from '../ui/states.tsx'
import { CodeFailure } from './code-failure.tsx'
import { CommitList, CommitRow } from './commit-row.tsx'
import type { Here } from './here.ts'
import { compareHref, type CodePlace } from './links.ts'
import { PathCrumbs } from './path-crumbs.tsx'
import { shortOid } from './repo-state.ts'
import classes from './repo-page.module.css'

/** The commits that touched a path, newest first; two of them can be compared. */
export function HistoryView({ here, path, place }: { here: Here; path: string; place: CodePlace }) {
  const history = useHistory(here, path)
  const [picked, setPicked] = useState<string[]>([])
  const list = useRef<HTMLDivElement>(null)
  useListKeys(list, 'History')
  if (history.error && !history.data) return <CodeFailure error={history.error} place={place} retry={() => void history.refetch()} />
  if (!history.data) return <Waiting />
  const commits = history.data.pages.flatMap((page) => page.commits)
  const toggle = (oid: string) => setPicked((before) => (before.includes(oid) ? before.filter((one) => one !== oid) : [...before, oid].slice(-2)))
  return (
    <div className={classes.body} ref={list}>
      <Group justify="space-between" mih={36}>
        {path === '' ? <Text fw={600}>Commits of the whole repository</Text> : <PathCrumbs here={here} path={path} />}
        <Compare repo={here.repo} picked={picked} commits={commits.map(({ oid }) => oid)} />
      </Group>
      {commits.length === 0 && <Empty title="No commit touched this path">At this revision, nothing of this name ever stood here.</Empty>}
      {commits.length > 0 && (
        <CommitList>
          {commits.map((commit) => (
            <CommitRow key={commit.oid} repo={here.repo} commit={commit} before={<Checkbox size="xs" checked={picked.includes(commit.oid)} onChange={() => toggle(commit.oid)} aria-label={`Compare ${shortOid(commit.oid)}`} />} />
          ))}
        </CommitList>
      )}
      <Group justify="space-between">
        <Text size="xs" c="dimmed">{history.hasNextPage ? `The newest ${commits.length.toLocaleString('en')} commits` : `${commits.length === 1 ? 'One commit' : `All ${commits.length.toLocaleString('en')} commits`}`}</Text>
        {history.hasNextPage && <Button variant="default" loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>Show older</Button>}
      </Group>
    </div>
  )
}

const pageSize = 50

function useHistory({ repo, commit }: Here, path: string) {
  return useInfiniteQuery({
    queryKey: [readHistory.id, repo, commit, path],
    queryFn: ({ pageParam, signal }) => call(readHistory, { query: { repo, rev: commit, path, skip: pageParam, limit: pageSize } }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.more ? pages.length * pageSize : null),
    staleTime: Infinity,
  })
}

/** From the older to the newer of the two, whatever the order in which they were ticked. */
function Compare({ repo, picked, commits }: { repo: string; picked: readonly string[]; commits: readonly string[] }) {
  const [head, base] = picked.toSorted((a, b) => commits.indexOf(a) - commits.indexOf(b))
  if (!head || !base) return <Text size="xs" c="dimmed">{head ? 'Tick another commit to compare with' : 'Tick two commits to compare them'}</Text>
  return <Button component={PlaceLink} size="compact-md" href={compareHref({ repo, base, head })}>{`Compare ${shortOid(base)} with ${shortOid(head)}`}</Button>
}
