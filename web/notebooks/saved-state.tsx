import { Button, Text } from '@mantine/core'
import type { Session, SessionState } from './session.ts'
import classes from './saved-state.module.css'

/** Whether what was typed is safe, in a place of fixed width so that nothing moves while typing. */
export function SavedState({ session, state }: { session: Session; state: SessionState }) {
  const failed = state.saving === 'retrying' || state.saving === 'refused'
  return (
    <Text component="span" className={classes.state} data-failed={failed || undefined} role="status" title={failed ? 'What you typed is kept in this browser meanwhile' : undefined}>
      {words(state)}
      {failed && (
        <Button size="compact-xs" variant="default" onClick={() => void session.flush()}>
          Save now
        </Button>
      )}
    </Text>
  )
}

function words({ saving, savedAt, reason }: SessionState): string {
  switch (saving) {
    case 'saved': return savedAt === null ? '' : `Saved · ${new Date(savedAt).toTimeString().slice(0, 5)}`
    case 'waiting':
    case 'saving': return 'Saving…'
    case 'retrying': return `Not saved: ${reason.replace(/\.$/, '')}, retrying`
    case 'refused': return `Not saved: ${reason}`
    case 'conflict': return 'Not saved: choose whose text to keep'
  }
}
