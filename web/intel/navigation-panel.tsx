import { ActionIcon, CloseButton, Tabs, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { readFile } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { Empty } from '../ui/states.tsx'
import { tokenAtColumn } from '../ui/code-token.ts'
import { askedAt, type Asked } from './asking.ts'
import { CallTree } from './call-tree.tsx'
import { CopyPlaces } from './copy-places.tsx'
import { EntryList } from './entry-list.tsx'
import { GuardList } from './guard-list.tsx'
import { Implementations, TypeDefinitions } from './implementation-list.tsx'
import classes from './navigation-panel.module.css'
import { Preview } from './preview.tsx'
import { placeKey, type At, type Place } from './reference-groups.ts'
import { Definitions, References } from './reference-list.tsx'
import { followsLine, panelHash, subjectHref, tabs, type Panel, type Subject, type Tab } from './subject.ts'
import { useHeight } from './use-height.ts'

const labels: Record<Tab, string> = { references: 'References', definitions: 'Definitions', implementations: 'Implementations', type: 'Type', callers: 'Callers', callees: 'Callees', guards: 'Guards', entries: 'Reached from', copies: 'Copies' }

/** Tabs that list places, which can be filtered. */
const listed: ReadonlySet<Tab> = new Set(['references', 'definitions', 'implementations', 'type'])

interface Props {
  panel: Panel
  /** What the panel is about; null where the address names no place. */
  subject: Subject | null
  here: At
  /** The place that the address names. */
  shown: Subject | null
  setPanel: (panel: Panel | null) => void
}

/** Below the code: everything that is known of a name or a line. What is opened from it leaves it as it is. */
export function NavigationPanel({ panel, subject, here, shown, setPanel }: Props) {
  const { height, separator } = useHeight()
  const [filter, setFilter] = useState('')
  const box = useRef<HTMLElement>(null)
  const close = () => setPanel(null)
  useShortcuts([{ keys: 'Escape', label: 'Close the panel below the code', group: 'Code', run: close }], [panel, setPanel])
  const filtered = listed.has(panel.tab)
  return (
    <section ref={box} className={classes.panel} style={{ height }} aria-label="Navigation" data-panel>
      <div {...separator} className={classes.separator} aria-label="Height of the panel" />
      <Tabs value={panel.tab} onChange={(tab) => setPanel({ ...panel, tab: tab as Tab })} keepMounted={false} className={classes.tabs} variant="outline">
        <div className={classes.head}>
          <Tabs.List className={classes.list}>
            {tabs.map((tab) => <Tabs.Tab key={tab} value={tab} className={classes.tab}>{labels[tab]}</Tabs.Tab>)}
          </Tabs.List>
          {filtered && <TextInput size="xs" className={classes.filter} value={filter} onChange={(event) => setFilter(event.currentTarget.value)} placeholder="Filter" aria-label="Filter by line, path or repository" rightSection={filter !== '' && <CloseButton size="xs" aria-label="Clear the filter" onClick={() => setFilter('')} />} />}
          <ActionIcon variant="subtle" color="gray" size="sm" onClick={close} aria-label="Close the panel"><IconX size={16} /></ActionIcon>
        </div>
        <Tabs.Panel value={panel.tab} className={classes.body}>
          {subject ? <About key={subjectHref(subject)} tab={panel.tab} subject={subject} here={here} shown={shown} filter={filter} /> : <Empty title="Point at a name">Click on a name in the code, then choose what to look for.</Empty>}
        </Tabs.Panel>
      </Tabs>
    </section>
  )
}

interface AboutProps {
  tab: Tab
  subject: Subject
  here: At
  shown: Subject | null
  filter: string
}

function About({ tab, subject, here, shown, filter }: AboutProps) {
  const asked = askedAt(subject, here)
  const name = useNameAt(asked)
  const hash = panelHash({ tab, of: subject })
  const at = { asked, here, hash, name }
  if (name === '' && !followsLine(tab) && tab !== 'callers' && tab !== 'callees') return <Empty title="Point at a name">Click on a name in the code, then choose what to look for.</Empty>
  switch (tab) {
    case 'references': return <WithPreview name={name} subject={subject}>{(look) => <References {...at} filter={filter} look={look} shown={shown ? placeKey(shown) : ''} />}</WithPreview>
    case 'definitions': return <WithPreview name={name} subject={subject}>{(look) => <Definitions {...at} filter={filter} look={look} shown={shown ? placeKey(shown) : ''} />}</WithPreview>
    case 'implementations': return <WithPreview name={name} subject={subject}>{(look) => <Implementations {...at} filter={filter} look={look} shown={shown ? placeKey(shown) : ''} />}</WithPreview>
    case 'type': return <WithPreview name={name} subject={subject}>{(look) => <TypeDefinitions {...at} filter={filter} look={look} shown={shown ? placeKey(shown) : ''} />}</WithPreview>
    case 'callers':
    case 'callees': return <Alone name={name} subject={subject}><CallTree key={tab} {...at} direction={tab} /></Alone>
    case 'guards': return <Alone name="" subject={subject}><GuardList {...at} /></Alone>
    case 'entries': return <Alone name="" subject={subject}><EntryList {...at} /></Alone>
    case 'copies': return <Alone name="" subject={subject}><CopyPlaces {...at} endLine={subject.endLine} /></Alone>
  }
}

/** The name that stands at a place; empty until the file is read, and where there is none. */
function useNameAt({ repo, rev, path, line, column }: Asked): string {
  const { data } = useQuery({ ...reading(readFile, { query: { repo, rev, path } }), staleTime: Infinity })
  const text = useMemo(() => data?.text?.split('\n')[line - 1]?.replace(/\r$/, ''), [data?.text, line])
  return text === undefined ? '…' : (tokenAtColumn(text, line, column)?.text ?? '')
}

function Alone({ name, subject, children }: { name: string; subject: Subject; children: ReactNode }) {
  return <div className={classes.results} tabIndex={-1}><Of name={name} subject={subject} />{children}</div>
}

/** The list, and beside it, where there is room, the lines around the place that one points at. */
function WithPreview({ name, subject, children }: { name: string; subject: Subject; children: (look: (place: Place) => void) => ReactNode }) {
  const [place, look] = useState<Place | null>(null)
  const wide = useMediaQuery('(min-width: 1100px)')
  return (
    <>
      <div className={classes.results}><Of name={name} subject={subject} />{children(look)}</div>
      {wide && (place ? <Preview place={place} /> : <div className={classes.preview}><p className={classes.previewHint}>Point at a line, or move to it with the arrow keys, to see what stands around it.</p></div>)}
    </>
  )
}

/** What the list is about: it stays while one goes from result to result, and leads back. */
function Of({ name, subject }: { name: string; subject: Subject }) {
  return (
    <p className={classes.of}>
      {name !== '' && <><code>{name}</code> at </>}
      <PlaceLink href={`${subjectHref(subject)}${window.location.hash.split('&')[0]}`}>{subject.path}:{subject.line}</PlaceLink>
    </p>
  )
}

/** Moves the focus into the panel once it is there. */
export function useFocusPanel(open: boolean): void {
  const before = useRef(open)
  useEffect(() => {
    if (open && !before.current) document.querySelector<HTMLElement>('[data-panel] [role=tab][aria-selected=true]')?.focus({ preventScroll: true })
    before.current = open
  }, [open])
}
