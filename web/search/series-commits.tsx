import { ActionIcon, Text, Tooltip } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { commitHref } from '../repos/links.ts'
import { shortOid } from '../repos/repo-state.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { dayOf, deltaWords, type Change } from './series.ts'
import classes from './series-panel.module.css'

interface Props {
  changes: readonly Change[]
  withRepo: boolean
}

const maxChanges = 100

/** The same as the picture, newest first. */
export function ChangesTable({ changes, withRepo }: Props) {
  const shown = changes.toReversed().slice(0, maxChanges)
  return (
    <div className={classes.box} tabIndex={0} role="group" aria-label="Changes of the count">
      <table className={classes.table}>
        <thead>
          <tr><th>Commit</th><th className={classes.number}>Change</th><th className={classes.number}>{withRepo ? 'Lines there' : 'Lines'}</th></tr>
        </thead>
        <tbody>
          {shown.map((change) => (
            <tr key={`${change.repo} ${change.oid}`}>
              <td><Commit change={change} withRepo={withRepo} /></td>
              <td className={classes.number}>{deltaWords(change)}</td>
              <td className={classes.number}>{change.after.toLocaleString('en-US')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {changes.length > shown.length && <Text size="xs" c="dimmed" p={6}>{(changes.length - shown.length).toLocaleString('en-US')} earlier changes are not listed; firebreak series lists all.</Text>}
    </div>
  )
}

/** Several commits that one point of the picture stands for, newest first. Takes the focus, and gives it up with Escape. */
export function CommitsOfPoint({ changes, withRepo, close }: Props & { close: () => void }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.querySelector('a')?.focus({ preventScroll: true }), [changes])
  const shown = changes.toReversed().slice(0, maxChanges)
  return (
    <div className={classes.point} ref={box} role="group" aria-label="Commits of this point" onKeyDown={({ key }) => key === 'Escape' && close()}>
      <div className={classes.pointHead}>
        {changes.length.toLocaleString('en-US')} commits
        <Tooltip label="Close (Escape)">
          <ActionIcon variant="subtle" color="gray" size="xs" onClick={close} aria-label="Close the list of commits"><IconX size={14} /></ActionIcon>
        </Tooltip>
      </div>
      <ul className={classes.commits}>
        {shown.map((change) => (
          <li key={`${change.repo} ${change.oid}`}>
            <Commit change={change} withRepo={withRepo} />
            <span className={classes.delta}>{deltaWords(change)}</span>
          </li>
        ))}
      </ul>
      {changes.length > shown.length && <Text size="xs" c="dimmed" p={6}>The newest {maxChanges} are listed.</Text>}
    </div>
  )
}

/** What it says, when it was and whose it is, as far as that was told. */
function Commit({ change, withRepo }: { change: Change; withRepo: boolean }) {
  const { repo, oid, at, subject, author } = change
  return (
    <span className={classes.named}>
      <PlaceLink href={commitHref(change)} className={subject ? classes.subject : 'fb-code'} title={subject ?? oid}>{subject ?? shortOid(oid)}</PlaceLink>
      <span className={classes.about}><Day at={at} />{author && ` · ${author}`}</span>
      {withRepo && <span className={classes.about}>{repo}</span>}
    </span>
  )
}

/** Never broken at its dashes. */
export const Day = ({ at }: { at: number }) => <span className={classes.day}>{dayOf(at)}</span>
