import { ActionIcon, Badge, Button, Text, Tooltip } from '@mantine/core'
import { IconPin } from '@tabler/icons-react'
import { useMemo, useRef, useState } from 'react'
import { sbomOfPath, type Affected } from '../../src/impact/contract.ts'
import type { HoleState } from '../../src/incidents/contract.ts'
import { useMay } from '../app/me.ts'
import type { What } from '../incidents/declare-draft.ts'
import { stateWords } from '../incidents/holes.ts'
import { usePin } from '../incidents/pin.tsx'
import { repoHref } from '../repos/links.ts'
import { useListKeys } from '../ui/list-keys.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { Empty } from '../ui/states.tsx'
import { hrefOfAffected, placeWords } from './affected-href.ts'
import { namesOfRunning, type StateOf } from './filters.ts'
import classes from './impact-page.module.css'
import type { Question } from './question.ts'
import { ReachPanel } from './reach-panel.tsx'

/** As many are drawn at first, and more with each step. */
const step = 200

/** Every place with its evidence, the way to it, and where it runs. */
export function AffectedTable({ rows, all, question, stateOf }: { rows: readonly Affected[]; all: readonly Affected[]; question: Question; stateOf: StateOf }) {
  const of = all.length
  const [shown, setShown] = useState(step)
  const list = useRef<HTMLUListElement>(null)
  const runningAs = useMemo(() => namesOfRunning(all), [all])
  useListKeys(list, 'Impact')
  usePinKey(rows, question)
  if (rows.length === 0) return <Empty title="No place is like that">Change or clear the filters.</Empty>
  return (
    <div>
      <Text size="sm" c="dimmed" mb={4} aria-live="polite">{rows.length === of ? `${of.toLocaleString('en')} places` : `${rows.length.toLocaleString('en')} of ${of.toLocaleString('en')} places`}</Text>
      <ul ref={list} className={classes.rows} aria-label="Affected places">
        {rows.slice(0, shown).map((row, at) => <Row key={`${row.repo} ${row.rev} ${row.path} ${row.line} ${row.version} ${row.service} ${row.environment} ${at}`} row={row} at={at} state={stateOf(row)} runningAs={runningAs(row)} />)}
      </ul>
      {rows.length > shown && <Button mt="sm" variant="default" onClick={() => setShown(shown + step)}>Show {Math.min(step, rows.length - shown)} more</Button>}
    </div>
  )
}

const whatOf = ({ repo, commit, path, line }: Affected): What =>
  path === '' || sbomOfPath(path) !== null ? { kind: 'commit', repo, rev: commit } : { kind: 'file', repo, rev: commit, path, lines: line === null ? null : { start: line, end: line } }

/** `p` pins the row that has the focus, or else the whole answer. */
function usePinKey(rows: readonly Affected[], question: Question): void {
  const pin = usePin()
  const may = useMay('incidents.write')
  const run = () => {
    const at = Number(document.activeElement?.getAttribute('data-at') ?? Number.NaN)
    const row = rows[at]
    if (may) pin(row ? whatOf(row) : { kind: 'impact', question })
  }
  useShortcuts([{ keys: 'p', label: 'Pin the place, or the whole answer, to the incident', group: 'Impact', run }], [rows, question, pin, may])
}

function Row({ row, at, state, runningAs }: { row: Affected; at: number; state: HoleState | null; runningAs: string | null }) {
  const [asksReach, setAsksReach] = useState(false)
  const { repo, rev, via, text, service, environment, owners, kind, advisories, scope } = row
  return (
    <li className={classes.row}>
      <div className={classes.place}>
        <PlaceLink className={classes.repo} href={repoHref({ repo, rev: row.at === 'default' ? '' : rev })}>{repo}</PlaceLink>
        <span className={classes.rev}>{row.at === 'deployed' ? rev.slice(0, 10) : rev}</span>
        <PlaceLink className={classes.path} href={hrefOfAffected(row)} data-row data-at={at}>{placeWords(row)}</PlaceLink>
      </div>
      <div className={classes.way}>
        {via.length > 0 ? <Way via={via} /> : text !== null && <code className={classes.text}>{text.trim()}</code>}
        {state !== null && <Badge color="gray" variant={state === 'open' ? 'outline' : 'light'} tt="none" size="sm" title="The state of its hole in the incident">{stateWords[state]}</Badge>}
        {advisories.map((id) => <Badge key={id} color="red" variant="light" tt="none" size="sm">{id}</Badge>)}
        {row.purl !== null && <button type="button" className={classes.textButton} aria-expanded={asksReach} onClick={() => setAsksReach(!asksReach)}>Is it used?</button>}
      </div>
      <div className={classes.where}>
        {environment === null ? <span>{service} <Text span size="sm" c="dimmed">{runningAs === null ? 'runs nowhere known' : `the commit of ${runningAs}, which runs`}</Text></span> : <span>{service} in <b>{environment}</b></span>}
        <Text span size="sm" c="dimmed">{[kind, scope === 'runtime' ? null : scope].filter(Boolean).join(', ')}</Text>
        <Text span size="sm" c="dimmed" title={owners.join(', ')}>{owners.length === 0 ? 'no owner' : `${owners[0]}${owners.length > 1 ? ` and ${owners.length - 1} more` : ''}`}</Text>
      </div>
      <Pin row={row} />
      {asksReach && <ReachPanel row={row} />}
    </li>
  )
}

function Way({ via }: { via: readonly string[] }) {
  return (
    <ol className={classes.via} aria-label="The way to it">
      {via.map((each, at) => <li key={at}>{each}</li>)}
    </ol>
  )
}

function Pin({ row }: { row: Affected }) {
  const pin = usePin()
  if (!useMay('incidents.write')) return null
  return (
    <Tooltip label="Pin to the incident (p)">
      <ActionIcon className={classes.pin} variant="subtle" color="gray" size="sm" aria-label={`Pin ${row.repo} ${placeWords(row)}`} onClick={() => pin(whatOf(row))}><IconPin size={16} stroke={1.6} /></ActionIcon>
    </Tooltip>
  )
}
