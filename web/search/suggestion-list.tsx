import { useDebouncedValue } from '@mantine/hooks'
import { IconAlertCircle, IconAlertTriangle, IconHistory, IconWand } from '@tabler/icons-react'
import type { Issue } from '../../engine/query/index.ts'
import classes from './search-box.module.css'
import type { Suggestion } from './suggestions.ts'

interface Props {
  id: string
  suggestions: readonly Suggestion[]
  /** -1 for none. */
  chosen: number
  choose: (suggestion: Suggestion) => void
  issues: readonly Issue[]
  typed: string
}

/** Problems are told when the typing pauses: half a word is no mistake yet. */
const pauseMs = 350

/** What hangs under the search box: what could be meant, and what is wrong. */
export function SuggestionList({ id, suggestions, chosen, choose, issues, typed }: Props) {
  const [paused] = useDebouncedValue(typed, pauseMs)
  const told = paused === typed ? issues : []
  const isEmpty = suggestions.length === 0 && told.length === 0
  return (
    <div className={classes.list} hidden={isEmpty}>
      <div id={id} role="listbox" aria-label="Suggestions">
        {suggestions.map((suggestion, at) => (
          <div
            key={`${suggestion.kind} ${suggestion.label} ${suggestion.detail}`}
            id={`${id}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === chosen}
            className={classes.suggestion}
            // The field keeps the focus: a click would otherwise close the list before it counts.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(suggestion)}
          >
            {suggestion.kind === 'recent' && <IconHistory size={14} aria-hidden />}
            {suggestion.kind === 'mend' && <IconWand size={14} aria-hidden />}
            <span className={classes.label}>{suggestion.label}</span>
            <span className={classes.detail}>{suggestion.detail}</span>
          </div>
        ))}
      </div>
      <div aria-live="polite">
        {told.map((issue) => (
          <p key={`${issue.start} ${issue.message}`} className={classes.issue} data-severity={issue.severity}>
            {issue.severity === 'error' ? <IconAlertCircle size={16} aria-label="Error" /> : <IconAlertTriangle size={16} aria-label="Warning" />}
            <span>{issue.message}</span>
          </p>
        ))}
      </div>
      {suggestions.some(({ kind }) => kind === 'completion') && (
        <p className={classes.keys}>
          <kbd>↑</kbd> <kbd>↓</kbd> choose · <kbd>Tab</kbd> take · <kbd>↵</kbd> search · <kbd>Esc</kbd> close
        </p>
      )}
    </div>
  )
}
