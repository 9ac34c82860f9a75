import { Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Copy, CopyList } from '../../src/intel/contract.ts'
import { fileHref } from '../repos/links.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { moveInRows } from '../ui/row-keys.ts'
import { Empty, Read } from '../ui/states.tsx'
import { copiesOf, type Asked } from './asking.ts'
import classes from './copy-places.module.css'
import { Summary } from './reference-list.tsx'

interface Props {
  asked: Asked
  /** The last of the selected lines; without it the whole file is asked about. */
  endLine: number | undefined
}

/** The same or nearly the same code elsewhere, with how much of it stands there. */
export function CopyPlaces({ asked, endLine }: Props) {
  const [tracked, setTracked] = useState(false)
  const query = useQuery(copiesOf(asked, endLine, tracked ? 'tracked' : 'default'))
  const what = endLine === undefined ? 'the whole file' : `lines ${asked.line.toLocaleString('en')} to ${endLine.toLocaleString('en')}`
  return (
    <>
      <Checkbox className={classes.tracked} size="xs" label="At every tracked release too" checked={tracked} onChange={(event) => setTracked(event.currentTarget.checked)} />
      <Read query={query}>{(found) => <Found found={found} what={what} />}</Read>
    </>
  )
}

function Found({ found: { copies, total, complete, gaps }, what }: { found: CopyList; what: string }) {
  const left = complete ? '' : ' Not everything could be compared.'
  return (
    <>
      {copies.length === 0
        ? <Empty title={`Nothing like ${what} was found elsewhere`}>{left}</Empty>
        : <Summary>{total === 1 ? 'One place has' : `${total.toLocaleString('en')} places have`} code like {what}.{left}</Summary>}
      <ul className={classes.list} onKeyDown={moveInRows} aria-label="Copies">
        {copies.map((copy) => <Place key={`${copy.repo} ${copy.rev} ${copy.path}`} copy={copy} />)}
      </ul>
      {gaps.map(({ repo, reason }, at) => <p key={at} className={classes.gap}>{repo !== null && <b>{repo} </b>}{reason}</p>)}
    </>
  )
}

const percent = (share: number) => `${Math.round(share * 100)} %`

function Place({ copy: { repo, rev, commit, path, share, exact, ranges } }: { copy: Copy }) {
  const [first] = ranges
  return (
    <li className={classes.row}>
      <span className={classes.share} title={`${percent(exact)} as it is spelled`}>{percent(share)}<meter min={0} max={1} value={share} aria-hidden /></span>
      <PlaceLink href={fileHref({ repo, rev: commit, path, lines: first ? { start: first.from, end: first.to } : null })} data-row><b>{repo}</b> {rev !== 'HEAD' && rev} {path}</PlaceLink>
      <span className={classes.lines}>{ranges.map(({ from, to }) => `${from}–${to}`).slice(0, 4).join(', ')}{ranges.length > 4 && ` and ${ranges.length - 4} more`}{exact < share - 0.05 && `, ${percent(exact)} word for word`}</span>
    </li>
  )
}
