import { Autocomplete, Button, Group, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { findFiles, listRepositories } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { linesKey, parseLines } from '../repos/links.ts'
import classes from './editor.module.css'

interface FieldProps {
  value: string
  onChange: (value: string) => void
  autoFocus?: boolean
}

export function RepoField({ value, onChange, autoFocus = false }: FieldProps) {
  const [query] = useDebouncedValue(value, 150)
  const repos = useQuery({ ...reading(listRepositories, { query: { query: query || undefined, limit: 20 } }), placeholderData: (before) => before }).data?.repos ?? []
  return <Autocomplete size="xs" label="Repository" placeholder="acme/checkout" className={classes.wideField} data={repos.map(({ name }) => name)} filter={({ options }) => options} value={value} onChange={onChange} autoFocus={autoFocus} spellCheck={false} />
}

export function PathField({ repo, rev, value, onChange }: FieldProps & { repo: string; rev: string }) {
  const [query] = useDebouncedValue(value, 150)
  const found = useQuery({ ...reading(findFiles, { query: { repo, rev, query: query.slice(0, 200), limit: 20 } }), enabled: repo !== '', placeholderData: (before) => before, retry: false })
  return <Autocomplete size="xs" label="File" placeholder="src/tax.ts" className={classes.wideField} data={found.data?.paths ?? []} filter={({ options }) => options} value={value} onChange={onChange} spellCheck={false} />
}

export function RevField({ value, onChange }: FieldProps) {
  return <TextInput size="xs" label="Revision" placeholder="default branch" className={classes.shortField} value={value} onChange={(event) => onChange(event.currentTarget.value.trim())} spellCheck={false} />
}

interface Lines {
  start: number
  end: number
}

/** `10-20`, or `10`; while it reads otherwise, the lines stay as they were. */
export function LinesField({ lines, onChange }: { lines: Lines | null; onChange: (lines: Lines | null) => void }) {
  const [text, setText] = useState(lines ? linesKey(lines).slice(1) : '')
  const isWrong = text.trim() !== '' && !readLines(text)
  const type = (typed: string) => {
    setText(typed)
    const next = readLines(typed)
    if (next || typed.trim() === '') onChange(next && { start: next.start, end: next.end })
  }
  return <TextInput size="xs" label="Lines" placeholder="all" className={classes.shortField} value={text} error={isWrong ? 'such as 10-20' : undefined} onChange={(event) => type(event.currentTarget.value)} />
}

const readLines = (text: string) => parseLines(`L${text.trim().replace(/^L/, '').replace('–', '-')}`)

export function Fields({ done, children }: { done: () => void; children: ReactNode }) {
  return (
    <Group gap="xs" align="flex-end" className={classes.fields}>
      {children}
      <Button size="xs" variant="default" onClick={done}>
        Done
      </Button>
    </Group>
  )
}
