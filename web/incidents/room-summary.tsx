import { Button, Group, Text, Textarea } from '@mantine/core'
import { useSessionStorage } from '@mantine/hooks'
import type { Incident } from '../../src/incidents/contract.ts'
import { useMay } from '../app/me.ts'
import { Markdown } from '../ui/markdown.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { RoomSection } from './room-section.tsx'
import classes from './room-summary.module.css'
import { useUpdate } from './use-incident.ts'

/** What somebody who comes late reads first. What is typed stays through a reload until it is kept or dropped. */
export function RoomSummary({ incident }: { incident: Incident }) {
  const [typed, setTyped] = useSessionStorage<string | null>({ key: `fb-summary/${incident.id}`, defaultValue: null, getInitialValueInEffect: false })
  const update = useUpdate(incident)
  const mayWrite = useMay('incidents.write')
  const begin = () => setTyped(incident.summary)
  useShortcuts(mayWrite ? [{ keys: 'e', label: 'Edit the summary', group: 'Incident', run: begin }] : [], [mayWrite, incident.summary])
  const keep = () => (typed === null || typed.trim() === incident.summary ? setTyped(null) : update({ summary: typed.trim() }, () => setTyped(null)))
  const edit = mayWrite && typed === null && (
    <Button variant="subtle" size="compact-sm" onClick={begin} title="Edit the summary (e)">
      {incident.summary === '' ? 'Write' : 'Edit'}
    </Button>
  )
  return (
    <RoomSection title="Summary" actions={edit}>
      {typed !== null && mayWrite ? (
        <Field typed={typed} setTyped={setTyped} keep={keep} />
      ) : incident.summary === '' ? (
        <Text c="dimmed">What is broken, for whom, and what is being done, in two sentences.</Text>
      ) : (
        <div className={classes.summary}>
          <Markdown text={incident.summary} />
        </div>
      )}
    </RoomSection>
  )
}

function Field({ typed, setTyped, keep }: { typed: string; setTyped: (text: string | null) => void; keep: () => void }) {
  return (
    <div onKeyDown={(event) => (event.key === 'Escape' ? setTyped(null) : event.key === 'Enter' && (event.metaKey || event.ctrlKey) && keep())}>
      <Textarea aria-label="Summary, as Markdown" autosize minRows={2} maxRows={20} autoFocus value={typed} maxLength={10_000} onChange={(event) => setTyped(event.currentTarget.value)} />
      <Group gap="xs" mt={4} justify="flex-end">
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setTyped(null)}>
          Drop
        </Button>
        <Button size="compact-sm" onClick={keep} title="Ctrl Enter">
          Keep
        </Button>
      </Group>
    </div>
  )
}
