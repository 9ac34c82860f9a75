import { Drawer } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { createPortal, flushSync } from 'react-dom'
import type { Hover, NamedPlace } from '../../src/intel/contract.ts'
import { readFile } from '../../src/repos/contract.ts'
import { reading, wordsOf } from '../app/api.ts'
import { fileHref, type LineRange } from '../repos/links.ts'
import { restMs, type CardOpening } from '../ui/code-card.ts'
import type { NameHandlers } from '../ui/code-names.ts'
import { sameToken, type CodeToken } from '../ui/code-token.ts'
import { useGo } from '../ui/place-link.tsx'
import { askedAt, definitionsOf, hoverOf, referencesOf, type Asked } from './asking.ts'
import { HoverCard, type CardActions } from './hover-card.tsx'
import classes from './hover-card.module.css'
import { asAddressed, placeHref, type At } from './reference-groups.ts'
import { followsLine, panelHash, parsePanel, subjectAt, type Panel, type Subject, type Tab } from './subject.ts'

/** Where a file view stands, as its address says. */
interface Place {
  here: At
  path: string
  lines: LineRange | null
}

export interface Navigation extends CardActions {
  panel: Panel | null
  /** What the panel is about. */
  subject: Subject | null
  /** The place that the address names. */
  shown: Subject | null
  /** What follows an address of the same page so that the panel stays as it is. */
  hash: string
  setPanel(panel: Panel | null): void
  /** Selects lines in the address; the panel stays about what it is about, unless it is about the line. */
  select(lines: LineRange | null): void
}

/** The panel of a file and the ways from its names, all in the address: the browser's back leads through them. */
export function useNavigation({ here, path, lines }: Place): Navigation {
  const { repo, rev } = here
  const go = useGo()
  const hash = useLocation({ select: (location) => location.hash })
  const panel = useMemo(() => parsePanel(hash), [hash])
  const shown = useMemo(() => subjectAt({ repo, rev, path }, lines), [repo, rev, path, lines])
  const subject = panel?.of ?? shown
  const at = useCallback((to: LineRange | null, panel: Panel | null) => go(`${fileHref({ repo, rev, path, lines: to })}${panelHash(panel)}`, { replace: true }), [go, repo, rev, path])
  const setPanel = useCallback((to: Panel | null) => at(lines, to), [at, lines])
  const select = useCallback((to: LineRange | null) => at(to, panel && (followsLine(panel.tab) ? { ...panel, of: null } : { ...panel, of: subject })), [at, panel, subject])
  const client = useQueryClient()
  const show = useCallback((tab: Tab, token: CodeToken) => {
    // Asked for while the panel that shows them is drawn.
    if (tab === 'references') void client.prefetchInfiniteQuery(referencesOf(askedAt({ repo, rev, path, line: token.line, column: token.column }, here)))
    at(rangeOf(token), { tab, of: null })
  }, [at, client, here, repo, rev, path])
  const kept = panel && { ...panel, of: subject }
  const define = useDefine({ here, path, kept, at, show })
  return { panel, subject, shown, hash: panelHash(kept), setPanel, select, show, define }
}

const rangeOf = ({ line, column, endColumn }: CodeToken): LineRange => ({ start: line, end: line, startColumn: column, endColumn })

interface DefineOptions {
  here: At
  path: string
  /** The panel, as it goes along. */
  kept: Panel | null
  at: (lines: LineRange, panel: Panel | null) => void
  show: (tab: Tab, token: CodeToken) => void
}

/** Jumps to the definition of a name. Of several the panel shows the list; at a definition itself, who refers to it. */
function useDefine({ here, path, kept, at, show }: DefineOptions): (token: CodeToken) => void {
  const client = useQueryClient()
  const go = useGo()
  return (token) => {
    const asked = askedAt({ repo: here.repo, rev: here.rev, path, line: token.line, column: token.column }, here)
    void client.fetchQuery(definitionsOf(asked)).then(({ places, note }) => {
      const [first] = places
      if (!first) return notifications.show({ message: note ?? `No definition of “${token.text}” was found.` })
      if (places.length > 1) return show('definitions', token)
      if (isAt(first, asked)) return show('references', token)
      at(rangeOf(token), kept) // the way back leads to the very name
      go(`${placeHref(asAddressed(first, here))}${panelHash(kept)}`)
    }, (error: unknown) => notifications.show({ color: 'red', message: wordsOf(error) }))
  }
}

const isAt = (place: NamedPlace, { repo, path, line, column }: Asked): boolean => place.repo === repo && place.path === path && place.line === line && place.column <= column && column <= place.endColumn

/** Whoever rests on a name may go on to its definition: what that takes is fetched meanwhile. */
function prepareJump(client: QueryClient, asked: Asked, { definedAt: { repo, commit, path } }: Hover): void {
  void client.prefetchQuery(definitionsOf(asked))
  void client.prefetchQuery({ ...reading(readFile, { query: { repo, rev: commit, path } }), staleTime: Infinity })
}

/**
 * Fetches what the keys at the cursor lead to: the card, the definition, and the references where an index knows them, which costs the
 * server little. The cursor has to rest on the name, as arrow keys pass over many.
 */
function usePrepared(asked: Asked | null): void {
  const client = useQueryClient()
  useEffect(() => {
    if (!asked) return
    const timer = setTimeout(async () => {
      const hover = await client.fetchQuery(hoverOf(asked)).then((told) => told.hover, () => null)
      if (!hover) return
      prepareJump(client, asked, hover)
      if (hover.precise) void client.prefetchInfiniteQuery(referencesOf(asked))
    }, restMs)
    return () => clearTimeout(timer)
  }, [client, asked])
}

interface OpenCard {
  token: CodeToken
  box: HTMLElement
  opening: CardOpening
}

/** What the names of a file can be asked, and the cards that answer: beside the name, or from the lower edge for fingers. */
export function useNames({ here, path, actions }: { here: At; path: string; actions: CardActions }): { handlers: NameHandlers; cards: ReactNode; name: CodeToken | null } {
  const client = useQueryClient()
  const [card, setCard] = useState<OpenCard | null>(null)
  const [touched, setTouched] = useState<CodeToken | null>(null)
  const [name, setName] = useState<CodeToken | null>(null)
  const askedFor = ({ line, column }: CodeToken) => askedAt({ repo: here.repo, rev: here.rev, path, line, column }, here)
  usePrepared(useMemo(() => name && askedAt({ repo: here.repo, rev: here.rev, path, line: name.line, column: name.column }, here), [name, here, path]))
  const handlers: NameHandlers = {
    hasCard: async (token, signal) => {
      const query = hoverOf(askedFor(token))
      signal.addEventListener('abort', () => void client.cancelQueries({ queryKey: query.queryKey, exact: true }), { once: true })
      const hover = await client.fetchQuery(query).then((told) => told.hover, () => null)
      if (hover) prepareJump(client, askedFor(token), hover)
      return hover !== null
    },
    fillCard: (token, box, opening) => {
      flushSync(() => setCard({ token, box, opening })) // filled before it is placed, so that it does not jump
      return () => setCard((now) => (now?.box === box ? null : now))
    },
    onName: (token) => setName((before) => (sameToken(before, token) ? before : token)),
    onTouch: setTouched,
    goToDefinition: actions.define,
    findReferences: (token) => actions.show('references', token),
  }
  const cards = (
    <>
      {card && createPortal(<HoverCard token={card.token} asked={askedFor(card.token)} here={here} actions={closing(actions, card.opening.close)} />, card.box)}
      <Drawer opened={touched !== null} onClose={() => setTouched(null)} position="bottom" size="auto" title={touched?.text} padding="xs" classNames={{ content: classes.sheet }}>
        {touched && <HoverCard token={touched} asked={askedFor(touched)} here={here} actions={closing(actions, () => setTouched(null))} />}
      </Drawer>
    </>
  )
  return { handlers, cards, name }
}

/** What was chosen is not covered by what it was chosen from. */
const closing = (actions: CardActions, close: () => void): CardActions => ({
  define(token) {
    close()
    actions.define(token)
  },
  show(tab, token) {
    close()
    actions.show(tab, token)
  },
})
