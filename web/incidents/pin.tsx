import { Button, Group, Modal, Stack, Text, TextInput, UnstyledButton } from '@mantine/core'
import { IconFlame, IconPin } from '@tabler/icons-react'
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { getIncident, pinEvidence, removeEvidence } from '../../src/incidents/contract.ts'
import { call } from '../../src/platform/endpoint.ts'
import { forget } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { PlaceLink, useGo } from '../ui/place-link.tsx'
import { randomId } from '../ui/random-id.ts'
import { Read } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { offerUndo, sayFailed } from '../ui/undo.tsx'
import { SeverityBadge } from './badges.tsx'
import { leaveDraft, type What } from './declare-draft.ts'
import classes from './pin.module.css'
import { askWhereToPin, useAskedPin } from './pin-request.ts'
import { openIncidents, useCurrentIncident, type Current } from './use-current.ts'
import { incidentHref } from './words.ts'

/**
 * Pins to the current incident; without one, asks which. For the key `p` of a page: `const pin = usePin()`, `pin(what)`. The
 * function changes only with the incident, so that shortcuts may depend on it.
 */
export function usePin(): (what: What) => void {
  const { current } = useCurrentIncident()
  const pinTo = usePinTo()
  return useCallback((what) => (current ? void pinTo(current, what) : askWhereToPin(what)), [current, pinTo])
}

/** Pins to an incident, says so with a link, and offers to take it back. */
export function usePinTo(): (incident: Current, what: What, note?: string) => Promise<void> {
  const client = useQueryClient()
  return useCallback((incident, what, note = '') => pinNow({ client, incident, what, note }), [client])
}

async function pinNow({ client, incident, what, note }: { client: QueryClient; incident: Current; what: What; note: string }): Promise<void> {
  const params = { id: incident.id }
  try {
    const evidence = await call(pinEvidence, { params, body: { what, note, key: randomId() } })
    await forget(client, getIncident)
    const undo = async () => {
      await call(removeEvidence, { params: { ...params, evidence: evidence.id } }).catch(sayFailed)
      await forget(client, getIncident)
    }
    const message = (
      <>
        Pinned {whatWords(what)} to <PlaceLink href={incidentHref(incident)}>INC-{incident.number}</PlaceLink>
      </>
    )
    offerUndo({ message, undo })
  } catch (error) {
    sayFailed(error, `Not pinned to INC-${incident.number}`)
  }
}

function whatWords(what: What): string {
  switch (what.kind) {
    case 'search': return 'the search'
    case 'file': return what.path.split('/').at(-1) ?? 'the file'
    case 'commit': return `commit ${what.rev.slice(0, 10)}`
    case 'impact': return 'the answer about impact'
  }
}

/** Pins what a page shows to the current incident. Not shown to those who may only look. */
export function PinButton({ what, label = 'Pin' }: { what: What; label?: string }) {
  const { current } = useCurrentIncident()
  const [busy, setBusy] = useState(false)
  const pinTo = usePinTo()
  const press = async () => {
    if (!current) return askWhereToPin(what)
    setBusy(true)
    await pinTo(current, what)
    setBusy(false)
  }
  if (!useMay('incidents.write')) return null
  return (
    <Button variant="default" size="compact-sm" leftSection={<IconPin size={14} stroke={1.8} />} loading={busy} onClick={() => void press()} title={current ? `Pin to INC-${current.number} ${current.title} (p)` : 'Pin to an incident (p)'}>
      {label}
    </Button>
  )
}

/** Asks which incident something is to be pinned to. Held by the header, so that every page can ask. */
export function PinDialog() {
  const what = useAskedPin()
  return (
    <Modal opened={what !== null} onClose={() => askWhereToPin(null)} title="Pin to which incident?" size="lg">
      {what && <ChooseIncident what={what} />}
    </Modal>
  )
}

function ChooseIncident({ what }: { what: What }) {
  const open = useQuery(openIncidents)
  const { setCurrent } = useCurrentIncident()
  const [note, setNote] = useState('')
  const pinTo = usePinTo()
  const go = useGo()
  const choose = (incident: Current) => {
    askWhereToPin(null)
    setCurrent(incident)
    void pinTo(incident, what, note)
  }
  const declare = () => {
    askWhereToPin(null)
    leaveDraft({ pin: what })
    go('/incidents?declare=1')
  }
  return (
    <Stack gap="md">
      <TextInput label="Why it matters" placeholder="Optional: a few words for whoever reads it later" value={note} onChange={(event) => setNote(event.currentTarget.value)} maxLength={2000} />
      <Read query={open} height={80}>
        {({ incidents }) => (
          <div>
            {incidents.map((incident, at) => (
              <UnstyledButton key={incident.id} className={classes.choice} onClick={() => choose(incident)} data-autofocus={at === 0 || undefined}>
                <SeverityBadge severity={incident.severity} />
                <span className={classes.number}>INC-{incident.number}</span>
                <span className={classes.title}>{incident.title}</span>
                <Text size="xs" c="dimmed">
                  <Ago time={incident.declaredAt} />
                </Text>
              </UnstyledButton>
            ))}
            {incidents.length === 0 && <Text c="dimmed">No incident is open. Declare one; what you wanted to pin goes with it.</Text>}
          </div>
        )}
      </Read>
      <Group justify="flex-end">
        <Button variant="default" leftSection={<IconFlame size={16} />} onClick={declare}>
          Declare a new one
        </Button>
      </Group>
    </Stack>
  )
}
