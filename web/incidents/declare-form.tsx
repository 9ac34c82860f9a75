import { Button, Group, Kbd, Modal, Radio, Stack, Text, TextInput, Textarea } from '@mantine/core'
import { IconFlame } from '@tabler/icons-react'
import { useState, type KeyboardEvent } from 'react'
import { declareIncident, listIncidents, Severity, type Incident } from '../../src/incidents/contract.ts'
import { useChange } from '../app/api.ts'
import { useGo } from '../ui/place-link.tsx'
import { randomId } from '../ui/random-id.ts'
import { Failure } from '../ui/states.tsx'
import { SeverityBadge } from './badges.tsx'
import { forgetDraft, readDraft } from './declare-draft.ts'
import classes from './declare-form.module.css'
import { usePinTo } from './pin.tsx'
import { titleFrom } from './title-from.ts'
import { useCurrentIncident } from './use-current.ts'
import { incidentHref, severityMeanings } from './words.ts'

/** The form that declares an incident. `onClose` is also called once it is declared, just before its room opens. */
export function DeclareDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Declare an incident" size="lg" closeOnClickOutside={false}>
      {opened && <DeclareForm />}
    </Modal>
  )
}

function DeclareForm() {
  const [draft] = useState(readDraft)
  const [typed, setTyped] = useState<string | null>(draft.title || null)
  const [signal, setSignal] = useState(draft.signal)
  const [severity, setSeverity] = useState<Severity>('sev3')
  const title = typed ?? titleFrom(signal)
  const { declare, error, busy } = useDeclare(draft.pin)
  const submit = () => title.trim() !== '' && !busy && declare({ title, severity, signal })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      onKeyDown={(event) => onKey(event, { submit, setSeverity })}
    >
      <Stack gap="md">
        <TextInput label="What is broken?" placeholder="Checkout fails for carts in the EU" value={title} onChange={(event) => setTyped(event.currentTarget.value)} maxLength={300} required data-autofocus />
        <SeverityKeys severity={severity} setSeverity={setSeverity} />
        <Textarea
          label="What were you handed?"
          description="A stack trace, log lines, an alert, a link: pasted as it is. Traces in it are taken to their lines of code."
          placeholder="Paste it here"
          value={signal}
          onChange={(event) => setSignal(event.currentTarget.value)}
          classNames={{ input: `${classes.signal} fb-code` }}
          rows={8}
          spellCheck={false}
        />
        {draft.pin && <Text c="dimmed">What you wanted to pin is pinned as soon as the incident is declared.</Text>}
        {error !== null && <Failure error={error} retry={submit} />}
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            <Kbd>Alt 1</Kbd> … <Kbd>Alt 4</Kbd> severity · <Kbd>Ctrl ↵</Kbd> declares
          </Text>
          <Button type="submit" leftSection={<IconFlame size={16} />} loading={busy} disabled={title.trim() === ''}>
            Declare
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** One key for each form: however often it is sent, it declares once. */
function useDeclare(pin: ReturnType<typeof readDraft>['pin']) {
  const [key] = useState(randomId)
  const { setCurrent } = useCurrentIncident()
  const pinTo = usePinTo()
  const go = useGo()
  const begin = (incident: Incident) => {
    forgetDraft()
    setCurrent(incident)
    if (pin) void pinTo(incident, pin)
    go(incidentHref(incident), { replace: true })
  }
  const change = useChange(declareIncident, { stale: [listIncidents], onDone: begin })
  const declare = (form: { title: string; severity: Severity; signal: string }) => change.mutate({ body: { ...form, key } })
  return { declare, error: change.error, busy: change.isPending }
}

function SeverityKeys({ severity, setSeverity }: { severity: Severity; setSeverity: (severity: Severity) => void }) {
  return (
    <Radio.Group label="How bad is it?" value={severity} onChange={(value) => setSeverity(value as Severity)}>
      <div className={classes.severities}>
        {Severity.options.map((option) => (
          <Radio.Card key={option} value={option} className={classes.severity}>
            <SeverityBadge severity={option} />
            <Text size="xs" component="span" className={classes.meaning}>
              {severityMeanings[option]}
            </Text>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  )
}

interface Keys {
  submit: () => void
  setSeverity: (severity: Severity) => void
}

/** By the key's place, as Alt with a digit types another character on some keyboards. */
function onKey(event: KeyboardEvent, { submit, setSeverity }: Keys): void {
  const digit = event.altKey ? /^Digit([1-4])$/.exec(event.code)?.[1] : undefined
  const severity = Severity.options.find((option) => option === `sev${digit}`)
  const sends = event.key === 'Enter' && (event.metaKey || event.ctrlKey)
  if (severity) setSeverity(severity)
  if (sends) submit()
  if (severity || sends) event.preventDefault()
}
