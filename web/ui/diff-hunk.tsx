import { memo, useMemo } from 'react'
import type { ColourSpan } from './code-colours.ts'
import type { Mark } from './code-pieces.ts'
import { CodeText, useColours } from './code-text.tsx'
import { changedParts, pairLines, pathOf, type Changed, type DiffFile, type DiffHunk, type DiffLine } from './diff-rows.ts'
import classes from './diff-view.module.css'
import { useFollow } from './place-link.tsx'

/** The address of a line on one of the two sides. */
export type LineHref = (side: 'old' | 'new', path: string, line: number) => string | undefined

interface Looks {
  colours: Map<DiffLine, ColourSpan[] | undefined>
  marks: ReadonlyMap<DiffLine, readonly Mark[]>
  /** The marks are matches of a search, not what differs between two lines. */
  found: boolean
  href: (side: 'old' | 'new', line: number | null) => string | undefined
}

interface Props {
  hunk: DiffHunk
  file: DiffFile
  split: boolean
  lineHref?: LineHref | undefined
  /** What is marked instead of the parts in which changed lines differ. */
  marks?: ReadonlyMap<DiffLine, readonly Mark[]>
}

/** One hunk; drawn again only when it changes, because a difference may have thousands of lines. */
export const HunkRows = memo(function HunkRows(props: Props) {
  const { hunk, split } = props
  const looks = useLooks(props)
  const follow = useFollow()
  return (
    <div className={classes.hunk} data-found={looks.found || undefined} onClick={follow}>
      <div className={classes.header}>{hunk.header}</div>
      {split ? pairLines(hunk.lines).map(({ left, right }, at) => (
        <div key={at} className={classes.pair}>
          <Side line={left} side="old" looks={looks} />
          <Side line={right} side="new" looks={looks} />
        </div>
      )) : hunk.lines.map((line, at) => <Unified key={at} line={line} looks={looks} />)}
    </div>
  )
})

/** The two sides are coloured apart: each is a text of its own. */
function useLooks({ hunk, file, lineHref, marks: found }: Props): Looks {
  const [old, fresh] = useMemo(() => [hunk.lines.filter(({ kind }) => kind !== 'added'), hunk.lines.filter(({ kind }) => kind !== 'removed')], [hunk])
  const oldColours = useColours(useJoined(old), file.oldPath ?? undefined)
  const freshColours = useColours(useJoined(fresh), pathOf(file))
  const marks = useMemo(() => found ?? marksOf(changedParts(hunk.lines)), [hunk, found])
  const colours = useMemo(() => new Map([...old.map((line, at) => [line, oldColours[at]] as const), ...fresh.map((line, at) => [line, freshColours[at]] as const)]), [old, fresh, oldColours, freshColours])
  const href: Looks['href'] = (side, line) => {
    const path = side === 'old' ? file.oldPath : file.newPath
    return path && line !== null ? lineHref?.(side, path, line) : undefined
  }
  return { colours, marks, found: found !== undefined, href }
}

const marksOf = (changed: Map<DiffLine, Changed>) => new Map([...changed].map(([line, part]): [DiffLine, Mark[]] => [line, [part]]))

const useJoined = (lines: readonly DiffLine[]) => useMemo(() => lines.map(({ text }) => text).join('\n'), [lines])

const signs = { context: ' ', added: '+', removed: '−' } as const

function Unified({ line, looks }: { line: DiffLine; looks: Looks }) {
  return (
    <div className={classes.line} data-kind={line.kind}>
      <LineNumber line={line.oldLine} href={looks.href('old', line.oldLine)} />
      <LineNumber line={line.newLine} href={looks.href('new', line.newLine)} />
      <Content line={line} looks={looks} />
    </div>
  )
}

function Side({ line, side, looks }: { line: DiffLine | null; side: 'old' | 'new'; looks: Looks }) {
  if (!line) return <div className={classes.line} data-kind="absent" />
  const number = side === 'old' ? line.oldLine : line.newLine
  return (
    <div className={classes.line} data-kind={line.kind}>
      <LineNumber line={number} href={looks.href(side, number)} />
      <Content line={line} looks={looks} />
    </div>
  )
}

function Content({ line, looks }: { line: DiffLine; looks: Looks }) {
  return (
    <>
      <span className={classes.sign} aria-hidden={line.kind === 'context'}>{signs[line.kind]}</span>
      <code className={classes.text}>
        <CodeText text={line.text} colours={looks.colours.get(line)} marks={looks.marks.get(line)} />
        {line.noNewline && <span className="fb-comment"> (no line end at the end of the file)</span>}
      </code>
    </>
  )
}

function LineNumber({ line, href }: { line: number | null; href: string | undefined }) {
  if (line === null || !href) return <span className={classes.number}>{line ?? ''}</span>
  return <a data-place className={classes.number} href={href} aria-label={`Line ${line}`} tabIndex={-1}>{line}</a>
}
