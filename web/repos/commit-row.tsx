import { ActionIcon, Tooltip } from '@mantine/core'
import { IconFolderCode } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Commit } from '../../src/repos/contract.ts'
import { CopyButton } from '../ui/copy.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { Ago } from '../ui/time.tsx'
import { authorWords, initialsOf } from './code-words.ts'
import { commitHref, repoHref } from './links.ts'
import { shortOid } from './repo-state.ts'
import classes from './commit-row.module.css'

/** One commit of a list. `before` stands at its start, a box to tick for example. */
export function CommitRow({ repo, commit, before }: { repo: string; commit: Commit; before?: ReactNode }) {
  const { oid, subject, author } = commit
  return (
    <li className={classes.row}>
      {before}
      <Initials name={author.name} />
      <div className={classes.what}>
        <PlaceLink data-row className={classes.subject} href={commitHref({ repo, oid })} title={subject}>{subject || 'No message'}</PlaceLink>
        <span className={classes.who}>{authorWords(commit)} · <Ago time={author.time} /></span>
      </div>
      <PlaceLink href={commitHref({ repo, oid })} className={`${classes.oid} fb-code`} tabIndex={-1}>{shortOid(oid)}</PlaceLink>
      <span className={classes.actions}>
        <CopyButton text={oid} what="Commit id" />
        <Tooltip label="Browse files at this commit">
          <ActionIcon component={PlaceLink} href={repoHref({ repo, rev: oid })} variant="subtle" color="gray" size="sm" aria-label="Browse files at this commit"><IconFolderCode size={16} /></ActionIcon>
        </Tooltip>
      </span>
    </li>
  )
}

export function CommitList({ children, label = 'Commits' }: { children: ReactNode; label?: string }) {
  return <ul className={classes.list} aria-label={label}>{children}</ul>
}

export const Initials = ({ name }: { name: string }) => <span className={classes.initials} aria-hidden>{initialsOf(name)}</span>

/** The newest commit of a folder or file, in one line. */
export function LastCommit({ repo, commit }: { repo: string; commit: Commit }) {
  return (
    <div className={classes.last}>
      <Initials name={commit.author.name} />
      <span className={classes.lastAuthor}>{commit.author.name}</span>
      <PlaceLink className={classes.lastSubject} href={commitHref({ repo, oid: commit.oid })} title={commit.subject}>{commit.subject}</PlaceLink>
      <span className={classes.who}><Ago time={commit.author.time} /></span>
    </div>
  )
}
