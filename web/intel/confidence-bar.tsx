import { Tooltip } from '@mantine/core'
import type { Candidate } from './candidate.ts'
import { confidenceWords } from './trace-words.ts'
import classes from './trace-view.module.css'

/** How sure a place is: a bar and words; the reasons on hover and on focus. */
export function ConfidenceBar({ candidate, said = confidenceWords(candidate.confidence) }: { candidate: Candidate; said?: ReturnType<typeof confidenceWords> }) {
  const { words, quarters } = said
  return (
    <Tooltip
      multiline
      maw={360}
      events={{ hover: true, focus: true, touch: true }}
      label={
        <ul className={classes.reasons}>
          {candidate.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      }
    >
      <span className={classes.confidence} tabIndex={0} role="note" aria-label={`${words}: ${candidate.reasons.join(', ')}`}>
        <span className={classes.bar} aria-hidden>
          {[1, 2, 3, 4].map((quarter) => (
            <span key={quarter} data-filled={quarter <= quarters || undefined} />
          ))}
        </span>
        {words}
      </span>
    </Tooltip>
  )
}
