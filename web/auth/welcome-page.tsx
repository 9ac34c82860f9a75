import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { inspectLink, useLink } from '../../src/auth/contract.ts'
import type { Answer } from '../../src/platform/endpoint.ts'
import { reading, useChange } from '../app/api.ts'
import { Failure, Waiting } from '../ui/states.tsx'
import { Card } from './card.tsx'
import { tokenOf } from './next-path.ts'
import { roleMeanings } from './role-words.ts'
import { useArrival } from './use-arrival.ts'

type Info = Answer<typeof inspectLink>

/** `/welcome#token=…`: a one-time link. What it is for decides what is asked. */
export function WelcomePage() {
  const token = tokenOf(useLocation({ select: (location) => location.hash }))
  const info = useQuery({ ...reading(inspectLink, { body: { token } }), enabled: token !== '', staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false })
  if (token === '') return <Useless error={null} />
  if (info.error) return <Useless error={info.error} />
  if (!info.data) return <Waiting label="Reading the link" height={300} />
  return info.data.purpose === 'sign_in' ? <AtOnce token={token} /> : <Arrive token={token} info={info.data} />
}

function Useless({ error }: { error: Error | null }) {
  return (
    <Card title="This link does not sign you in">
      {error ? <Failure error={error} /> : <Text>The link is not whole: its last part, after the “#”, is missing. Copy it again, all of it.</Text>}
      <Text component="div">
        <b>You were invited:</b> ask whoever invited you for a new link.
        <br />
        <b>You run the server:</b> start it again; it prints a new link.
      </Text>
      <Text>
        <Anchor href="/sign-in">Sign in with a password</Anchor> · <Anchor href="/">Go on, if you are signed in already</Anchor>
      </Text>
    </Card>
  )
}

function AtOnce({ token }: { token: string }) {
  const arrive = useArrival()
  const { mutate, error } = useChange(useLink, { onDone: () => arrive('/') })
  const asked = useRef(false)
  useEffect(() => {
    if (asked.current) return // the link is good for one use
    asked.current = true
    mutate({ body: { token } })
  }, [mutate, token])
  return error ? <Useless error={error} /> : <Waiting label="Signing in" height={300} />
}

/** A new account, or the owner's first visit, who may go on without a password because the machine can print more links. */
function Arrive({ token, info }: { token: string; info: Info }) {
  const isClaim = info.purpose === 'claim'
  const [name, setName] = useState(info.name)
  const [email, setEmail] = useState(info.email)
  const [password, setPassword] = useState('')
  const arrive = useArrival()
  const change = useChange(useLink, { onDone: () => arrive('/') })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ body: { token, name, email, ...(password === '' ? {} : { password }) } })
  }
  return (
    <Card title={isClaim ? 'Welcome to Firebreak' : 'You are invited to Firebreak'} about={isClaim ? 'You own this server. How shall others see you?' : `Your role will be ${info.role}: ${roleMeanings[info.role]}.`}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput label="Name" autoComplete="name" required withAsterisk={false} autoFocus maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <TextInput label="E-mail address" type="email" autoComplete="username" required withAsterisk={false} maxLength={200} value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
          <PasswordInput
            label={isClaim ? 'Password (optional)' : 'Password'}
            description={isClaim ? 'At least 10 characters. Without one, each start of the server prints a link that signs you in.' : 'At least 10 characters.'}
            autoComplete="new-password"
            required={!isClaim}
            minLength={10}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {change.error && <Failure error={change.error} />}
          <Button type="submit" loading={change.isPending} mt={4}>
            Start
          </Button>
        </Stack>
      </form>
    </Card>
  )
}
