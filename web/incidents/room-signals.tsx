import { Button, Group, Modal, Stack, Text, Textarea, TextInput, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconArrowRight, IconClipboardText, IconPlus } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { addSignal, type Incident } from '../../src/incidents/contract.ts'
import type { ResolvedFrame, ResolvedTrace } from '../../src/intel/contract.ts'
import { useChange } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { ConfidenceBar } from '../intel/confidence-bar.tsx'
import { LogPanel } from '../intel/log-panel.tsx'
import { logTextOf, nearOf } from '../intel/log-lines.ts'
import { TraceView } from '../intel/trace-view.tsx'
import { functionOf } from '../intel/trace-words.ts'
import { fileHref } from '../repos/links.ts'
import { searchHref } from '../search/query-edit.ts'
import { CopyButton } from '../ui/copy.tsx'
import { PlaceLink } from '../ui/place-link.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { Failure } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { RoomSection } from './room-section.tsx'
import classes from './room-signals.module.css'
import { show } from './use-incident.ts'

type Signal = Incident['signals'][number]

/** What the responders were handed, and where in the code it leads. */
export function RoomSignals({ incident }: { incident: Incident }) {
  const [adding, { open, close }] = useDisclosure(false)
  const mayWrite = useMay('incidents.write')
  useShortcuts(mayWrite ? [{ keys: 't', label: 'Add a trace, log or alert', group: 'Incident', run: open }] : [], [mayWrite])
  const add = mayWrite && (
    <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={open} title="Add a trace, log or alert (t)">
      Add
    </Button>
  )
  return (
    <RoomSection title={incident.signals.length > 1 ? 'Signals' : 'Signal'} actions={add}>
      {incident.signals.length === 0 && <Text c="dimmed">Nothing was pasted. Add the trace, log lines or alert that began it: its frames are taken to their lines of code.</Text>}
      <Stack gap="sm">
        {incident.signals.map((signal) => (
          <SignalCard key={signal.id} signal={signal} />
        ))}
      </Stack>
      <AddSignal incident={incident} opened={adding} onClose={close} />
    </RoomSection>
  )
}

/** Of the first trace; each further one shows only where it leads. */
const framesInShort = 4
/** Below this a place is worth a second look, so it says how sure it is. */
const sureFrom = 0.85

function SignalCard({ signal }: { signal: Signal }) {
  const [opened, { open, close }] = useDisclosure(false)
  const traces = signal.located?.traces ?? []
  return (
    <article className={classes.signal}>
      {traces.slice(0, 3).map((trace, at) => (
        <TraceInShort key={at} trace={trace} frames={at === 0 ? framesInShort : 1} />
      ))}
      {traces.length === 0 && (
        <>
          <Text size="xs" c="dimmed" mb={4}>
            {signal.located ? 'No stack trace was recognised in it.' : 'Its traces were not located in time.'}
          </Text>
          <pre className={classes.raw}>{signal.text.slice(0, 4000)}</pre>
        </>
      )}
      <div className={classes.foot}>
        <span>
          {signal.by.name} · <Ago time={signal.at} />
        </span>
        <Button variant="subtle" size="compact-xs" leftSection={<IconClipboardText size={14} />} onClick={open}>
          {traces.length > 0 ? 'Whole trace' : 'Whole text'}
        </Button>
      </div>
      <Modal opened={opened} onClose={close} title="Signal" size="min(1200px, 96vw)">
        {opened && (signal.located && traces.length > 0 ? <TraceView located={signal.located} text={signal.text} /> : <RawText text={signal.text} />)}
        {opened && <LogLines signal={signal} />}
      </Modal>
    </article>
  )
}

/** The statements that wrote what of the signal stands outside of its traces. */
function LogLines({ signal: { text, located } }: { signal: Signal }) {
  const log = useMemo(() => logTextOf(text, located ?? { traces: [], notes: [], considered: [] }), [text, located])
  if (!log) return null
  return (
    <section aria-label="Log lines">
      <Title order={2} size="h4" mt="md" mb="xs">Log lines</Title>
      <LogPanel log={log} near={located ? nearOf(located) : undefined} />
    </section>
  )
}

function RawText({ text }: { text: string }) {
  return (
    <>
      <CopyButton text={text} what="Text" />
      <pre className={classes.whole} tabIndex={0}>
        {text}
      </pre>
    </>
  )
}

/** The error in its words, and the frames that lead to code of ours, that to look at first marked. */
function TraceInShort({ trace, frames }: { trace: ResolvedTrace; frames: number }) {
  const exception = trace.exceptions[trace.focus?.exception ?? 0]
  if (!exception) return null
  const located = exception.frames.filter(({ place, inApp }) => place !== null && inApp)
  const focus = trace.focus ? trace.exceptions[trace.focus.exception]?.frames[trace.focus.frame] : undefined
  const [search] = trace.searches
  return (
    <div className={classes.trace}>
      <p className={classes.exception}>
        <b>{exception.type ?? 'Stack trace'}</b>
        {exception.message && `: ${exception.message.slice(0, 400)}`}
      </p>
      <ol className={classes.frames}>
        {located.slice(0, frames).map((frame) => (
          <FrameRow key={frame.start} frame={frame} focused={frame === focus} />
        ))}
      </ol>
      {located.length === 0 && <Text c="dimmed">None of its frames is in a repository that Firebreak has.</Text>}
      {located.length > frames && <Text size="xs" c="dimmed">and {located.length - frames} more in our code</Text>}
      {search && (
        <PlaceLink href={searchHref(search)} className={classes.search}>
          Find the same elsewhere <IconArrowRight size={14} aria-hidden />
        </PlaceLink>
      )}
    </div>
  )
}

function FrameRow({ frame, focused }: { frame: ResolvedFrame; focused: boolean }) {
  const { place } = frame
  if (!place) return null
  const { repo, commit, path, line } = place
  return (
    <li className={classes.frame} data-focused={focused || undefined}>
      <PlaceLink href={fileHref({ repo, rev: commit, path, lines: line === null ? null : { start: line, end: line } })} className={classes.place} title={`${repo} › ${path}`}>
        <span className={classes.function}>{functionOf(frame) ?? 'anonymous'}</span>
        <span className={classes.path}>
          {path.split('/').at(-1)}
          {line !== null && `:${line}`}
        </span>
      </PlaceLink>
      {(focused || place.confidence < sureFrom) && <ConfidenceBar candidate={place} />}
    </li>
  )
}

function AddSignal({ incident, opened, onClose }: { incident: Incident; opened: boolean; onClose: () => void }) {
  const [text, setText] = useState('')
  const [rev, setRev] = useState('')
  const client = useQueryClient()
  const add = useChange(addSignal, {
    onDone(answer) {
      show(client, answer)
      setText('')
      onClose()
    },
  })
  const submit = () => text.trim() !== '' && add.mutate({ params: { id: incident.id }, body: { text, rev: rev.trim() } })
  return (
    <Modal opened={opened} onClose={onClose} title="Add a signal" size="xl">
      <Stack gap="sm" onKeyDown={(event) => event.key === 'Enter' && (event.metaKey || event.ctrlKey) && submit()}>
        <Textarea label="Trace, log lines or alert" classNames={{ input: `${classes.pasted} fb-code` }} rows={12} value={text} onChange={(event) => setText(event.currentTarget.value)} spellCheck={false} data-autofocus />
        <TextInput label="Revision that was running" description="A tag, branch or commit, in every repository that has it; else the default branch" value={rev} onChange={(event) => setRev(event.currentTarget.value)} spellCheck={false} />
        {add.error && <Failure error={add.error} retry={submit} />}
        <Group justify="flex-end">
          <Button onClick={submit} loading={add.isPending} disabled={text.trim() === ''}>
            Add
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
