import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { memo, useEffect, useRef, useState } from 'react'
import { readTree, type TreeEntry } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import type { Here } from './here.ts'
import { fileHref, treeHref } from './links.ts'
import classes from './repo-page.module.css'
import { entryIcons } from './tree-view.tsx'

/**
 * The folders of the repository, each read when it is opened; those above the current file are open. Folders that were opened stay so,
 * thousands of rows in a long session, so whoever goes to another file has only the rows drawn anew for which that matters.
 */
export const FileTree = memo(function FileTree({ here, current }: { here: Here; current: string }) {
  return (
    <nav className={classes.sidebar} aria-label="Files">
      <Folder here={here} path="" current={current} depth={0} />
    </nav>
  )
})

interface FolderProps {
  here: Here
  path: string
  /** The current file; empty if it lies elsewhere. */
  current: string
  depth: number
}

const Folder = memo(function Folder({ here, path, current, depth }: FolderProps) {
  const { data } = useQuery({ ...reading(readTree, { query: { repo: here.repo, rev: here.commit, path } }), staleTime: Infinity })
  return (
    <ul className={classes.tree}>
      {data?.entries.map((entry) => (entry.kind === 'directory'
        ? <Branch key={entry.path} here={here} entry={entry} current={current.startsWith(`${entry.path}/`) ? current : ''} depth={depth} />
        : <Leaf key={entry.path} here={here} entry={entry} isHere={entry.path === current} depth={depth} />))}
    </ul>
  )
})

interface NodeProps {
  here: Here
  entry: TreeEntry
  depth: number
}

const Branch = memo(function Branch({ here, entry: { name, path }, current, depth }: NodeProps & { current: string }) {
  const above = current !== ''
  const [open, setOpen] = useState(above)
  useEffect(() => {
    if (above) setOpen(true)
  }, [above])
  const Chevron = open ? IconChevronDown : IconChevronRight
  return (
    <li>
      <div className={classes.node} style={{ paddingLeft: depth * 12 }}>
        <button type="button" className={classes.chevron} onClick={() => setOpen(!open)} aria-expanded={open} aria-label={`${open ? 'Close' : 'Open'} ${name}`}><Chevron size={14} /></button>
        <PlaceLink href={treeHref({ repo: here.repo, rev: here.rev, path })} title={name}>{name}</PlaceLink>
      </div>
      {open && <Folder here={here} path={path} current={current} depth={depth + 1} />}
    </li>
  )
})

const Leaf = memo(function Leaf({ here, entry: { name, path, kind }, isHere, depth }: NodeProps & { isHere: boolean }) {
  const Icon = entryIcons[kind]
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isHere) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isHere])
  return (
    <li ref={row}>
      <div className={classes.node} style={{ paddingLeft: depth * 12 + 4 }} data-here={isHere || undefined}>
        <Icon size={14} className={classes.file} aria-hidden />
        <PlaceLink href={fileHref({ repo: here.repo, rev: here.rev, path })} title={name} aria-current={isHere ? 'page' : undefined}>{name}</PlaceLink>
      </div>
    </li>
  )
})
