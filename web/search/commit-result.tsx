import { ActionIcon, Badge, Text, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight, IconChevronUp, IconGitCommit, IconGitMerge } from '@tabler/icons-react'
import { useCallback, useMemo, useState } from 'react'
import { commitHref, fileHref, repoHref } from '../repos/links.ts'
import { shortOid } from '../repos/repo-state.ts'
import { HunkRows, type LineHref } from '../ui/diff-hunk.tsx'
import { pathOf, type DiffFile, type DiffLine } from '../ui/diff-rows.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { Ago } from '../ui/time.tsx'
import { contentOf, foldDiff, foldMessage, type MessageLine } from './commit-content.ts'
import classes from './commit-result.module.css'
import { count } from './ledger-words.ts'
import { Head, Marked } from './result-head.tsx'
import type { CommitRow, Mark } from './result-rows.ts'
import resultClasses from './search-result.module.css'

/** A commit that was found by its message or by the lines it changes, with what matched below it. */
export function CommitResult({ row }: { row: CommitRow }) {
  const { repository: repo, commit: oid, subject, subjectMarks, found } = row
  const href = commitHref({ repo, oid })
  return (
    <>
      <Head icon={found?.merge ? IconGitMerge : IconGitCommit} href={href} facts={<Facts row={row} />} pin={{ kind: 'commit', repo, rev: oid }}>
        <PlaceLink href={repoHref({ repo })} className={resultClasses.repository}>{repo}</PlaceLink>
        <span className={resultClasses.divider}> › </span>
        <PlaceLink href={href} data-result className={resultClasses.path}>{subject === '' ? 'No message' : <Marked text={subject} marks={subjectMarks} />}</PlaceLink>
      </Head>
      {found && <Content row={row} found={found} />}
    </>
  )
}

function Content({ row, found }: { row: CommitRow; found: NonNullable<CommitRow['found']> }) {
  const content = useMemo(() => contentOf(found.block), [found])
  if (content.kind === 'message') return <Message lines={content.lines} />
  return <Diff row={row} files={content.files} marks={content.marks} truncated={found.truncated} />
}

function Facts({ row: { repository: repo, rev, commit: oid, found } }: { row: CommitRow }) {
  return (
    <>
      {rev !== '' && rev !== 'HEAD' && <Badge variant="default" radius="sm" tt="none" fw={400}>{rev}</Badge>}
      {found?.merge && <Badge variant="default" radius="sm" tt="none" fw={400} title="It brings another line of development in; the change was made by commits of that line">merge</Badge>}
      {found?.changed && <Changed {...found.changed} />}
      {found && <span className={classes.author} title={found.author}>{found.author}</span>}
      {found && <Ago time={found.time} />}
      <PlaceLink href={commitHref({ repo, oid })} className="fb-code" tabIndex={-1} title={oid}>{shortOid(oid)}</PlaceLink>
    </>
  )
}

/** How many lines that match, or matches of a structure, came and went. */
function Changed({ added, removed }: { added: number; removed: number }) {
  return (
    <span title={`Matches: ${added.toLocaleString('en-US')} added, ${removed.toLocaleString('en-US')} removed`}>
      {added > 0 && <span className={classes.plus}><span className={classes.unseen}>added </span>+{added.toLocaleString('en-US')}</span>}
      {added > 0 && removed > 0 && ' '}
      {removed > 0 && <span className={classes.minus}><span className={classes.unseen}>removed </span>−{removed.toLocaleString('en-US')}</span>}
    </span>
  )
}

const messageLines = 6
const wholeMessage = 400

function Message({ lines }: { lines: readonly MessageLine[] }) {
  const [whole, setWhole] = useState(false)
  const { lines: shown, hidden } = useMemo(() => foldMessage(lines, whole ? wholeMessage : messageLines), [lines, whole])
  if (shown.length === 0) return null
  return (
    <>
      <pre className={classes.message}>
        {shown.map(({ text, marks }, at) => (
          <span key={at}><Marked text={text} marks={marks} />{'\n'}</span>
        ))}
      </pre>
      {(hidden > 0 || whole) && <More whole={whole} toggle={() => setWhole(!whole)} words={`Show ${count(hidden, 'more line')} of the message`} />}
    </>
  )
}

const diffLines = 16
const wholeDiff = 600

interface DiffProps {
  row: CommitRow
  files: readonly DiffFile[]
  marks: ReadonlyMap<DiffLine, readonly Mark[]>
  truncated: boolean
}

function Diff({ row, files, marks, truncated }: DiffProps) {
  const [whole, setWhole] = useState(false)
  const first = useMemo(() => foldDiff(files, diffLines), [files])
  const shown = useMemo(() => (whole ? foldDiff(files, wholeDiff) : first), [whole, files, first])
  const isCut = truncated || (whole && shown.hidden > 0)
  return (
    <div>
      {shown.files.map((file) => <File key={`${file.oldPath}\n${file.newPath}`} row={row} file={file} marks={marks} />)}
      {first.hidden > 0 && <More whole={whole} toggle={() => setWhole(!whole)} words={`Show ${count(first.hidden, 'more changed line')}`} />}
      {isCut && (whole || first.hidden === 0) && (
        <Text size="xs" c="dimmed" className={classes.cut}>
          These are the first places that match. <PlaceLink href={commitHref({ repo: row.repository, oid: row.commit })}>The commit</PlaceLink> has all of them.
        </Text>
      )}
    </div>
  )
}

/** One file of the diff. What it deleted stands in no file of the commit, so its old lines lead nowhere. */
function File({ row: { repository: repo, commit: rev }, file, marks }: Pick<DiffProps, 'row' | 'marks'> & { file: DiffFile }) {
  const [open, setOpen] = useState(true)
  const lineHref = useCallback<LineHref>((side, path, line) => (side === 'new' ? fileHref({ repo, rev, path, lines: { start: line, end: line } }) : undefined), [repo, rev])
  const path = pathOf(file)
  const Chevron = open ? IconChevronDown : IconChevronRight
  return (
    <section aria-label={path}>
      <div className={classes.file}>
        <ActionIcon variant="subtle" color="gray" size="xs" onClick={() => setOpen(!open)} aria-expanded={open} aria-label={`${open ? 'Close' : 'Open'} ${path}`}><Chevron size={14} /></ActionIcon>
        {file.newPath === null ? <span className={classes.path}>{path} (deleted)</span> : <PlaceLink className={classes.path} href={fileHref({ repo, rev, path: file.newPath, lines: firstLine(file, marks) })}>{file.status === 'renamed' ? `${file.oldPath} → ${file.newPath}` : path}</PlaceLink>}
      </div>
      {open && (
        <div className={`${classes.lines} fb-code`} role="group" aria-label={`Changes of ${path}`} tabIndex={0}>
          <div className={classes.wide}>
            {file.hunks.map((hunk) => <HunkRows key={hunk.header} hunk={hunk} file={file} split={false} lineHref={lineHref} marks={marks} />)}
          </div>
        </div>
      )}
    </section>
  )
}

function firstLine({ hunks }: DiffFile, marks: DiffProps['marks']): { start: number; end: number } | null {
  const line = hunks.flatMap(({ lines }) => lines).find((one) => one.newLine !== null && marks.has(one))?.newLine
  return line ? { start: line, end: line } : null
}

function More({ whole, toggle, words }: { whole: boolean; toggle: () => void; words: string }) {
  const Chevron = whole ? IconChevronUp : IconChevronDown
  return (
    <UnstyledButton className={resultClasses.more} data-expand onClick={toggle} aria-expanded={whole}>
      <Chevron size={14} aria-hidden />
      {whole ? 'Show less' : words}
    </UnstyledButton>
  )
}
