import { ActionIcon, Button, Group, Tooltip } from '@mantine/core'
import { IconFileText, IconHistory, IconLink, IconPinned } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { PinButton, usePin } from '../incidents/pin.tsx'
import { copyText } from '../ui/copy.tsx'
import { PlaceLink, useGo } from '../ui/place-link.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { rawHref } from './code-words.ts'
import type { Here } from './here.ts'
import { fileHref, historyHref, type LineRange } from './links.ts'
import classes from './repo-page.module.css'

/** What can be done with a file or the lines selected in it; each has a key. */
export function FileActions({ here, path, lines, children }: { here: Here; path: string; lines: LineRange | null; children?: ReactNode }) {
  const { repo, rev, commit } = here
  const go = useGo()
  const pin = usePin()
  const permalink = fileHref({ repo, rev: commit, path, lines })
  const what = { kind: 'file' as const, repo, rev: commit, path, lines: lines && { start: lines.start, end: lines.end } }
  const copyLink = () => void copyText(new URL(permalink, window.location.href).href, 'Permanent link')
  useShortcuts(
    [
      { keys: 'y', label: 'Permanent address (by commit)', group: 'File', run: () => go(permalink, { replace: true }) },
      { keys: 'c', label: 'Copy a permanent link', group: 'File', run: copyLink },
      { keys: 'p', label: 'Pin to the incident', group: 'File', run: () => pin(what) },
    ],
    [permalink],
  )
  return (
    <Group gap={4} wrap="nowrap" className={classes.actions}>
      {children}
      <Tooltip label="History of this file (h)"><ActionIcon component={PlaceLink} href={historyHref({ repo, rev, path })} variant="subtle" color="gray" aria-label="History of this file"><IconHistory size={16} /></ActionIcon></Tooltip>
      <Tooltip label="As it is, without this page"><ActionIcon component="a" href={rawHref({ repo, commit, path })} target="_blank" rel="noopener" variant="subtle" color="gray" aria-label="Raw file"><IconFileText size={16} /></ActionIcon></Tooltip>
      <Tooltip label="Copy a permanent link (c)"><ActionIcon variant="subtle" color="gray" onClick={copyLink} aria-label="Copy a permanent link"><IconLink size={16} /></ActionIcon></Tooltip>
      {rev !== commit && <Tooltip label="Permanent address: by commit (y)"><Button variant="subtle" color="gray" size="compact-sm" className={classes.permalink} leftSection={<IconPinned size={14} />} onClick={() => go(permalink, { replace: true })}>Permalink</Button></Tooltip>}
      <PinButton what={what} label={lines ? 'Pin lines' : 'Pin'} />
    </Group>
  )
}
