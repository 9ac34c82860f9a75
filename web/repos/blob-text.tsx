import { Alert, Button, Text, Tooltip } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconAlertTriangle, IconHistory, IconSearch, IconUserSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState, type ReactNode } from 'react'
import { readBlame, type BlameHunk } from '../../src/repos/contract.ts'
import { reading, wordsOf } from '../app/api.ts'
import type { CardActions } from '../intel/hover-card.tsx'
import type { Tab } from '../intel/subject.ts'
import { hrefOfQuestion, type Question } from '../impact/question.ts'
import { useNames, type Navigation } from '../intel/use-navigation.tsx'
import type { CodeToken } from '../ui/code-token.ts'
import { CodeView } from '../ui/code-view.tsx'
import { PlaceLink, useGo } from '../ui/place-link.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { Ago } from '../ui/time.tsx'
import { blameRuns, linesWords, moveLines, searchable, searchHref } from './code-words.ts'
import { About, type File } from './file-about.tsx'
import { FileActions } from './file-actions.tsx'
import type { Here } from './here.ts'
import { LineHistory } from './line-history.tsx'
import { commitHref, type LineRange } from './links.ts'
import classes from './repo-page.module.css'
import type { Since } from './use-since.ts'

interface Props {
  here: Here
  file: File
  text: string
  lines: LineRange | null
  since: Since
  navigation: Navigation
  onLine: (line: number) => void
  toggle: ReactNode
}

/** The text of a file. The selected lines are those of the address, and selecting others changes it. */
export function BlobText({ here, file, text, lines, since, navigation, onLine, toggle }: Props) {
  const { path } = file
  const { select } = navigation
  const [chosen, setChosen] = useState('')
  const blame = useBlame(here, path)
  const { handlers, cards, name } = useNames({ here, path, actions: navigation })
  useLineKeys(lines, file.lines ?? 1, select)
  return (
    <>
      <div className={classes.bar}>
        <About file={file} />
        <FileActions here={here} path={path} lines={lines}>
          <Tooltip label="Who brought each line (b)"><Button size="compact-sm" variant={blame.on ? 'light' : 'subtle'} color={blame.on ? undefined : 'gray'} leftSection={<IconUserSearch size={14} />} onClick={blame.toggle} aria-pressed={blame.on} loading={blame.loading}>Blame</Button></Tooltip>
        </FileActions>
        {toggle}
      </div>
      {blame.error !== null && <Alert color="red" variant="light" m="xs" role="alert">{wordsOf(blame.error)}</Alert>}
      <Suspicious lines={file.suspiciousLines} select={select} />
      <Selection here={here} path={path} lines={lines} chosen={chosen} hunks={blame.hunks} since={since} name={name} actions={navigation} ask={(tab) => navigation.setPanel({ tab, of: null })} />
      {since.shown && lines && <LineHistory here={here} path={path} line={lines.start} close={since.toggle} />}
      <div className={classes.code}>
        {text === '' ? <Text c="dimmed" p="md">The file is empty.</Text> : <CodeView text={text} path={path} lines={lines} onSelect={select} onText={setChosen} onLine={onLine} names={handlers} blame={blame.lines} fill />}
      </div>
      {cards}
    </>
  )
}

function useBlame({ repo, commit }: Here, path: string) {
  const [on, setOn] = useLocalStorage({ key: 'fb-blame', defaultValue: false })
  const go = useGo()
  const { data, error, isLoading } = useQuery({ ...reading(readBlame, { query: { repo, rev: commit, path } }), staleTime: Infinity, enabled: on })
  const toggle = () => setOn(!on)
  useShortcuts([{ keys: 'b', label: 'Blame: who brought each line', group: 'File', run: toggle }], [on])
  const lines = useMemo(() => (on && data ? { runs: blameRuns(data.hunks, repo, Date.now()), open: go } : null), [on, data, repo, go])
  return { on, toggle, lines, hunks: on ? (data?.hunks ?? []) : [], error: on ? error : null, loading: isLoading }
}

function useLineKeys(lines: LineRange | null, last: number, select: (lines: LineRange) => void): void {
  const move = (by: 1 | -1, extend = false) => () => select(moveLines(lines, by, { last, extend }))
  useShortcuts(
    [
      { keys: 'j', label: 'Next line', group: 'File', run: move(1) },
      { keys: 'k', label: 'Previous line', group: 'File', run: move(-1) },
      { keys: 'J', label: 'Extend the selection by a line', group: 'File', run: move(1, true) },
      { keys: 'K', label: 'Shorten the selection by a line', group: 'File', run: move(-1, true) },
    ],
    [lines, last, select],
  )
}

/** Code may read otherwise than it runs; the reader is told before reading. */
function Suspicious({ lines, select }: { lines: readonly number[]; select: (lines: LineRange) => void }) {
  if (lines.length === 0) return null
  const shown = lines.slice(0, 8)
  return (
    <Alert color="yellow" variant="light" className={classes.warning} icon={<IconAlertTriangle size={16} />}>
      <Text size="xs">
        Characters that hide or reorder text stand on {lines.length === 1 ? 'line' : 'lines'}{' '}
        {shown.map((line, index) => (
          <span key={line}>{index > 0 && ', '}<button type="button" className={classes.inline} onClick={() => select({ start: line, end: line })}>{line.toLocaleString('en')}</button></span>
        ))}
        {lines.length > shown.length && ` and ${(lines.length - shown.length).toLocaleString('en')} more`}. They are shown by their number.
      </Text>
    </Alert>
  )
}

interface SelectionProps {
  here: Here
  path: string
  lines: LineRange | null
  chosen: string
  hunks: readonly BlameHunk[]
  since: Since
  /** The name at the cursor. */
  name: CodeToken | null
  actions: CardActions
  ask: (tab: Tab) => void
}

/** The page that tells who is hit by it. */
const impactHref = (question: Question): string => hrefOfQuestion(question) ?? '/impact'

/** What is selected and what can be done with it. The line is always there, so that nothing moves. */
function Selection({ here, path, lines, chosen, hunks, since, name, actions, ask }: SelectionProps) {
  const { repo, rev } = here
  const term = searchable(chosen)
  const go = useGo()
  useShortcuts(term === '' ? [] : [{ keys: 's', label: 'Search everywhere for the selected text', group: 'File', run: () => go(searchHref(term)) }], [term])
  const hunk = lines && hunks.find(({ start, end }) => start <= lines.start && lines.start <= end)
  return (
    <div className={classes.selection} aria-live="polite">
      {lines && <span className={classes.lines}>{linesWords(lines)}</span>}
      {lines && <Button size="compact-xs" variant={since.shown ? 'light' : 'default'} leftSection={<IconHistory size={12} />} onClick={since.toggle} aria-expanded={since.shown}>Since when? (w)</Button>}
      {lines && <LineActions ask={ask} impact={impactHref({ lines: { repo, rev, path, from: lines.start, to: lines.end } })} />}
      {hunk && <span className={classes.origin}>{hunk.author}, <Ago time={hunk.time} />: <PlaceLink href={commitHref({ repo, oid: hunk.commit })}>{hunk.summary}</PlaceLink></span>}
      {term !== '' && <Button component={PlaceLink} href={searchHref(term)} size="compact-xs" variant="default" leftSection={<IconSearch size={12} />} className={classes.term}>{`Search everywhere for “${term}” (s)`}</Button>}
      {name && <NameActions name={name} actions={actions} impact={impactHref({ symbol: { repo, rev, path, line: name.line, column: name.column } })} />}
      {!lines && !name && term === '' && <span className={classes.hint}>Click or drag line numbers, or press j and k, to select lines to link or pin. Click on a name to ask where it is defined and used.</span>}
    </div>
  )
}

/** What can be asked of the first of the selected lines. */
function LineActions({ ask, impact }: { ask: (tab: Tab) => void; impact: string }) {
  return (
    <>
      <Button size="compact-xs" variant="default" title="The conditions, loops and handlers around the line" onClick={() => ask('guards')}>Guards</Button>
      <Button size="compact-xs" variant="default" title="The ways from routes, consumers, commands and main functions to the line" onClick={() => ask('entries')}>Reached from</Button>
      <Button size="compact-xs" variant="default" title="The same or nearly the same code in any repository: of the selected lines, or of the whole file where one is selected" onClick={() => ask('copies')}>Copies</Button>
      <Button component={PlaceLink} href={impact} size="compact-xs" variant="default" title="Every repository, release, service and environment that has a copy of the lines, or refers to what they define">Who else is hit</Button>
    </>
  )
}

/** What can be asked of the name at the cursor; the same stands in its card. */
function NameActions({ name, actions, impact }: { name: CodeToken; actions: CardActions; impact: string }) {
  return (
    <span className={classes.name}>
      <code title={name.text}>{name.text}</code>
      <Button size="compact-xs" variant="default" title="Go to definition (F12)" onClick={() => actions.define(name)}>Definition</Button>
      <Button size="compact-xs" variant="default" title="Find references (Shift F12)" onClick={() => actions.show('references', name)}>References</Button>
      <Button size="compact-xs" variant="default" title="Who calls it" onClick={() => actions.show('callers', name)}>Callers</Button>
      <Button component={PlaceLink} href={impact} size="compact-xs" variant="default" title="Every repository, release, service and environment whose code refers to it">Impact</Button>
    </span>
  )
}
