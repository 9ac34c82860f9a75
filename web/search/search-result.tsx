import { ActionIcon, Badge, Text, Tooltip, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconFileText, IconFolder, IconFolders, IconGitFork, IconLink, type Icon } from '@tabler/icons-react'
import { memo, useCallback, useMemo, useRef, useState } from 'react'
import type { FrozenPlace } from '../../src/search/contract.ts'
import { PinButton } from '../incidents/pin.tsx'
import { fileHref, repoHref, treeHref } from '../repos/links.ts'
import { CodeLines } from '../ui/code-lines.tsx'
import { copyText } from '../ui/copy.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { countMatches } from './ledger-words.ts'
import { fold, pieces, rowsOfPlaces, type FileRow, type Line, type Mark, type Row } from './result-rows.ts'
import classes from './search-result.module.css'
import { useChunks } from './use-chunks.ts'

const matchesWhileFolded = 6

/** The places of a frozen search, as the results of a live one look. */
export function FrozenPlaces({ places }: { places: readonly FrozenPlace[] }) {
  const rows = useMemo(() => rowsOfPlaces(places), [places])
  return <ResultList rows={rows} />
}

/** Results, one below the other, drawn as far as they are scrolled to. With `keyboard` the keys of the page move in it. */
export function ResultList({ rows, keyboard = false }: { rows: readonly Row[]; keyboard?: boolean }) {
  const list = useRef<HTMLOListElement>(null)
  const { shown, sentinelAfter, sentinel, more } = useChunks(rows.length)
  return (
    <>
      {keyboard && <ResultKeys list={list} more={more} />}
      <ol className={classes.list} ref={list}>
        {rows.slice(0, shown).map((row, at) => (
          <li key={row.key} className={classes.item}>
            <Result row={row} />
            {at === sentinelAfter && <span ref={sentinel} />}
          </li>
        ))}
      </ol>
    </>
  )
}

/** j and k move between the links of the results, so that Enter and the browser's own keys work on them. */
function ResultKeys({ list, more }: { list: React.RefObject<HTMLOListElement | null>; more: () => void }) {
  const move = useCallback(
    (step: 1 | -1) => {
      const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-result]') ?? [])]
      const current = links.indexOf(currentIn(list.current, '[data-result]') as HTMLElement)
      const next = links[current < 0 ? 0 : current + step]
      next?.focus({ preventScroll: true })
      next?.closest('li')?.scrollIntoView({ block: 'nearest' })
      if (current + step >= links.length - 5) more()
    },
    [list, more],
  )
  const press = (selector: string) => currentIn(list.current, selector)?.click()
  const open = () => {
    const link = currentIn(list.current, '[data-result]')
    if (link instanceof HTMLAnchorElement) window.open(link.href, '_blank', 'noopener')
  }
  const group = 'Results'
  useShortcuts(
    [
      { keys: 'j', label: 'Next result', group, run: () => move(1) },
      { keys: 'k', label: 'Previous result', group, run: () => move(-1) },
      { keys: 'o', label: 'Open the result in a new tab', group, run: open },
      { keys: 'x', label: 'Show all matches of the file, or fewer', group, run: () => press('[data-expand]') },
    ],
    [move],
  )
  return null
}

/** The element of the result that has the focus. */
function currentIn(list: HTMLElement | null, selector: string): HTMLElement | null {
  const item = document.activeElement?.closest('li')
  return item && list?.contains(item) ? item.querySelector<HTMLElement>(selector) : null
}

const Result = memo(function Result({ row }: { row: Row }) {
  if (row.kind === 'file') return <FileResult row={row} />
  if (row.kind === 'path') {
    const isFolder = row.path.endsWith('/')
    const href = isFolder ? treeHref({ repo: row.repository, rev: row.commit, path: row.path.replace(/\/$/, '') }) : fileHref({ repo: row.repository, rev: row.commit, path: row.path })
    return <Head row={row} href={href} icon={isFolder ? IconFolder : IconFileText} />
  }
  return (
    <>
      <Head row={row} href={repoHref({ repo: row.repository })} icon={row.fork ? IconGitFork : IconFolders} />
      {row.description !== '' && <Text className={classes.description}>{row.description}</Text>}
    </>
  )
})

function FileResult({ row }: { row: FileRow }) {
  const [whole, setWhole] = useState(false)
  const folded = useMemo(() => fold(row, matchesWhileFolded), [row])
  const hrefOf = useLineHref(row)
  const lines = useMemo(() => (whole ? row : folded).chunks.flat(), [whole, row, folded])
  return (
    <>
      <Head row={row} href={fileHref({ repo: row.repository, rev: row.commit, path: row.path, lines: firstLines(row) })} icon={IconFileText} />
      <CodeLines lines={lines} hrefOf={hrefOf} language={row.path} />
      {folded.hidden > 0 && (
        <UnstyledButton className={classes.more} data-expand onClick={() => setWhole(!whole)} aria-expanded={whole}>
          {whole ? <IconChevronUp size={14} aria-hidden /> : <IconChevronDown size={14} aria-hidden />}
          {whole ? 'Show fewer matches' : `Show ${countMatches(folded.hidden, 'more ')}`}
        </UnstyledButton>
      )}
    </>
  )
}

function useLineHref({ repository, commit, path }: FileRow) {
  return useCallback((line: number) => fileHref({ repo: repository, rev: commit, path, lines: { start: line, end: line } }), [repository, commit, path])
}

function firstLines({ chunks }: FileRow): { start: number; end: number } | null {
  const marked = (chunks[0] ?? []).filter((line: Line) => line.marks.length > 0)
  const [first] = marked
  return first ? { start: first.number, end: first.number } : null
}

function Head({ row, href, icon: Icon }: { row: Row; href: string; icon: Icon }) {
  return (
    <div className={classes.head}>
      <Icon size={16} stroke={1.6} aria-hidden className={classes.icon} />
      <span className={classes.name}>
        {row.kind === 'repo' ? (
          <PlaceLink href={href} data-result className={classes.path}>
            <Marked text={row.repository} marks={row.nameMarks} />
          </PlaceLink>
        ) : (
          <>
            <PlaceLink href={repoHref({ repo: row.repository, rev: row.commit })} className={classes.repository}>
              {row.repository}
            </PlaceLink>
            <span className={classes.divider}> › </span>
            <PlaceLink href={href} data-result className={classes.path}>
              <Marked text={row.path} marks={row.pathMarks} />
            </PlaceLink>
          </>
        )}
      </span>
      <Facts row={row} />
      <Actions row={row} href={href} />
    </div>
  )
}

function Marked({ text, marks }: { text: string; marks: Mark[] }) {
  return pieces(text, marks).map((piece, at) => (piece.marked ? <mark key={at}>{piece.text}</mark> : <span key={at}>{piece.text}</span>))
}

function Facts({ row }: { row: Row }) {
  const facts = row.kind === 'repo' ? [row.fork && 'fork', row.archived && 'archived'] : [row.language, row.kind === 'file' && countMatches(row.count)]
  return (
    <span className={classes.facts}>
      {row.rev !== '' && row.rev !== 'HEAD' && (
        <Badge variant="default" radius="sm" tt="none" fw={400}>
          {row.rev}
        </Badge>
      )}
      {facts.filter(Boolean).join(' · ')}
    </span>
  )
}

function Actions({ row, href }: { row: Row; href: string }) {
  const lines = row.kind === 'file' ? firstLines(row) : null
  return (
    <span className={classes.actions}>
      {row.kind === 'file' && <PinButton what={{ kind: 'file', repo: row.repository, rev: row.commit, path: row.path, lines }} />}
      <Tooltip label="Copy the link">
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Copy the link" onClick={() => void copyText(`${window.location.origin}${href}`, 'Link')}>
          <IconLink size={16} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </span>
  )
}
