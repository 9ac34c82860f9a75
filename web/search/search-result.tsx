import { Badge, Text, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconFileText, IconFolder, IconFolders, IconGitFork, IconUser, IconUsers } from '@tabler/icons-react'
import { memo, useCallback, useMemo, useRef, useState } from 'react'
import type { FrozenPlace } from '../../src/search/contract.ts'
import { fileHref, repoHref, treeHref } from '../repos/links.ts'
import { CodeLines } from '../ui/code-lines.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { CommitResult } from './commit-result.tsx'
import { SymbolsResult } from './symbols-result.tsx'
import { count, countMatches, countRepositories } from './ledger-words.ts'
import { filesOfOwner } from './query-edit.ts'
import { Head, Marked } from './result-head.tsx'
import { fold, rowsOfPlaces, type FileRow, type Line, type OwnerRow, type PathRow, type RepoRow, type Row } from './result-rows.ts'
import classes from './search-result.module.css'
import { useChunks } from './use-chunks.ts'
import type { Question } from './use-search.ts'

const matchesWhileFolded = 6

/** The places of a frozen search, as the results of a live one look. */
export function FrozenPlaces({ places }: { places: readonly FrozenPlace[] }) {
  const rows = useMemo(() => rowsOfPlaces(places), [places])
  return <ResultList rows={rows} />
}

/** Results, one below the other, drawn as far as they are scrolled to. With `keyboard` the keys of the page move in it. Owners lead to what of the question is theirs. */
export function ResultList({ rows, keyboard = false, question }: { rows: readonly Row[]; keyboard?: boolean; question?: Question }) {
  const list = useRef<HTMLOListElement>(null)
  const { shown, sentinelAfter, sentinel, more } = useChunks(rows.length)
  return (
    <>
      {keyboard && <ResultKeys list={list} more={more} />}
      <ol className={classes.list} ref={list}>
        {rows.slice(0, shown).map((row, at) => (
          <li key={row.key} className={classes.item}>
            <Result row={row} question={question} />
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

const Result = memo(function Result({ row, question }: { row: Row; question: Question | undefined }) {
  switch (row.kind) {
    case 'file': return <FileResult row={row} />
    case 'commit': return <CommitResult row={row} />
    case 'path': return <PathResult row={row} />
    case 'symbols': return <SymbolsResult row={row} />
    case 'repo': return <RepoResult row={row} />
    case 'owner': return <OwnerResult row={row} question={question} />
  }
})

function PathResult({ row }: { row: PathRow }) {
  const isFolder = row.path.endsWith('/')
  const at = { repo: row.repository, rev: row.commit }
  const href = isFolder ? treeHref({ ...at, path: row.path.replace(/\/$/, '') }) : fileHref({ ...at, path: row.path })
  return <FileHead row={row} href={href} icon={isFolder ? IconFolder : IconFileText} />
}

function RepoResult({ row }: { row: RepoRow }) {
  const href = repoHref({ repo: row.repository })
  const facts = [row.fork && 'fork', row.archived && 'archived']
  return (
    <>
      <Head icon={row.fork ? IconGitFork : IconFolders} href={href} facts={<Facts row={row} facts={facts} />}>
        <PlaceLink href={href} data-result className={classes.path}>
          <Marked text={row.repository} marks={row.nameMarks} />
        </PlaceLink>
      </Head>
      {row.description !== '' && <Text className={classes.description}>{row.description}</Text>}
    </>
  )
}

function OwnerResult({ row, question }: { row: OwnerRow; question: Question | undefined }) {
  const href = filesOfOwner(row.name, question)
  return (
    <Head icon={row.isTeam ? IconUsers : IconUser} href={href} facts={`${count(row.files, 'file')} in ${countRepositories(row.repositories)}`}>
      <PlaceLink href={href} data-result className={classes.path}>{row.name}</PlaceLink>
    </Head>
  )
}

function FileResult({ row }: { row: FileRow }) {
  const [whole, setWhole] = useState(false)
  const folded = useMemo(() => fold(row, matchesWhileFolded), [row])
  const hrefOf = useLineHref(row)
  const shown = useMemo(() => (whole ? row : folded).chunks.flat(), [whole, row, folded])
  const lines = firstLines(row)
  return (
    <>
      <FileHead row={row} href={fileHref({ repo: row.repository, rev: row.commit, path: row.path, lines })} icon={IconFileText} pin={{ kind: 'file', repo: row.repository, rev: row.commit, path: row.path, lines }} />
      <CodeLines lines={shown} hrefOf={hrefOf} language={row.path} />
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

function FileHead({ row, href, icon, pin }: { row: FileRow | PathRow; href: string } & Pick<Parameters<typeof Head>[0], 'icon' | 'pin'>) {
  return (
    <Head icon={icon} href={href} pin={pin} facts={<Facts row={row} facts={[row.language, row.kind === 'file' && countMatches(row.count)]} />}>
      <PlaceLink href={repoHref({ repo: row.repository, rev: row.commit })} className={classes.repository}>
        {row.repository}
      </PlaceLink>
      <span className={classes.divider}> › </span>
      <PlaceLink href={href} data-result className={classes.path}>
        <Marked text={row.path} marks={row.pathMarks} />
      </PlaceLink>
    </Head>
  )
}

function Facts({ row, facts }: { row: Exclude<Row, OwnerRow>; facts: (string | false | undefined)[] }) {
  return (
    <>
      {row.rev !== '' && row.rev !== 'HEAD' && (
        <Badge variant="default" radius="sm" tt="none" fw={400}>
          {row.rev}
        </Badge>
      )}
      {facts.filter(Boolean).join(' · ')}
    </>
  )
}
