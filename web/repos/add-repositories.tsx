import { Alert, Button, Group, Paper, Text, TextInput, Title, type ButtonProps } from '@mantine/core'
import { useState, type FormEvent, type ReactNode } from 'react'
import { addFolder, addRepository, addSample, listRepositories, listSampleTraces } from '../../src/repos/contract.ts'
import { useChange, wordsOf } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { sayFailed } from '../ui/undo.tsx'
import { repoHref } from './links.ts'
import classes from './repos-page.module.css'

/** The three ways in which repositories come: by address, from a folder of the server, as the sample organisation. */
export function AddRepositories({ close }: { close: () => void }) {
  const local = useMay('repos.add_local')
  return (
    <Paper className={classes.add} withBorder p="md" component="section" aria-label="Add repositories">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">Add repositories</Title>
        <Button variant="subtle" color="gray" size="compact-sm" onClick={close}>Close</Button>
      </Group>
      <div className={classes.ways}>
        <ByAddress />
        {local && <ByFolder />}
        {local && (
          <div>
            <Text fw={600} mb={4}>Sample organisation</Text>
            <Text c="dimmed" size="xs" mb={8}>Eighteen small repositories with two years of history: one fault in eight of them with its trace, a vulnerable library and a malicious package.</Text>
            <SampleButton variant="default" />
          </div>
        )}
      </div>
    </Paper>
  )
}

function ByAddress() {
  const [url, setUrl] = useState('')
  const change = useChange(addRepository, { stale: [listRepositories], onDone: () => setUrl('') })
  const added = change.data
  return (
    <AddForm
      label="By address"
      hint="https, ssh (with the keys of the server) or git."
      placeholder="https://github.com/owner/name"
      value={url}
      setValue={(value) => {
        setUrl(value)
        if (change.error) change.reset()
      }}
      busy={change.isPending}
      error={change.error}
      submit={() => change.mutate({ body: { url } })}
    >
      {added && <Text size="xs" c="dimmed" mt={4}><PlaceLink href={repoHref({ repo: added.name })}>{added.name}</PlaceLink> {added.clone.state === 'ready' ? 'is here already.' : 'is being cloned.'}</Text>}
    </AddForm>
  )
}

function ByFolder() {
  const [path, setPath] = useState('')
  const change = useChange(addFolder, { stale: [listRepositories], onDone: () => setPath('') })
  return (
    <AddForm
      label="From a folder of the server"
      hint="Every git repository in or below it."
      placeholder="/srv/git"
      value={path}
      setValue={(value) => {
        setPath(value)
        if (change.error) change.reset()
      }}
      busy={change.isPending}
      error={change.error}
      submit={() => change.mutate({ body: { path } })}
    >
      {change.data && <FolderResult {...change.data} />}
    </AddForm>
  )
}

function FolderResult({ repos, added, refused }: { repos: unknown[]; added: number; refused: { path: string; message: string }[] }) {
  const known = repos.length - added
  return (
    <>
      <Text size="xs" c="dimmed" mt={4}>{`${added} added${known > 0 ? `, ${known} here already` : ''}.`}</Text>
      {refused.length > 0 && (
        <Alert color="yellow" variant="light" mt={4} title={`${refused.length} cannot be used`}>
          {refused.slice(0, 20).map(({ path, message }) => <Text key={path} size="xs" style={{ overflowWrap: 'anywhere' }}><b>{path}</b>: {message}</Text>)}
          {refused.length > 20 && <Text size="xs">{`and ${refused.length - 20} more`}</Text>}
        </Alert>
      )}
    </>
  )
}

interface FormProps {
  label: string
  hint: string
  placeholder: string
  value: string
  setValue: (value: string) => void
  busy: boolean
  error: unknown
  submit: () => void
  children?: ReactNode
}

/** A refusal stands under the field, and what was typed stays. */
function AddForm({ label, hint, placeholder, value, setValue, busy, error, submit, children }: FormProps) {
  const send = (event: FormEvent) => {
    event.preventDefault()
    submit()
  }
  return (
    <form onSubmit={send}>
      <TextInput
        label={label}
        description={hint}
        placeholder={placeholder}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        error={error ? wordsOf(error) : undefined}
        spellCheck={false}
        autoCapitalize="off"
      />
      <Group mt={8}>
        <Button type="submit" variant="default" loading={busy} disabled={value.trim() === ''}>Add</Button>
      </Group>
      <div aria-live="polite">{children}</div>
    </form>
  )
}

/** Only for the owner of the machine; nothing for others. */
export function SampleButton(props: ButtonProps) {
  const change = useChange(addSample, { stale: [listRepositories, listSampleTraces] })
  if (!useMay('repos.add_local')) return null
  return (
    <Button {...props} loading={change.isPending} onClick={() => change.mutate({ body: {} }, { onError: (error) => sayFailed(error) })}>
      Add the sample organisation
    </Button>
  )
}
