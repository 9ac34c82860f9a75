import { Button, Group, Text, Title } from '@mantine/core'
import { IconFolderCode } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { readCommit, type Commit } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { PinButton, usePin } from '../incidents/pin.tsx'
import { copyText, CopyButton } from '../ui/copy.tsx'
import { DiffView } from '../ui/diff-view.tsx'
import { PlaceLink, useGo } from '../ui/place-link.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { Waiting } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { CodeFailure } from './code-failure.tsx'
import { CulpritList } from '../intel/culprit-list.tsx'
import { Initials } from './commit-row.tsx'
import { commitHref, fileHref, repoHref, type CodePlace } from './links.ts'
import { shortOid } from './repo-state.ts'
import classes from './repo-page.module.css'

/** One commit: who, when, why, and what it changed. */
export function CommitView({ repo, rev, place }: { repo: string; rev: string; place: CodePlace }) {
  const { data, error, refetch } = useQuery({ ...reading(readCommit, { query: { repo, rev } }), staleTime: Infinity })
  const shown = useLocation({ select: ({ hash }) => hash })
  if (error) return <CodeFailure error={error} place={place} retry={() => void refetch()} />
  if (!data) return <Waiting />
  const { commit, diff } = data
  const parent = commit.parents[0] ?? ''
  return (
    <div className={classes.body}>
      <Head repo={repo} commit={commit} />
      {parent !== '' && <CulpritList repo={repo} oid={commit.oid} />}
      <DiffView
        key={commit.oid}
        files={diff.files}
        total={diff.filesChanged}
        {...(shown === '' ? {} : { show: shown })}
        lineHref={(side, path, line) => fileHref({ repo, rev: side === 'old' ? parent : commit.oid, path, lines: { start: line, end: line } })}
        actions={({ newPath }) => newPath && <Button component={PlaceLink} size="compact-xs" variant="subtle" color="gray" href={fileHref({ repo, rev: commit.oid, path: newPath })}>View file</Button>}
      />
    </div>
  )
}

function Head({ repo, commit }: { repo: string; commit: Commit }) {
  const { oid, subject, body, author, committer, parents } = commit
  useCommitKeys(repo, oid)
  return (
    <section className={classes.box} aria-label="Commit">
      <div className={classes.commitHead}>
        <Group justify="space-between" align="flex-start" wrap="nowrap" className={classes.stack}>
          <Title order={2} size="h3" className={classes.long}>{subject || 'No message'}</Title>
          <Group gap={8} wrap="nowrap">
            <PinButton what={{ kind: 'commit', repo, rev: oid }} />
            <Button component={PlaceLink} href={repoHref({ repo, rev: oid })} variant="default" size="compact-md" leftSection={<IconFolderCode size={16} />}>Browse files</Button>
          </Group>
        </Group>
        {body.trim() !== '' && <pre className={classes.message}>{body.trim()}</pre>}
      </div>
      <div className={classes.commitMeta}>
        <Group gap={8}>
          <Initials name={author.name} />
          <Text size="sm"><b title={author.email}>{author.name}</b> <Text span c="dimmed">wrote it <Ago time={author.time} /></Text></Text>
          {committer.name !== author.name && <Text size="sm"><b title={committer.email}>{committer.name}</b> <Text span c="dimmed">committed it <Ago time={committer.time} /></Text></Text>}
        </Group>
        <Group gap={16}>
          <span className={classes.parents}>
            <Text span size="xs" c="dimmed">{parents.length === 0 ? 'the first commit' : parents.length === 1 ? 'parent' : 'parents (compared with the first)'}</Text>{' '}
            {parents.map((parent) => <PlaceLink key={parent} className="fb-code" href={commitHref({ repo, oid: parent })}>{shortOid(parent)} </PlaceLink>)}
          </span>
          <Group gap={4}><span className="fb-code">{shortOid(oid)}</span><CopyButton text={oid} what="Commit id" /></Group>
        </Group>
      </div>
    </section>
  )
}

function useCommitKeys(repo: string, oid: string): void {
  const pin = usePin()
  const go = useGo()
  const href = commitHref({ repo, oid })
  useShortcuts(
    [
      { keys: 'p', label: 'Pin to the incident', group: 'Commit', run: () => pin({ kind: 'commit', repo, rev: oid }) },
      { keys: 'y', label: 'Permanent address (by commit)', group: 'Commit', run: () => go(href, { replace: true }) },
      { keys: 'c', label: 'Copy a permanent link', group: 'Commit', run: () => void copyText(new URL(href, window.location.href).href, 'Permanent link') },
    ],
    [href],
  )
}
