import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { signIn } from '../../src/auth/contract.ts'
import { useChange } from '../app/api.ts'
import { Failure } from '../ui/states.tsx'
import { Card } from './card.tsx'
import { nextPath } from './next-path.ts'
import { useArrival } from './use-arrival.ts'

/** `/sign-in?next=…`: by e-mail address and password; how to come in without them is said too. */
export function SignInPage() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const next = useLocation({ select: ({ searchStr }) => new URLSearchParams(searchStr).get('next') })
  const arrive = useArrival()
  const change = useChange(signIn, { onDone: () => arrive(nextPath(next, window.location.origin)) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ body: { email: email.trim(), password } })
  }
  return (
    <Card title="Sign in">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput label="E-mail address" type="email" autoComplete="username" required withAsterisk={false} autoFocus value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
          <PasswordInput label="Password" autoComplete="current-password" required withAsterisk={false} value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
          {change.error && <Failure error={change.error} />}
          <Button type="submit" loading={change.isPending} mt={4}>
            Sign in
          </Button>
        </Stack>
      </form>
      <Text size="xs" c="dimmed">
        No password yet? Open the invitation link that you were sent. If you run the server, start it again: it prints a link that signs you in.
      </Text>
    </Card>
  )
}
