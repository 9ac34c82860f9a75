import { ActionIcon, Button, Group, Tooltip } from '@mantine/core'
import { IconFileSearch } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { resolveRevision, type Repository } from '../../src/repos/contract.ts'
import type { Answer } from '../../src/platform/endpoint.ts'
import { CopyButton } from '../ui/copy.tsx'
import { PlaceLink, useGo } from '../ui/place-link.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { compareHref, historyHref, indexesHref, placeHref, refsHref, repoHref, type CodePlace } from './links.ts'
import { RepoBadges, StateLine } from './repo-row.tsx'
import { shortOid, stateOf } from './repo-state.ts'
import { RevisionPicker } from './revision-picker.tsx'
import classes from './repo-page.module.css'

interface Props {
  place: CodePlace
  repository: Repository | null | undefined
  revision?: Answer<typeof resolveRevision> | undefined
  /** Opens the finder of files. */
  find?: () => void
}

/** The name of the repository, the revision, and the ways through it. */
export function RepoHeader({ place, repository, revision, find }: Props) {
  const { repo } = place
  const state = repository ? stateOf(repository) : null
  return (
    <header className={classes.header}>
      <Group gap={6} wrap="nowrap" className={classes.names}>
        <h1 className={classes.repo}><PlaceLink href={repoHref({ repo })} title={repo}>{repo}</PlaceLink></h1>
        <CopyButton text={repo} what="Repository name" />
        {repository && <RepoBadges repository={repository} />}
      </Group>
      {revision && <Revision place={place} revision={revision} defaultBranch={repository?.defaultBranch ?? null} find={find} />}
      {repository !== null && <Tabs place={place} />}
      {state?.kind === 'running' && <div className={classes.progress}><StateLine state={state} /></div>}
    </header>
  )
}

interface RevisionProps {
  place: CodePlace
  revision: Answer<typeof resolveRevision>
  defaultBranch: string | null
  find: (() => void) | undefined
}

function Revision({ place, revision: { repo, rev, commit, kind }, defaultBranch, find }: RevisionProps) {
  const go = useGo()
  const shown = rev === '' ? (defaultBranch ?? 'default branch') : kind === 'commit' && /^[0-9a-f]{11,}$/.test(rev) ? shortOid(rev) : rev
  const pick = (to: string) => go('path' in place ? placeHref(place.view === 'blob' ? { ...place, rev: to, lines: null } : { ...place, rev: to }) : repoHref({ repo, rev: to }))
  return (
    <Group gap={6} wrap="nowrap" className={classes.at}>
      <RevisionPicker repo={repo} shown={shown} kind={kind} label="Revision" pick={pick} />
      <span className={`${classes.commit} fb-code`} title={`At commit ${commit}`}>{kind === 'commit' ? '' : shortOid(commit)}</span>
      <Tooltip label="Find a file (t)">
        <ActionIcon variant="default" size={30} aria-label="Find a file" onClick={find}><IconFileSearch size={16} /></ActionIcon>
      </Tooltip>
    </Group>
  )
}

function Tabs({ place }: { place: CodePlace }) {
  const { repo } = place
  const rev = 'rev' in place && place.view !== 'commit' ? place.rev : ''
  const go = useGo()
  const tabs = [
    { label: 'Code', href: repoHref({ repo, rev }), here: place.view === 'tree' || place.view === 'blob' },
    { label: 'History', href: historyHref({ repo, rev, path: 'path' in place ? place.path : '' }), here: place.view === 'history' || place.view === 'commit' },
    { label: 'Branches & tags', href: refsHref({ repo }), here: place.view === 'refs' },
    { label: 'Compare', href: compareHref({ repo, head: rev }), here: place.view === 'compare' },
    { label: 'Indexes', href: indexesHref({ repo }), here: place.view === 'indexes' },
  ]
  useShortcuts([{ keys: 'h', label: 'History of this path', group: 'Repository', run: () => go(historyHref({ repo, rev, path: 'path' in place ? place.path : '' })) }], [repo, rev, place])
  const row = useRef<HTMLElement>(null)
  // In braces: newer browsers answer with a promise, which React would take for what ends the effect.
  useEffect(() => {
    row.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [place.view])
  return (
    <nav ref={row} className={classes.tabs} aria-label="Repository">
      {tabs.map(({ label, href, here }) => (
        <Button key={label} component={PlaceLink} href={href} size="compact-md" variant={here ? 'light' : 'subtle'} color={here ? undefined : 'gray'} aria-current={here ? 'page' : undefined}>{label}</Button>
      ))}
    </nav>
  )
}
