import { ActionIcon } from '@mantine/core'
import { IconChevronDown, IconChevronRight, IconRepeat } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { createContext, useContext, useMemo, useState } from 'react'
import type { CallEdge } from '../../src/intel/contract.ts'
import { CodeText, useColours } from '../ui/code-text.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { Empty, Read } from '../ui/states.tsx'
import { graphOf, type Asked } from './asking.ts'
import { callsOf, nameOf, type Call, type Direction } from './calls.ts'
import classes from './call-tree.module.css'
import { Provenance } from './provenance.tsx'
import { asAddressed, placeHref, type At } from './reference-groups.ts'
import { Summary } from './reference-list.tsx'
import { moveInRows } from '../ui/row-keys.ts'

interface Around {
  here: At
  direction: Direction
  hash: string
}

const AroundContext = createContext<Around | null>(null)

interface Props extends Around {
  asked: Asked
  name: string
}

/** Who calls a function, or what it calls, and so on from each: a step is read when it is opened. */
export function CallTree({ asked, name, here, direction, hash }: Props) {
  const query = useQuery(graphOf(direction, asked))
  const around = useMemo(() => ({ here, direction, hash }), [here, direction, hash])
  return (
    <AroundContext value={around}>
      <Read query={query}>
        {(graph) => {
          const [root] = graph.nodes
          if (!root) return <Empty title={`${name === '' ? 'This' : name} is no function`}>{graph.cut ?? 'Point at the name of a function, or into one, to see who calls it and what it calls.'}</Empty>
          const calls = callsOf(graph, direction)
          if (calls.length === 0) return <Empty title={direction === 'callers' ? `Nothing calls ${nameOf(root)}` : `${nameOf(root)} calls nothing`}>{graph.cut ?? (direction === 'callers' ? 'No call was found in the repositories here. It may be an entry point, or be called by a name that is made while the program runs.' : 'It calls no function that is defined in the repositories here.')}</Empty>
          return (
            <>
              <Summary>{direction === 'callers' ? `${counted(calls.length)} ${calls.length === 1 ? 'calls' : 'call'} ${nameOf(root)}` : `${nameOf(root)} calls ${counted(calls.length)}`}{graph.cut && ` · ${graph.cut}`}</Summary>
              <div onKeyDown={moveInRows}><Calls calls={calls} above={[root.id]} /></div>
            </>
          )
        }}
      </Read>
    </AroundContext>
  )
}

const counted = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'function' : 'functions'}`

function Calls({ calls, above }: { calls: Call[]; above: readonly string[] }) {
  return (
    <ul className={classes.calls}>
      {calls.map((call) => <CallItem key={call.node.id} call={call} above={above} />)}
    </ul>
  )
}

/** `above` are the functions on the way here: one that stands among them is not opened again. */
function CallItem({ call: { node, edges, precise }, above }: { call: Call; above: readonly string[] }) {
  const [open, setOpen] = useState(false)
  const { here, hash } = useAround()
  const again = above.includes(node.id)
  const place = asAddressed(node, here)
  const Chevron = open ? IconChevronDown : IconChevronRight
  return (
    <li className={classes.item}>
      <div className={classes.head}>
        {again
          ? <span className={classes.again} title="Stands above already: it calls itself in the end"><IconRepeat size={14} aria-label="recursion" /></span>
          : <ActionIcon variant="transparent" color="gray" size={20} onClick={() => setOpen(!open)} aria-expanded={open} aria-label={`${open ? 'Close' : 'Open'} ${nameOf(node)}`} data-fold><Chevron size={14} /></ActionIcon>}
        <PlaceLink href={`${placeHref(place)}${hash}`} data-row className={classes.name}>{nameOf(node)}</PlaceLink>
        <span className={classes.where}>{node.repo !== here.repo && `${node.repo} › `}{node.path}:{node.line}</span>
        <Provenance precise={precise} quiet />
      </div>
      <Evidence edges={edges} />
      {open && !again && <Deeper node={node} above={above} />}
    </li>
  )
}

function useAround(): Around {
  const around = useContext(AroundContext)
  if (!around) throw new Error('A call stands outside of its tree.')
  return around
}

function Deeper({ node, above }: { node: Call['node']; above: readonly string[] }) {
  const { direction } = useAround()
  const { repo, rev, path, line, column } = node
  const query = useQuery(graphOf(direction, { repo, rev, path, line, column }))
  return (
    <Read query={query} height={28}>
      {(graph) => {
        const calls = callsOf(graph, direction)
        if (calls.length === 0) return <p className={classes.none}>{graph.cut ?? (direction === 'callers' ? 'Nothing found that calls it' : 'Calls nothing that is defined here')}</p>
        return <><Calls calls={calls} above={[...above, node.id]} />{graph.cut && <p className={classes.none}>{graph.cut}</p>}</>
      }}
    </Read>
  )
}

const shownEdges = 3

/** The lines on which it is called. */
function Evidence({ edges }: { edges: CallEdge[] }) {
  const [all, setAll] = useState(false)
  const shown = all ? edges : edges.slice(0, shownEdges)
  return (
    <ul className={classes.evidence}>
      {shown.map((edge) => <li key={`${edge.path}:${edge.line}:${edge.column}`}><EvidenceLine edge={edge} /></li>)}
      {edges.length > shown.length && <li><button type="button" className={classes.more} onClick={() => setAll(true)}>{edges.length - shown.length} more calls</button></li>}
    </ul>
  )
}

export function EvidenceLine({ edge }: { edge: CallEdge }) {
  const { here, hash } = useContext(AroundContext) ?? { here: null, hash: '' }
  const text = edge.text.trim()
  const colours = useColours(text, edge.path)
  const place = here ? asAddressed(edge, here) : edge
  return (
    <PlaceLink href={`${placeHref(place)}${hash}`} className={classes.line} title={`${edge.path}:${edge.line}`}>
      <span className={classes.number}>{edge.line}</span>
      <code><CodeText text={text} colours={colours[0]} /></code>
    </PlaceLink>
  )
}
