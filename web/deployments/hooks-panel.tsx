import { Button, Group, Select, Stack, Table, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { addHook, listHooks, removeHook, type Hook, type HookKind } from '../../src/deployments/contract.ts'
import { reading, useChange } from '../app/api.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { CopyButton } from '../ui/copy.tsx'
import { ShownOnce } from '../ui/shown-once.tsx'
import { Failure, Read } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { sayFailed } from '../ui/undo.tsx'

const kinds: Record<HookKind, { label: string; send: string }> = {
  github: { label: 'GitHub', send: 'Choose the content type application/json and the event “Deployment statuses”.' },
  gitlab: { label: 'GitLab', send: 'Choose “Deployment events”, and give the secret as the secret token.' },
  gitea: { label: 'Gitea, Forgejo', send: 'Choose the event “Workflow run” of a workflow that only deploys, and name its environment here.' },
  cdevents: { label: 'CDEvents', send: 'Send service events with the secret as a bearer token: Authorization: Bearer SECRET.' },
}
const kindNames = Object.keys(kinds) as HookKind[]

const addressOf = ({ path }: Hook): string => `${window.location.origin}${path}`

/** Addresses that forges send their events to. For owners. */
export function HooksPanel() {
  const hooks = useQuery(reading(listHooks, {}))
  const [made, setMade] = useState<{ hook: Hook; secret: string } | null>(null)
  return (
    <Stack gap="lg">
      <Text c="dimmed" maw={640}>A forge tells of each deployment by itself when it may send its events here. They are accepted only when they are signed with the secret of the webhook.</Text>
      <NewHook made={setMade} />
      {made && (
        <ShownOnce secret={made.secret} what="secret" close={() => setMade(null)}>
          <p>Send events to <code style={{ overflowWrap: 'anywhere' }}>{addressOf(made.hook)}</code> <CopyButton text={addressOf(made.hook)} what="Address" /></p>
          <p>{kinds[made.hook.kind].send}</p>
        </ShownOnce>
      )}
      <Read query={hooks}>{({ hooks: all }) => (all.length === 0 ? <Text c="dimmed">There is no webhook yet.</Text> : <HookTable hooks={all} />)}</Read>
    </Stack>
  )
}

function NewHook({ made }: { made: (hook: { hook: Hook; secret: string }) => void }) {
  const [kind, setKind] = useState<HookKind>('github')
  const [environment, setEnvironment] = useState('')
  const change = useChange(addHook, { stale: [listHooks], onDone: made })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ body: { kind, environment: environment.trim() || null } })
  }
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="xs">
        <Select label="Sender" allowDeselect={false} value={kind} data={kindNames.map((value) => ({ value, label: kinds[value].label }))} onChange={(value) => setKind(kindNames.find((each) => each === value) ?? 'github')} />
        <TextInput label="Environment, where it tells none" placeholder="production" maxLength={200} required={kind === 'gitea'} withAsterisk={false} value={environment} onChange={(event) => setEnvironment(event.currentTarget.value)} />
        <Button type="submit" loading={change.isPending}>Make a webhook</Button>
      </Group>
      {change.error && <Failure error={change.error} />}
    </form>
  )
}

function HookTable({ hooks }: { hooks: readonly Hook[] }) {
  const remove = useChange(removeHook, { stale: [listHooks] })
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table aria-label="Webhooks">
        <Table.Thead>
          <Table.Tr><Table.Th>Sender</Table.Th><Table.Th>Address</Table.Th><Table.Th>Made</Table.Th><Table.Th>Last event</Table.Th><Table.Th aria-label="Actions" /></Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {hooks.map((hook) => (
            <Table.Tr key={hook.id}>
              <Table.Td>{kinds[hook.kind].label}{hook.environment && <Text size="xs" c="dimmed">{hook.environment}</Text>}</Table.Td>
              <Table.Td><CopyButton text={addressOf(hook)} what="Address" /></Table.Td>
              <Table.Td><Ago time={hook.createdAt} /> by {hook.createdBy}</Table.Td>
              <Table.Td>{hook.last ? <><Ago time={hook.last.at} />: {hook.last.outcome}</> : 'none yet'}</Table.Td>
              <Table.Td ta="right"><ConfirmButton label="Remove" question="Remove this webhook? Its events are not accepted any more." run={() => remove.mutate({ params: { id: hook.id } }, { onError: (error) => sayFailed(error) })} /></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
