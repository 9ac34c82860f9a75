import { Button, FileButton, SegmentedControl, Text, Textarea, TextInput } from '@mantine/core'
import { useRef, useState, type DragEvent, type FormEvent } from 'react'
import classes from './impact-page.module.css'
import { kinds, questionOf, type Draft, type QuestionKind } from './question.ts'

interface Props {
  draft: Draft
  change: (draft: Draft) => void
  /** With the text of advisories, where these are asked about. */
  submit: (advisories: string | null) => void
  busy: boolean
}

const kindNames = Object.keys(kinds) as QuestionKind[]

/** What is asked about. A file of advisories can be dropped anywhere on it. */
export function QuestionForm({ draft, change, submit, busy }: Props) {
  const advisories = useRef<HTMLTextAreaElement>(null)
  const [over, setOver] = useState(false)
  const take = async (file: File | null | undefined) => {
    if (!file) return
    change({ ...draft, kind: 'advisories' })
    const text = await file.text()
    if (advisories.current) advisories.current.value = text
    submit(text)
  }
  const send = (event: FormEvent) => {
    event.preventDefault()
    submit(draft.kind === 'advisories' ? (advisories.current?.value ?? '') : null)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  const hover = (event: DragEvent) => {
    event.preventDefault()
    setOver(true)
  }
  return (
    <form className={classes.form} data-over={over || undefined} onSubmit={send} onDrop={drop} onDragOver={hover} onDragLeave={() => setOver(false)} aria-label="Question">
      <SegmentedControl
        aria-label="What it is about" className={classes.kinds} value={draft.kind} onChange={(value) => change({ ...draft, kind: kindNames.find((kind) => kind === value) ?? 'package' })}
        data={kindNames.map((value) => ({ value, label: kinds[value] }))}
      />
      <div className={classes.fields}>
        {draft.kind === 'advisories' ? <Advisories field={advisories} take={(file) => void take(file)} /> : <Fields draft={draft} change={change} />}
      </div>
      <Button type="submit" loading={busy} disabled={draft.kind !== 'advisories' && questionOf(draft) === null}>Find what is hit</Button>
    </form>
  )
}

function Fields({ draft, change }: Pick<Props, 'draft' | 'change'>) {
  const field = (name: Exclude<keyof Draft, 'kind'>) => ({ value: draft[name], onChange: (event: { currentTarget: { value: string } }) => change({ ...draft, [name]: event.currentTarget.value }), spellCheck: false, autoComplete: 'off' })
  if (draft.kind === 'search') return <TextInput className={classes.wide} label="Search, in the words of the search page" placeholder="lang:java JndiLookup" {...field('query')} />
  if (draft.kind === 'commit') {
    return (
      <>
        <TextInput className={classes.wide} label="Repository" placeholder="acme/checkout" {...field('repo')} />
        <TextInput className={classes.wide} label="Commit, branch or tag" placeholder="4f9a01c" {...field('oid')} />
      </>
    )
  }
  if (draft.kind === 'code') {
    return (
      <>
        <TextInput className={classes.wide} label="Repository" placeholder="acme/http-client" {...field('repo')} />
        <TextInput className={classes.narrow} label="Revision" placeholder="default branch" {...field('rev')} />
        <TextInput className={classes.wide} label="File" placeholder="src/retry.ts" {...field('path')} />
        <TextInput className={classes.narrow} label="Lines or a name" placeholder="10-42 or 10:5" title="Lines such as 10-42, or the line and column where a name stands, such as 10:5" {...field('place')} />
      </>
    )
  }
  return (
    <>
      <TextInput className={classes.wide} label="Package URL" placeholder="pkg:npm/event-stream" {...field('purl')} />
      <TextInput label="Versions, all unless said" placeholder=">=3.3.6 <4.0.0" {...field('range')} />
    </>
  )
}

function Advisories({ field, take }: { field: React.RefObject<HTMLTextAreaElement | null>; take: (file: File | null) => void }) {
  return (
    <div className={classes.wide}>
      <Textarea ref={field} label="Advisories in the OSV format" placeholder='{"id": "GHSA-…", "affected": [ … ]}' rows={5} spellCheck={false} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }} />
      <Text size="xs" c="dimmed" mt={4}>
        Paste them, drop a file here, or <FileButton onChange={take} accept=".json,.jsonl,.ndjson">{(props) => <button type="button" className={classes.textButton} {...props}>choose a file</button>}</FileButton>
      </Text>
    </div>
  )
}
