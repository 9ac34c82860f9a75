import { Button, Group, Text } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Answer } from '../../src/platform/endpoint.ts'
import { compareRevisions } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { DiffView } from '../ui/diff-view.tsx'
import { useGo } from '../ui/place-link.tsx'
import { Empty, Waiting } from '../ui/states.tsx'
import { CodeFailure } from './code-failure.tsx'
import { CommitList, CommitRow } from './commit-row.tsx'
import { useRepository, type Here } from './here.ts'
import { compareHref, fileHref, type CodePlace } from './links.ts'
import { RevisionPicker } from './revision-picker.tsx'
import { shortOid } from './repo-state.ts'
import classes from './repo-page.module.css'

interface Props {
  here: Here
  /** Empty for the default branch. */
  base: string
  head: string
  place: CodePlace
}

/** What one revision has that another has not. */
export function CompareView({ here: { repo }, base, head, place }: Props) {
  const go = useGo()
  const to = (next: { base?: string; head?: string }) => go(compareHref({ repo, base, head, ...next }))
  const chosen = base !== head
  const { data, error, refetch } = useQuery({ ...reading(compareRevisions, { query: { repo, base, head } }), enabled: chosen })
  return (
    <div className={classes.body}>
      <Group gap={8}>
        <Picker repo={repo} rev={base} label="From (base)" pick={(rev) => to({ base: rev })} />
        <Text c="dimmed">to</Text>
        <Picker repo={repo} rev={head} label="To (head)" pick={(rev) => to({ head: rev })} />
        <Button variant="subtle" color="gray" size="compact-md" leftSection={<IconArrowsExchange size={16} />} onClick={() => to({ base: head, head: base })}>Swap</Button>
      </Group>
      {!chosen && <Empty title="Choose two revisions">What the second has and the first has not is shown here: commits, and the difference of their files.</Empty>}
      {chosen && error && <CodeFailure error={error} place={place} retry={() => void refetch()} />}
      {chosen && !error && !data && <Waiting />}
      {chosen && data && <Difference repo={repo} found={data} />}
    </div>
  )
}

function Picker({ repo, rev, label, pick }: { repo: string; rev: string; label: string; pick: (rev: string) => void }) {
  const standing = useRepository(repo)?.defaultBranch ?? 'default branch'
  const isOid = /^[0-9a-f]{40,64}$/.test(rev)
  return <RevisionPicker repo={repo} shown={rev === '' ? standing : isOid ? shortOid(rev) : rev} kind={isOid ? 'commit' : 'branch'} label={label} pick={pick} />
}

const fewCommits = 10

function Difference({ repo, found: { base, head, mergeBase, commits, moreCommits, diff } }: { repo: string; found: Answer<typeof compareRevisions> }) {
  const [all, setAll] = useState(false)
  const shown = all ? commits : commits.slice(0, fewCommits)
  if (commits.length === 0 && diff.files.length === 0) return <Empty title="Nothing to compare">The second revision has nothing that the first has not. Swap them to see the other way round.</Empty>
  return (
    <>
      {mergeBase === null && <Text c="dimmed">The two have no common ancestor: their files are compared as they are.</Text>}
      <Text fw={600}>{`${commits.length.toLocaleString('en')}${moreCommits ? ' or more' : ''} ${commits.length === 1 ? 'commit' : 'commits'}`}</Text>
      {commits.length > 0 && <CommitList>{shown.map((commit) => <CommitRow key={commit.oid} repo={repo} commit={commit} />)}</CommitList>}
      {shown.length < commits.length && <Group><Button variant="default" size="compact-md" onClick={() => setAll(true)}>{`Show all ${commits.length.toLocaleString('en')}`}</Button></Group>}
      <DiffView
        key={`${base}...${head}`}
        files={diff.files}
        total={diff.filesChanged}
        lineHref={(side, path, line) => fileHref({ repo, rev: side === 'old' ? (mergeBase ?? base) : head, path, lines: { start: line, end: line } })}
      />
    </>
  )
}
