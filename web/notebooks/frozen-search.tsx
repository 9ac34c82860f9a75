import { Button, Text } from '@mantine/core'
import { IconSnowflake } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { foundWords, type FrozenSearch } from '../../src/search/contract.ts'
import { LedgerLine } from '../search/ledger.tsx'
import { rowsOfPlaces, type Row } from '../search/result-rows.ts'
import { ResultList } from '../search/search-result.tsx'
import { utc } from '../ui/time.tsx'
import classes from './frozen-search.module.css'

/** A search as it was answered: how much, what was covered, where. Never changes. */
export function FrozenAnswer({ search }: { search: FrozenSearch }) {
  const rows = useMemo(() => rowsOfPlaces(search.places), [search])
  return (
    <div className={classes.answer}>
      <div className={classes.facts}>
        <span className={classes.count}>{foundWords(search)}</span>
        <FrozenMark at={search.at} />
      </div>
      <LedgerLine ledger={search.ledger} />
      {search.alert && (
        <Text c="dimmed">
          {search.alert.title}. {search.alert.description}
        </Text>
      )}
      {search.truncated && <Text c="dimmed">More places matched than are kept: the first {search.places.length.toLocaleString('en-US')} stand here.</Text>}
      <FoldedRows rows={rows} />
    </div>
  )
}

/** `frozen at TIME`, with the commit where one thing was read. */
export function FrozenMark({ at, commit }: { at: string; commit?: string }) {
  return (
    <span className={classes.mark}>
      <IconSnowflake size={14} stroke={1.8} aria-hidden />
      frozen at <time dateTime={at}>{utc(at)}</time>
      {commit && (
        <>
          {' '}
          at <code>{commit.slice(0, 10)}</code>
        </>
      )}
    </span>
  )
}

const shownAtFirst = 4

/** The first few results; a block should not push the text after it out of sight. */
export function FoldedRows({ rows }: { rows: readonly Row[] }) {
  const [all, setAll] = useState(false)
  const hidden = rows.length - shownAtFirst
  return (
    <>
      <ResultList rows={all ? rows : rows.slice(0, shownAtFirst)} />
      {hidden > 0 && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? 'Show fewer' : `Show ${hidden.toLocaleString('en-US')} more`}
        </Button>
      )}
    </>
  )
}
