import { Badge, Button, Group, PasswordInput, Stack, Table, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { listCredentials, listRepositories, putCredential, removeCredential, type Credential } from '../../src/repos/contract.ts'
import { reading, useChange } from '../app/api.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { Failure, Read } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { sayFailed } from '../ui/undo.tsx'

/** Tokens for private repositories over https. For owners. */
export function CredentialsPanel() {
  const credentials = useQuery(reading(listCredentials, {}))
  return (
    <Stack gap="lg">
      <Text c="dimmed" maw={640}>
        To mirror private repositories over https, give a token that may read them. It is kept sealed, shown to the server at its address and to nobody else. Everybody with an account here can
        search what is mirrored with it.
      </Text>
      <NewCredential />
      <Read query={credentials}>{({ credentials: all }) => (all.length === 0 ? <Text c="dimmed">No token is kept.</Text> : <CredentialTable credentials={all} />)}</Read>
    </Stack>
  )
}

function NewCredential() {
  const [given, setGiven] = useState({ address: '', username: '', password: '' })
  const change = useChange(putCredential, { stale: [listCredentials, listRepositories], onDone: () => setGiven({ address: '', username: '', password: '' }) })
  const set = (part: Partial<typeof given>) => setGiven({ ...given, ...part })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ body: { ...given, username: given.username.trim() || undefined } })
  }
  return (
    <form onSubmit={submit} autoComplete="off">
      <Group align="flex-end" gap="xs">
        <TextInput label="Address" placeholder="https://github.com/acme" required withAsterisk={false} maxLength={2048} value={given.address} onChange={(event) => set({ address: event.currentTarget.value })} style={{ flex: '2 1 240px', maxWidth: 360 }} />
        <TextInput label="User name (if any)" placeholder="git" autoComplete="off" maxLength={200} value={given.username} onChange={(event) => set({ username: event.currentTarget.value })} style={{ flex: '1 1 120px', maxWidth: 180 }} />
        <PasswordInput label="Token or password" autoComplete="new-password" required withAsterisk={false} maxLength={10_000} value={given.password} onChange={(event) => set({ password: event.currentTarget.value })} style={{ flex: '1 1 180px', maxWidth: 280 }} />
        <Button type="submit" loading={change.isPending} disabled={given.address.trim() === '' || given.password === ''}>
          Keep it
        </Button>
      </Group>
      {change.error && <Failure error={change.error} />}
    </form>
  )
}

function CredentialTable({ credentials }: { credentials: Credential[] }) {
  const remove = useChange(removeCredential, { stale: [listCredentials] })
  return (
    <Table.ScrollContainer minWidth={480}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>For all below</Table.Th>
            <Table.Th>User name</Table.Th>
            <Table.Th>Given</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {credentials.map((credential) => (
            <Table.Tr key={credential.id}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                {credential.address} {credential.state === 'unreadable' && <Badge color="red" variant="light">give it again: it was sealed on another machine</Badge>}
              </Table.Td>
              <Table.Td>{credential.username}</Table.Td>
              <Table.Td>
                <Ago time={credential.addedAt} /> by {credential.addedBy}
              </Table.Td>
              <Table.Td ta="right">
                <ConfirmButton label="Forget" question={`Forget the token for ${credential.address}? What is mirrored with it stays, and is not fetched any more.`} run={() => remove.mutate({ params: { id: credential.id } }, { onError: (error) => sayFailed(error) })} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
