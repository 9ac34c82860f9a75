import { Autocomplete, Button, Group, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState, type FormEvent } from 'react'
import { matchLogLines } from '../../src/intel/contract.ts'
import type { Answer } from '../../src/platform/endpoint.ts'
import { listRepositories } from '../../src/repos/contract.ts'
import { reading, useChange } from '../app/api.ts'
import { useListKeys } from '../ui/list-keys.ts'
import { Failure, Waiting } from '../ui/states.tsx'
import { LogGroupRow } from './log-group.tsx'
import { groupsOf, writtenWords, type LogText } from './log-lines.ts'
import classes from './log-panel.module.css'

interface Props {
  log: LogText
  /** Where a trace beside the log lies; else the repository is looked for. */
  near?: Asked | undefined
  /** j and k move between the statements; for a page that shows no other list. */
  keyboard?: boolean
}

interface Asked {
  /** Empty: whichever wrote the log. */
  repo: string
  rev: string
}

const anywhere: Asked = { repo: '', rev: '' }

/** The statements that wrote the lines of a log, with how often and when. Lines are looked up as soon as it is shown. */
export function LogPanel({ log, near: { repo, rev } = anywhere, keyboard = false }: Props) {
  const list = useRef<HTMLDivElement>(null)
  const text = useMemo(() => log.lines.join('\n'), [log])
  const { mutate, data, error, isPending, variables } = useChange(matchLogLines)
  const ask = (asked: Asked) => mutate({ body: { text, ...asked } })
  useEffect(() => {
    // What a program logs may be written by a library of its own.
    const elsewhere = ({ lines }: Matched) => repo !== '' && lines.every((line) => line === null) && mutate({ body: { text, ...anywhere } })
    mutate({ body: { text, repo, rev } }, { onSuccess: elsewhere })
  }, [mutate, text, repo, rev])
  return (
    <div className={classes.panel} ref={list}>
      {keyboard && <Keys list={list} />}
      <div aria-live="polite">
        {isPending && <Working lines={log.lines.length} />}
        {error && <Failure error={error} retry={() => variables && mutate(variables)} />}
      </div>
      {error && variables && <Question repo={variables.body.repo ?? ''} rev={variables.body.rev ?? ''} ask={ask} />}
      {data && !isPending && <Found log={log} answer={data} ask={ask} />}
    </div>
  )
}

function Keys({ list }: { list: React.RefObject<HTMLDivElement | null> }) {
  useListKeys(list, 'Log lines')
  return null
}

const longMs = 4000

/** The first time, the code of whole repositories is read for its statements. */
function Working({ lines }: { lines: number }) {
  const [long, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), longMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    <>
      <Waiting label={`Looking for the statements that wrote ${lines === 1 ? 'this line' : `these ${lines.toLocaleString('en-US')} lines`}`} height={80} />
      {long && <Text size="sm" c="dimmed" ta="center">Code is read for its statements once; after that the answer is quick.</Text>}
    </>
  )
}

type Matched = Answer<typeof matchLogLines>

function Question({ repo: before, rev: at, ask }: Asked & { ask: (asked: Asked) => void }) {
  const [repo, setRepo] = useState(before)
  const [rev, setRev] = useState(at)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask({ repo: repo.trim(), rev: rev.trim() })
  }
  const change = (name: string) => {
    setRepo(name)
    setRev('') // the revision was that of another repository
  }
  return (
    <form onSubmit={submit}>
      <Group gap="xs" align="flex-end">
        <RepositoryField value={repo} onChange={change} />
        <TextInput className={classes.field} label="Revision" description="Empty: what runs" placeholder="v2.1.0" maxLength={500} spellCheck={false} value={rev} onChange={(event) => setRev(event.currentTarget.value)} />
        <Button type="submit" variant="default">Look again</Button>
      </Group>
    </form>
  )
}

function RepositoryField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [query] = useDebouncedValue(value, 150)
  const repos = useQuery({ ...reading(listRepositories, { query: { query: query || undefined, limit: 20 } }), placeholderData: (before) => before }).data?.repos ?? []
  return <Autocomplete className={classes.field} label="Repository" description="Empty: whichever wrote them" placeholder="acme/checkout" maxLength={500} data={repos.map(({ name }) => name)} filter={({ options }) => options} spellCheck={false} value={value} onChange={onChange} />
}

function Found({ log, answer, ask }: { log: LogText; answer: Matched; ask: (asked: Asked) => void }) {
  const groups = useMemo(() => groupsOf(log, answer), [log, answer])
  const { repo, rev, commit, elsewhere, notes } = answer
  return (
    <>
      <Assumed answer={answer} ask={ask} words={`${writtenWords(log.lines.length, groups)}${repo === '' ? '' : ` of ${repo} at ${rev}`}.`} />
      {elsewhere.length > 0 && (
        <Group gap={4}>
          <Text size="sm" c="dimmed">Statements elsewhere can have written some of them too:</Text>
          {elsewhere.map((name) => <Button key={name} variant="subtle" size="compact-xs" onClick={() => ask({ repo: name, rev: '' })}>{name}</Button>)}
        </Group>
      )}
      <ol className={classes.groups} aria-label="Statements">
        {groups.map((group) => <LogGroupRow key={group.statement ? `${group.statement.path}:${group.statement.line}` : ''} group={group} at={{ repo, rev, commit }} />)}
      </ol>
      {log.left > 0 && <Text size="xs" c="dimmed">{log.left.toLocaleString('en-US')} more lines were not looked at.</Text>}
      {notes.map((note) => <Text key={note} size="xs" c="dimmed">{note}</Text>)}
    </>
  )
}

/** In a line; opened, to be changed by hand. */
function Assumed({ answer, ask, words }: { answer: Matched; ask: (asked: Asked) => void; words: string }) {
  const [open, setOpen] = useState(answer.statements.length === 0)
  return (
    <>
      <Group gap="xs">
        <Text>{words}</Text>
        <Button variant="subtle" size="compact-xs" aria-expanded={open} onClick={() => setOpen(!open)}>Assume otherwise</Button>
      </Group>
      {open && <Question repo={answer.repo} rev={answer.rev} ask={ask} />}
    </>
  )
}
