import { Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import type { Impact } from '../../src/impact/contract.ts'
import { count } from '../search/ledger-words.ts'
import classes from './impact-page.module.css'
import { grouped, someOf } from './gaps.ts'

interface Told extends Pick<Impact['ledger'], 'gaps' | 'gapCount'> {
  complete: boolean
  /** Begins with a verb: `looked at 2 repositories`. */
  looked: string
}

/** The account of an answer about impact. */
export const ImpactLedger = ({ impact: { complete, ledger } }: { impact: Pick<Impact, 'complete' | 'ledger'> }) => <LedgerNote complete={complete} looked={lookedAt(ledger)} {...ledger} />

const lookedAt = ({ repositories, revisions }: Impact['ledger']) => `looked at ${count(revisions, 'revision')} of ${repositories === 1 ? '1 repository' : `${repositories.toLocaleString('en')} repositories`}`

/** Whether an answer is complete, and what was left out. */
export function LedgerNote({ complete, looked, gaps, gapCount }: Told) {
  if (complete) return <Text className={classes.ledger} c="dimmed" size="sm"><IconCircleCheck size={16} aria-hidden /> Complete: {looked}, nothing was left out.</Text>
  return (
    <details className={classes.ledger}>
      <summary><IconAlertTriangle size={16} aria-hidden /> <b>Not complete:</b> {looked}; {count(gapCount, 'thing')} could not be looked at.</summary>
      <ul className={classes.gaps}>
        {grouped(gaps).map(({ repo, revs, path, reason }, at) => <li key={at}><b>{repo}</b> {someOf(revs)} {path !== '' && <code>{path}</code>} <span>{reason}</span></li>)}
        {gapCount > gaps.length && <li>… and {(gapCount - gaps.length).toLocaleString('en')} more</li>}
      </ul>
    </details>
  )
}
