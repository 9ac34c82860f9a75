import { Button, Group, NativeSelect, Stack, Table, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { invite, listInvitations, revokeInvitation, type Invitation } from '../../src/auth/contract.ts'
import { roles, type Role } from '../../src/auth/policy.ts'
import { reading, useChange } from '../app/api.ts'
import { Failure, Read } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { sayFailed } from '../ui/undo.tsx'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { roleNames } from './role-words.ts'
import classes from './settings-page.module.css'
import { ShownOnce } from '../ui/shown-once.tsx'

/** Links that make an account for whoever opens them first. For owners. */
export function InvitationsPanel() {
  const invitations = useQuery(reading(listInvitations, {}))
  const [link, setLink] = useState<string | null>(null)
  return (
    <Stack gap="lg">
      <Text c="dimmed" maw={640}>
        An invitation is a link that you send yourself. It makes one account and expires after seven days.
      </Text>
      <NewInvitation made={setLink} />
      {link && (
        <ShownOnce secret={link} what="link" close={() => setLink(null)}>
          Whoever opens it first gets the account, so send it to that person only.
        </ShownOnce>
      )}
      <Read query={invitations}>{({ invitations: all }) => (all.length === 0 ? <Text c="dimmed">No invitation is waiting to be used.</Text> : <InvitationTable invitations={all} />)}</Read>
    </Stack>
  )
}

function NewInvitation({ made }: { made: (url: string) => void }) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('responder')
  const change = useChange(invite, {
    stale: [listInvitations],
    onDone: ({ url }) => {
      made(url)
      setEmail('')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ body: { role, email: email.trim() } })
  }
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="xs">
        <NativeSelect label="Role" value={role} onChange={(event) => setRole(event.currentTarget.value as Role)} data={roles.map((value) => ({ value, label: roleNames[value] }))} />
        <TextInput label="E-mail address (optional)" type="email" maxLength={200} value={email} onChange={(event) => setEmail(event.currentTarget.value)} style={{ flex: '1 1 220px', maxWidth: 320 }} />
        <Button type="submit" loading={change.isPending}>
          Make a link
        </Button>
      </Group>
      {change.error && <Failure error={change.error} />}
    </form>
  )
}

function InvitationTable({ invitations }: { invitations: Invitation[] }) {
  const revoke = useChange(revokeInvitation, { stale: [listInvitations] })
  return (
    <Table.ScrollContainer minWidth={480}>
      <Table className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>For</Table.Th>
            <Table.Th>Role</Table.Th>
            <Table.Th>Made</Table.Th>
            <Table.Th>Expires</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {invitations.map((invitation) => (
            <Table.Tr key={invitation.id}>
              <Table.Td className={classes.text}>{invitation.email || 'whoever opens it'}</Table.Td>
              <Table.Td>{roleNames[invitation.role]}</Table.Td>
              <Table.Td>
                <Ago time={invitation.createdAt} />
              </Table.Td>
              <Table.Td>
                <Ago time={invitation.expiresAt} />
              </Table.Td>
              <Table.Td ta="right">
                <ConfirmButton label="Revoke" question="Revoke this invitation? Its link stops working at once." run={() => revoke.mutate({ params: { id: invitation.id } }, { onError: (error) => sayFailed(error) })} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
