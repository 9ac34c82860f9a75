import { Button, Group, PasswordInput, Stack, TextInput, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, type FormEvent } from 'react'
import { getMe, listPeople, updateMe } from '../../src/auth/contract.ts'
import type { Answer } from '../../src/platform/endpoint.ts'
import { useChange } from '../app/api.ts'
import { useMe } from '../app/me.ts'
import { Failure } from '../ui/states.tsx'
import classes from './settings-page.module.css'

type Me = Answer<typeof getMe>

/** The own name, e-mail address and password. */
export function AccountPanel() {
  const me = useMe()
  if (!me) return null
  return (
    <Stack gap="xl" className={classes.form}>
      <Details me={me} />
      <Password me={me} />
    </Stack>
  )
}

const useOwnChange = (done: string, after: () => void = () => {}) =>
  useChange(updateMe, {
    stale: [getMe, listPeople],
    onDone: () => {
      notifications.show({ message: done, autoClose: 3000 })
      after()
    },
  })

function Details({ me }: { me: Me }) {
  const [name, setName] = useState(me.name)
  const [email, setEmail] = useState(me.email)
  const change = useOwnChange('Saved')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ body: { name, email } })
  }
  const isSame = name.trim() === me.name && email.trim() === me.email
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput label="Name" autoComplete="name" required withAsterisk={false} maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <TextInput label="E-mail address" type="email" autoComplete="email" required withAsterisk={false} maxLength={200} value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
        {change.error && <Failure error={change.error} />}
        <Group>
          <Button type="submit" disabled={isSame} loading={change.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Password({ me }: { me: Me }) {
  const [before, setBefore] = useState('')
  const [password, setPassword] = useState('')
  const change = useOwnChange('The password is set; other sessions were ended', () => {
    setBefore('')
    setPassword('')
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ body: { password, ...(me.hasPassword ? { currentPassword: before } : {}) } })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Title order={2} size="h3">
          {me.hasPassword ? 'Change the password' : 'Set a password'}
        </Title>
        {me.hasPassword && <PasswordInput label="Present password" autoComplete="current-password" required withAsterisk={false} value={before} onChange={(event) => setBefore(event.currentTarget.value)} />}
        <PasswordInput label="New password" description="At least 10 characters. All other sessions of yours are ended." autoComplete="new-password" required withAsterisk={false} minLength={10} maxLength={200} value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
        {change.error && <Failure error={change.error} />}
        <Group>
          <Button type="submit" variant="default" disabled={password === ''} loading={change.isPending}>
            {me.hasPassword ? 'Change it' : 'Set it'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
