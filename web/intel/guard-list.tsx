import { useQuery } from '@tanstack/react-query'
import { fileHref } from '../repos/links.ts'
import { CodeText, useColours } from '../ui/code-text.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { Empty, Read } from '../ui/states.tsx'
import { guardsOf, type Asked } from './asking.ts'
import { nameOf } from './calls.ts'
import classes from './guard-list.module.css'
import { asAddressed, placeHref, type At } from './reference-groups.ts'
import { Summary } from './reference-list.tsx'
import { moveInRows } from '../ui/row-keys.ts'

interface Props {
  asked: Asked
  here: At
  hash: string
}

/** What must hold, and what catches, for a line to run: from the line outward to its function. */
export function GuardList({ asked, here, hash }: Props) {
  const query = useQuery(guardsOf(asked))
  return (
    <Read query={query}>
      {({ function: around, guards }) => {
        const within = around && asAddressed(around, here)
        if (guards.length === 0) return <Empty title={`Nothing guards line ${asked.line}`}>{within ? <>It runs whenever <PlaceLink href={`${placeHref(within)}${hash}`}>{nameOf(within)}</PlaceLink> does: no condition, loop or handler stands around it.</> : 'It stands outside of any function, and no condition or handler stands around it.'}</Empty>
        return (
          <>
            <Summary>{guards.length === 1 ? 'One thing stands' : `${guards.length.toLocaleString('en')} things stand`} around line {asked.line.toLocaleString('en')}, from the line outward</Summary>
            <ol className={classes.list} onKeyDown={moveInRows}>
              {guards.toReversed().map((guard) => (
                <li key={`${guard.line}:${guard.column}`} className={classes.row}>
                  <span className={classes.kind}>{guard.kind}</span>
                  <PlaceLink href={`${hrefOf(asked, here, guard)}${hash}`} className={classes.line} data-row>
                    <span className={classes.number}>{guard.line}</span>
                    {guard.negated && <span className={classes.not}>not</span>}
                    <Code text={guard.text} path={asked.path} />
                  </PlaceLink>
                </li>
              ))}
              {within && <li className={classes.row}><span className={classes.kind}>in</span><PlaceLink href={`${placeHref(within)}${hash}`} className={classes.line} data-row><span className={classes.number}>{within.line}</span><code>{nameOf(within)}</code></PlaceLink></li>}
            </ol>
          </>
        )
      }}
    </Read>
  )
}

const hrefOf = (asked: Asked, here: At, { line, column }: { line: number; column: number }): string => fileHref({ ...asAddressed(asked, here), lines: { start: line, end: line, startColumn: column } })

function Code({ text, path }: { text: string; path: string }) {
  const line = text.replace(/\s+/g, ' ').trim()
  const colours = useColours(line, path)
  return <code><CodeText text={line} colours={colours[0]} /></code>
}
