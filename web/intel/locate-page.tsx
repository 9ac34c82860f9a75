import { Button, Group, Text, TextInput, Title } from '@mantine/core'
import { IconFlame, IconStack2 } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { addSignal, getIncident } from '../../src/incidents/contract.ts'
import { locate, type Located } from '../../src/intel/contract.ts'
import { useChange } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { leaveDraft } from '../incidents/declare-draft.ts'
import { useCurrentIncident } from '../incidents/use-current.ts'
import { incidentHref } from '../incidents/words.ts'
import { handedOver, handOver } from '../search/hand-over.ts'
import { useGo } from '../ui/place-link.tsx'
import { Failure, Waiting } from '../ui/states.tsx'
import { sayFailed } from '../ui/undo.tsx'
import { LogPanel } from './log-panel.tsx'
import { logTextOf, nearOf } from './log-lines.ts'
import { PasteBox } from './paste-box.tsx'
import { SourceMapOffer } from './source-map-offer.tsx'
import { SuspectsPanel } from './suspects-panel.tsx'
import { repositoriesOf } from './suspects.ts'
import { consideredWords, titleOf } from './trace-words.ts'
import { TraceView } from './trace-view.tsx'
import classes from './locate-page.module.css'

interface Asked {
  text: string
  rev: string
  repo: string
  environment?: string | undefined
}

/** `/locate`: from a pasted text to the code it speaks of. */
export function LocatePage() {
  const [asked, setAsked] = useState<Asked | null>(null)
  const [editing, setEditing] = useState(true)
  const change = useChange(locate, { onDone: () => setEditing(false) })
  const { mutate } = change
  const field = useRef<HTMLTextAreaElement>(null)
  const find = (question: Asked) => {
    if (question.text.trim() === '') return field.current?.focus()
    handOver(question.text)
    setAsked(question)
    mutate({ body: question })
  }
  useHandedOver(field, (text) => find({ text, rev: '', repo: '' }))
  const located = change.data
  return (
    <div className={classes.page}>
      <title>Locate · Firebreak</title>
      <Title order={1} size="h2">
        Locate
      </Title>
      <Form field={field} open={editing || !located} asked={asked} find={find} edit={() => setEditing(true)} busy={change.isPending} />
      <div aria-live="polite" className={classes.status}>
        {change.isPending && <Waiting label="Looking for the code" height={80} />}
        {change.error && <Failure error={change.error} retry={() => asked && find(asked)} />}
        {located && !change.isPending && asked && <Understood located={located} asked={asked} />}
      </div>
      {located && asked && !change.isPending && <Answer located={located} asked={asked} again={() => find(asked)} />}
    </div>
  )
}

function Answer({ located, asked: { text }, again }: { located: Located; asked: Asked; again: () => void }) {
  const log = useMemo(() => logTextOf(text, located), [text, located])
  const hasTraces = located.traces.length > 0
  return (
    <>
      <SourceMapOffer located={located} again={again} />
      {hasTraces && <TraceView located={located} text={text} keyboard />}
      {log && (
        <section aria-label="Log lines">
          <Title order={2} size="h3" mb="xs">Log lines</Title>
          <LogPanel key={text} log={log} near={nearOf(located)} keyboard={!hasTraces} />
        </section>
      )}
      {hasTraces && (
        <section aria-label="Suspects">
          <Title order={2} size="h3">Suspects</Title>
          <SuspectsPanel key={text} text={text} repos={repositoriesOf(located)} incident={null} />
        </section>
      )}
    </>
  )
}

/** What another page handed over is located at once, and only once. */
function useHandedOver(field: RefObject<HTMLTextAreaElement | null>, find: (text: string) => void): void {
  const done = useRef(false)
  useEffect(() => {
    const text = handedOver()
    if (done.current || text === '') return
    done.current = true
    if (field.current) field.current.value = text
    find(text)
  })
}

interface FormProps {
  field: RefObject<HTMLTextAreaElement | null>
  /** Folded once something was located: the answer is what is looked at then. */
  open: boolean
  asked: Asked | null
  find: (question: Asked) => void
  edit: () => void
  busy: boolean
}

function Form({ field, open, asked, find, edit, busy }: FormProps) {
  const [rev, setRev] = useState('')
  const [repo, setRepo] = useState('')
  const [environment, setEnvironment] = useState('')
  const submit = () => find({ text: field.current?.value ?? '', rev: rev.trim(), repo: repo.trim(), environment: environment.trim() || undefined })
  return (
    <form
      className={classes.form}
      data-folded={!open || undefined}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <div hidden={!open}>
        <PasteBox field={field} submit={submit} />
      </div>
      <Group gap="xs" align="flex-end">
        <TextInput className={classes.option} label="Running revision" description="Branch, tag or commit; else what runs" placeholder="v2.1.0" maxLength={500} value={rev} onChange={(event) => setRev(event.currentTarget.value)} />
        <TextInput className={classes.option} label="Environment" description="Where it comes from; else production" placeholder="staging" maxLength={200} disabled={rev.trim() !== ''} value={environment} onChange={(event) => setEnvironment(event.currentTarget.value)} />
        <TextInput className={classes.option} label="Repositories" description="Part of their names; else all" placeholder="acme/" maxLength={1000} value={repo} onChange={(event) => setRepo(event.currentTarget.value)} />
        <Button type="submit" className={classes.submit} loading={busy} leftSection={<IconStack2 size={16} />}>
          {asked ? 'Locate again' : 'Locate'}
        </Button>
        {!open && (
          <Button variant="default" onClick={edit}>
            Change what was asked
          </Button>
        )}
      </Group>
    </form>
  )
}

/** What came of it in a line, and what to do with it. */
function Understood({ located, asked }: { located: Located; asked: Asked }) {
  const { traces, considered } = located
  const found = traces.length === 0 ? 'No stack trace was recognised, so it is read as a log' : traces.length === 1 ? '1 trace found' : `${traces.length.toLocaleString('en-US')} traces found`
  return (
    <Group justify="space-between" gap="xs">
      <Text c="dimmed">
        {found}.{traces.length > 0 && ` ${consideredWords(considered, asked.rev)}.`}
      </Text>
      <ToIncident located={located} text={asked.text} />
    </Group>
  )
}

function ToIncident({ located, text }: { located: Located; text: string }) {
  const go = useGo()
  const { current } = useCurrentIncident()
  const may = useMay('incidents.write')
  const add = useChange(addSignal, { stale: [getIncident], onDone: (incident) => go(incidentHref(incident)) })
  if (!may) return null
  const declare = () => {
    leaveDraft({ title: titleOf(located), signal: text })
    go('/incidents?declare=1')
  }
  return (
    <Group gap="xs">
      {current && (
        <Button variant="default" size="compact-sm" loading={add.isPending} onClick={() => add.mutate({ params: { id: current.id }, body: { text } }, { onError: (error) => sayFailed(error, `Not added to INC-${current.number}`) })}>
          Add to INC-{current.number}
        </Button>
      )}
      <Button size="compact-sm" variant={current ? 'default' : 'filled'} leftSection={<IconFlame size={14} />} onClick={declare}>
        Declare an incident
      </Button>
    </Group>
  )
}
