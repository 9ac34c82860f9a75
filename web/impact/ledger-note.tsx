import { Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import type { Impact } from '../../src/impact/contract.ts'
import { count } from '../search/ledger-words.ts'
import classes from './impact-page.module.css'

/** Whether the answer is complete, and what was left out. */
export function LedgerNote({ impact: { complete, ledger: { repositories, revisions, gaps, gapCount } } }: { impact: Impact }) {
  const looked = `looked at ${count(revisions, 'revision')} of ${repositories === 1 ? '1 repository' : `${repositories.toLocaleString('en')} repositories`}`
  if (complete) return <Text className={classes.ledger} c="dimmed" size="sm"><IconCircleCheck size={16} aria-hidden /> Complete: {looked}, nothing was left out.</Text>
  return (
    <details className={classes.ledger}>
      <summary><IconAlertTriangle size={16} aria-hidden /> <b>Not complete:</b> {looked}; {count(gapCount, 'thing')} could not be looked at.</summary>
      <ul className={classes.gaps}>
        {gaps.map(({ repo, rev, path, reason }, at) => <li key={at}><b>{repo}</b> {rev} {path !== '' && <code>{path}</code>} <span>{reason}</span></li>)}
        {gapCount > gaps.length && <li>… and {(gapCount - gaps.length).toLocaleString('en')} more</li>}
      </ul>
    </details>
  )
}
