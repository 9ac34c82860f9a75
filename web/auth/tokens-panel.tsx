import { Button, Group, Stack, Table, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { createToken, listTokens, revokeToken, type ApiToken } from '../../src/auth/contract.ts'
import { reading, useChange } from '../app/api.ts'
import { Failure, Read } from '../ui/states.tsx'
import { Ago } from '../ui/time.tsx'
import { sayFailed } from '../ui/undo.tsx'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import classes from './settings-page.module.css'
import { ShownOnce } from '../ui/shown-once.tsx'

/** Tokens for scripts and the command line: they may do what their person may. */
export function TokensPanel() {
  const tokens = useQuery(reading(listTokens, {}))
  const [made, setMade] = useState<string | null>(null)
  return (
    <Stack gap="lg">
      <Text c="dimmed" maw={640}>
        With a token, a script, the command line or Sourcegraph’s <code>src</code> does what you may do. Send it as <code>Authorization: token …</code>.
      </Text>
      <NewToken made={setMade} />
      {made && (
        <ShownOnce secret={made} what="token" close={() => setMade(null)}>
          Try it: <code>curl -H "Authorization: token {made}" {window.location.origin}/api/v1/me</code>
        </ShownOnce>
      )}
      <Read query={tokens}>{({ tokens: all }) => (all.length === 0 ? <Text c="dimmed">You have no tokens yet.</Text> : <TokenTable tokens={all} />)}</Read>
    </Stack>
  )
}

function NewToken({ made }: { made: (token: string) => void }) {
  const [name, setName] = useState('')
  const change = useChange(createToken, {
    stale: [listTokens],
    onDone: ({ token }) => {
      made(token)
      setName('')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ body: { name } })
  }
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="xs">
        <TextInput label="What it is for" placeholder="nightly sweep" required withAsterisk={false} maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} style={{ flex: '1 1 220px', maxWidth: 320 }} />
        <Button type="submit" loading={change.isPending} disabled={name.trim() === ''}>
          Make a token
        </Button>
      </Group>
      {change.error && <Failure error={change.error} />}
    </form>
  )
}

function TokenTable({ tokens }: { tokens: ApiToken[] }) {
  const revoke = useChange(revokeToken, { stale: [listTokens] })
  return (
    <Table className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>For</Table.Th>
          <Table.Th>Made</Table.Th>
          <Table.Th>Last used</Table.Th>
          <Table.Th aria-label="Actions" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tokens.map((token) => (
          <Table.Tr key={token.id}>
            <Table.Td className={classes.text}>{token.name}</Table.Td>
            <Table.Td>
              <Ago time={token.createdAt} />
            </Table.Td>
            <Table.Td>{token.lastUsedAt ? <Ago time={token.lastUsedAt} /> : 'never'}</Table.Td>
            <Table.Td ta="right">
              <ConfirmButton label="Revoke" question={`Revoke the token “${token.name}”? What uses it stops working at once.`} run={() => revoke.mutate({ params: { id: token.id } }, { onError: (error) => sayFailed(error) })} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
