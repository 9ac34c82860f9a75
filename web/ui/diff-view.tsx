import { ActionIcon, Button, Group, SegmentedControl, Text, Tooltip } from '@mantine/core'
import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { CopyButton } from './copy.tsx'
import { HunkRows, type LineHref } from './diff-hunk.tsx'
import { firstLines, openAtFirst, pathOf, sizeOf, wordsFor, type DiffFile } from './diff-rows.ts'
import classes from './diff-view.module.css'
import { useShortcuts } from './shortcuts.tsx'

interface Props {
  files: readonly DiffFile[]
  /** How many files changed, when not all of them are in `files`. */
  total?: number
  lineHref?: LineHref | undefined
  /** The file that is opened and brought into sight; by its path. */
  show?: string
  /** What stands at the end of a file's heading. */
  actions?: (file: DiffFile) => ReactNode
}

/** A difference, file by file. `j` and `k` go from file to file, `x` closes and opens one. */
export function DiffView({ files, total = files.length, lineHref, show, actions }: Props) {
  const [open, setOpen] = useState(() => openAtFirst(files).map((isOpen, at) => isOpen || pathOf(files[at]) === show))
  const split = useSplit()
  const box = useRef<HTMLDivElement>(null)
  const toggle = useCallback((index: number) => setOpen((known) => known.map((one, at) => (at === index ? !one : one))), [])
  useFileKeys(box, toggle)
  useShown(box, show)
  if (files.length === 0) return <Text c="dimmed" py="md">There is no difference: every file is the same on both sides.</Text>
  return (
    <div className={classes.diff} ref={box}>
      <Summary files={files} total={total} split={split} all={open.every(Boolean)} setAll={(to) => setOpen(files.map(() => to))} />
      {files.map((file, index) => (
        <File key={`${file.oldPath}\n${file.newPath}`} file={file} open={open[index] ?? false} toggle={() => toggle(index)} split={split.on} lineHref={lineHref} actions={actions} />
      ))}
      {total > files.length && <Text c="dimmed" py="sm">{`${(total - files.length).toLocaleString('en')} more files changed; they are too many to be shown here. git shows them all.`}</Text>}
    </div>
  )
}

/** Once: whoever scrolls on is not brought back. */
function useShown(box: React.RefObject<HTMLDivElement | null>, path: string | undefined): void {
  useEffect(() => {
    const sections = [...(box.current?.querySelectorAll('section') ?? [])]
    sections.find((section) => section.getAttribute('aria-label') === path)?.scrollIntoView({ block: 'start' })
  }, [box, path])
}

/** Side by side where there is room and the reader wants it. */
function useSplit() {
  const wide = useMediaQuery('(min-width: 1100px)')
  const [wanted, setWanted] = useLocalStorage<'unified' | 'split'>({ key: 'fb-diff', defaultValue: 'unified' })
  return { on: wide === true && wanted === 'split', wide: wide === true, wanted, setWanted }
}

function useFileKeys(box: React.RefObject<HTMLDivElement | null>, toggle: (index: number) => void): void {
  const headings = () => [...(box.current?.querySelectorAll<HTMLElement>('[data-diff-file]') ?? [])]
  const here = () => headings().findIndex((heading) => heading.contains(document.activeElement))
  const move = (by: number) => {
    const all = headings()
    const target = all[Math.max(0, Math.min(all.length - 1, here() + by))]
    target?.querySelector('button')?.focus({ preventScroll: true })
    target?.scrollIntoView({ block: 'start' })
  }
  useShortcuts(
    [
      { keys: 'j', label: 'Next file', group: 'Difference', run: () => move(1) },
      { keys: 'k', label: 'Previous file', group: 'Difference', run: () => move(-1) },
      { keys: 'x', label: 'Close or open this file', group: 'Difference', run: () => here() >= 0 && toggle(here()) },
    ],
    [toggle],
  )
}

function Summary({ files, total, split, all, setAll }: { files: readonly DiffFile[]; total: number; split: ReturnType<typeof useSplit>; all: boolean; setAll: (to: boolean) => void }) {
  const sum = (side: 'added' | 'removed') => files.reduce((count, file) => count + file[side], 0)
  return (
    <Group justify="space-between" gap="xs" py="xs">
      <Group gap="xs">
        <Text fw={600}>{total === 1 ? '1 file changed' : `${total.toLocaleString('en')} files changed`}</Text>
        <Counts added={sum('added')} removed={sum('removed')} />
      </Group>
      <Group gap="xs">
        {split.wide && (
          <SegmentedControl size="xs" value={split.wanted} onChange={(value) => split.setWanted(value === 'split' ? 'split' : 'unified')} aria-label="How lines are shown" data={[{ value: 'unified', label: 'Unified' }, { value: 'split', label: 'Split' }]} />
        )}
        {files.length > 1 && <Button size="compact-sm" variant="default" onClick={() => setAll(!all)}>{all ? 'Close all' : 'Open all'}</Button>}
      </Group>
    </Group>
  )
}

function Counts({ added, removed }: { added: number; removed: number }) {
  return (
    <span className={classes.counts}>
      <span className={classes.plus} aria-label={`${added} lines added`}>+{added.toLocaleString('en')}</span> <span className={classes.minus} aria-label={`${removed} lines removed`}>−{removed.toLocaleString('en')}</span>
    </span>
  )
}

interface FileProps extends Pick<Props, 'lineHref' | 'actions'> {
  file: DiffFile
  open: boolean
  toggle: () => void
  split: boolean
}

function File({ file, open, toggle, split, lineHref, actions }: FileProps) {
  return (
    <section className={classes.file} aria-label={pathOf(file)}>
      <Heading file={file} open={open} toggle={toggle} actions={actions} />
      {open && <Body file={file} split={split} lineHref={lineHref} />}
    </section>
  )
}

function Heading({ file, open, toggle, actions }: Omit<FileProps, 'split'>) {
  const Icon = open ? IconChevronDown : IconChevronRight
  const path = pathOf(file)
  return (
    <div className={classes.heading} data-diff-file>
      <Tooltip label={open ? 'Close (x)' : 'Open (x)'}>
        <ActionIcon variant="subtle" color="gray" size="sm" onClick={toggle} aria-expanded={open} aria-label={`${open ? 'Close' : 'Open'} ${path}`}>
          <Icon size={16} />
        </ActionIcon>
      </Tooltip>
      <span className={classes.path}>
        {file.status === 'renamed' || file.status === 'copied' ? `${file.oldPath} → ${file.newPath}` : path}
      </span>
      {statusWords[file.status] && <span className={classes.status}>{statusWords[file.status]}</span>}
      <CopyButton text={path} what="Path" />
      <span className={classes.rest} />
      <Counts added={file.added} removed={file.removed} />
      {actions?.(file)}
    </div>
  )
}

const statusWords: Record<DiffFile['status'], string> = { added: 'added', deleted: 'deleted', modified: '', renamed: 'renamed', copied: 'copied', type_changed: 'other kind' }

/** How many lines of a file are drawn at once. */
const step = 800

function Body({ file, split, lineHref }: { file: DiffFile; split: boolean; lineHref: LineHref | undefined }) {
  const [limit, setLimit] = useState(step)
  const words = wordsFor(file)
  const size = sizeOf(file)
  const shown = useMemo(() => firstLines(file.hunks, limit), [file, limit])
  return (
    <>
      {words !== '' && <Text c="dimmed" px="md" py="sm">{words}</Text>}
      {shown.length > 0 && (
        <div className={`${classes.lines} fb-code`} data-split={split || undefined} role="group" aria-label={`Changes of ${pathOf(file)}`} tabIndex={0}>
          <div className={classes.wide}>
            {shown.map((hunk) => (
              <HunkRows key={hunk.header} hunk={hunk} file={file} split={split} lineHref={lineHref} />
            ))}
          </div>
        </div>
      )}
      {size > limit && (
        <Group px="md" py="xs">
          <Button size="compact-sm" variant="default" onClick={() => setLimit(limit + step)}>{`Show ${Math.min(step, size - limit).toLocaleString('en')} more lines of ${(size - limit).toLocaleString('en')}`}</Button>
        </Group>
      )}
    </>
  )
}
