import { Button, Group, Textarea, TextInput } from '@mantine/core'
import { useLocalStorage, useSessionStorage } from '@mantine/hooks'
import { IconArrowsSort } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { addNote, type Incident, type TimelineEntry } from '../../src/incidents/contract.ts'
import { useChange } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { Markdown } from '../ui/markdown.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { utc } from '../ui/time.tsx'
import { sayFailed } from '../ui/undo.tsx'
import { RoomSection } from './room-section.tsx'
import classes from './room-timeline.module.css'
import { daysOf } from './timeline.ts'
import { show } from './use-incident.ts'
import { readWhen } from './when.ts'

/** What happened, when, and who did it, in UTC. `showEvidence` brings a pinned piece into sight. */
export function RoomTimeline({ incident, showEvidence }: { incident: Incident; showEvidence: (id: string) => void }) {
  const [order, setOrder] = useLocalStorage<'newest' | 'oldest'>({ key: 'fb-timeline-order', defaultValue: 'newest', getInitialValueInEffect: false })
  const mayWrite = useMay('incidents.write')
  const pinned = new Set(incident.evidence.filter(({ removed }) => !removed).map(({ id }) => id))
  const turn = (
    <Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconArrowsSort size={14} />} title="What comes first; press to turn it round" onClick={() => setOrder(order === 'newest' ? 'oldest' : 'newest')}>
      {order === 'newest' ? 'Newest' : 'Oldest'}
    </Button>
  )
  return (
    <RoomSection title="Timeline (UTC)" actions={turn}>
      {mayWrite && <NoteForm incident={incident} />}
      {daysOf(incident.timeline, order === 'newest').map(({ date, entries }) => (
        <div key={date}>
          <h3 className={classes.day}>{date}</h3>
          <ol className={classes.entries}>
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} showEvidence={entry.evidenceId && pinned.has(entry.evidenceId) ? showEvidence : undefined} />
            ))}
          </ol>
        </div>
      ))}
    </RoomSection>
  )
}

function Entry({ entry: { at, by, kind, text, evidenceId }, showEvidence }: { entry: TimelineEntry; showEvidence?: ((id: string) => void) | undefined }) {
  return (
    <li className={classes.entry} data-kind={kind}>
      <time dateTime={at} title={`${utc(at)} · ${new Date(at).toLocaleString()} here`} className={classes.time}>
        {at.slice(11, 16)}
      </time>
      <div className={classes.what}>
        {evidenceId && showEvidence ? (
          <button type="button" className={classes.link} onClick={() => showEvidence(evidenceId)}>
            {text}
          </button>
        ) : kind === 'note' ? (
          <Markdown text={text} />
        ) : (
          <span>{text}</span>
        )}
        <span className={classes.by}>{by.name}</span>
      </div>
    </li>
  )
}

/** What is typed stays through a reload of the page until it is written. */
function NoteForm({ incident }: { incident: Incident }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useSessionStorage({ key: `fb-note/${incident.id}`, defaultValue: '', getInitialValueInEffect: false })
  const [when, setWhen] = useState('')
  const client = useQueryClient()
  const add = useChange(addNote, {
    onDone(answer) {
      show(client, answer)
      setText('')
      setWhen('')
    },
  })
  useShortcuts([{ keys: 'n', label: 'Write to the timeline', group: 'Incident', run: () => field.current?.focus() }], [])
  const time = readWhen(when, Date.now())
  const submit = () => {
    if (text.trim() === '' || !time || add.isPending) return
    add.mutate({ params: { id: incident.id }, body: { text, at: time.at } }, { onError: (error) => sayFailed(error, 'Not written') })
  }
  return (
    <div className={classes.form} onKeyDown={(event) => event.key === 'Enter' && (event.metaKey || event.ctrlKey) && (event.preventDefault(), submit())}>
      <Textarea ref={field} aria-label="Note for the timeline" placeholder="What happened? (n)" autosize minRows={1} maxRows={12} value={text} onChange={(event) => setText(event.currentTarget.value)} onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()} />
      {text.trim() !== '' && (
        <Group gap="xs" mt={4} justify="space-between" wrap="nowrap" align="flex-start">
          <TextInput size="xs" aria-label="When it happened, UTC" placeholder="now, or 02:14" value={when} onChange={(event) => setWhen(event.currentTarget.value)} error={time ? undefined : 'such as 02:14, or 2026-02-11 02:14 (UTC)'} className={classes.when} />
          <Button size="xs" onClick={submit} loading={add.isPending} disabled={!time} title="Ctrl Enter">
            Write
          </Button>
        </Group>
      )}
    </div>
  )
}
