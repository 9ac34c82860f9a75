import { UnstyledButton } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import classes from './navigation-panel.module.css'

export interface Gap {
  repo: string
  rev: string
  path: string | null
  reason: string
}

/** What was left out of an answer, in a line that opens to the whole of it. */
export function NotSearched({ gaps }: { gaps: readonly Gap[] }) {
  const [open, setOpen] = useState(false)
  if (gaps.length === 0) return null
  return (
    <div className={classes.gaps}>
      <UnstyledButton className={classes.gapsHead} onClick={() => setOpen(!open)} aria-expanded={open}>
        <IconAlertTriangle size={14} aria-hidden /> Incomplete: {gaps.length.toLocaleString('en')} {gaps.length === 1 ? 'place was' : 'places were'} not searched
      </UnstyledButton>
      {open && (
        <ul>
          {gaps.map(({ repo, rev, path, reason }, at) => (
            <li key={at}><b>{repo}{rev === '' ? '' : `@${rev.length === 40 ? rev.slice(0, 10) : rev}`}</b>{path !== null && ` › ${path}`}: {reason}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
