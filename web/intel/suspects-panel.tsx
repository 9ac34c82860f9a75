import { Button, Group, Select, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { listRunning, type Running } from '../../src/deployments/contract.ts'
import { suspectHitRate, type Incident } from '../../src/incidents/contract.ts'
import { findSuspects } from '../../src/intel/contract.ts'
import { reading } from '../app/api.ts'
import { Failure, Read, Waiting } from '../ui/states.tsx'
import { SuspectRow } from './suspect-row.tsx'
import classes from './suspects-panel.module.css'
import { hitRateWords, listsOf, nameOfCommit, proposedBy, type Assumptions, type Ranked } from './suspects.ts'

interface Props {
  text: string
  /** Those that the text leads to, the likeliest first. */
  repos: readonly string[]
  /** Where verdicts are written down; null outside of an incident. */
  incident: Incident | null
}

/** The changes that may have caused a signal, ranked, with what the ranking stands on. */
export function SuspectsPanel({ text, repos, incident }: Props) {
  const [repo, setRepo] = useState(repos[0] ?? '')
  const running = useQuery(reading(listRunning, { query: { repo } }))
  if (repo === '') return <Text c="dimmed">No frame lies in a repository that is known here, so there is no history to look through.</Text>
  return (
    <div className={classes.panel}>
      {repos.length > 1 && <Select size="xs" label="Repository" allowDeselect={false} data={[...repos]} value={repo} onChange={(value) => setRepo(value ?? repo)} maw={320} />}
      <Read query={running} height={120}>{({ running: all }) => <Suspects key={repo} text={text} running={all} proposed={proposedBy(all, repo)} incident={incident} />}</Read>
    </div>
  )
}

interface SuspectsProps extends Pick<Props, 'text' | 'incident'> {
  running: readonly Running[]
  proposed: Assumptions
}

const shownAtMost = 20

function Suspects({ text, running, proposed, incident }: SuspectsProps) {
  const [assumed, assume] = useState(proposed)
  const found = useQuery({ ...reading(findSuspects, { body: { text, ...assumed, limit: shownAtMost } }), staleTime: Infinity })
  return (
    <>
      <Assumed assumed={assumed} running={running} assume={assume} />
      {found.error && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && <Waiting label="Weighing changes" height={120} />}
      {found.data && <Lists answer={found.data} repo={assumed.repo} since={assumed.since === '' ? '' : nameOfCommit(running, assumed.since)} incident={incident} />}
    </>
  )
}

/** In a line; opened, to be changed by hand. */
function Assumed({ assumed, running, assume }: { assumed: Assumptions; running: readonly Running[]; assume: (next: Assumptions) => void }) {
  const [open, setOpen] = useState(false)
  const called = (commit: string) => nameOfCommit(running, commit)
  const { since, rev, before } = assumed
  const words = `${since === '' ? 'Up to' : `After ${called(since)}, up to`} ${rev === '' ? 'the default branch' : called(rev)}${before === '' ? '' : `, before ${before}`}`
  return (
    <>
      <Group gap="xs">
        <Text size="sm" c="dimmed">{words}</Text>
        <Button variant="subtle" size="compact-xs" aria-expanded={open} onClick={() => setOpen(!open)}>Assume otherwise</Button>
      </Group>
      {open && <AssumptionsForm assumed={assumed} assume={(next) => { assume(next); setOpen(false) }} />}
    </>
  )
}

function AssumptionsForm({ assumed, assume }: { assumed: Assumptions; assume: (next: Assumptions) => void }) {
  const [next, setNext] = useState(assumed)
  const field = (name: 'since' | 'rev' | 'before', label: string, placeholder: string) => (
    <TextInput size="xs" label={label} placeholder={placeholder} maxLength={name === 'before' ? 100 : 500} spellCheck={false} value={next[name]} onChange={(event) => setNext({ ...next, [name]: event.currentTarget.value.trim() })} />
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    assume(next)
  }
  return (
    <form onSubmit={submit} className={classes.form}>
      {field('since', 'Last good', 'v2.6.0')}
      {field('rev', 'First bad', 'the default branch')}
      {field('before', 'Before', 'now; 2026-10-06 02:02')}
      <Button type="submit" size="xs">Rank again</Button>
    </form>
  )
}

interface ListsProps {
  answer: { suspects: Parameters<typeof listsOf>[0]; considered: number; complete: boolean; notes: readonly string[] }
  repo: string
  since: string
  incident: Incident | null
}

function Lists({ answer: { suspects, considered, notes }, repo, since, incident }: ListsProps) {
  const { changed, latent } = listsOf(suspects)
  const lists = [
    { title: since === '' ? 'Changed lately' : `Changed since ${since}`, ranked: changed },
    { title: 'Latent: there before, and woken now', ranked: latent },
  ].toSorted((a, b) => (a.ranked[0]?.rank ?? Infinity) - (b.ranked[0]?.rank ?? Infinity))
  return (
    <>
      {suspects.length === 0 && <Text c="dimmed">None of {considered.toLocaleString('en')} changes has to do with this signal, as far as can be told.</Text>}
      {lists.map(({ title, ranked }) => <List key={title} title={title} ranked={ranked} repo={repo} incident={incident} />)}
      {notes.map((note) => <Text key={note} size="xs" c="dimmed">{note}</Text>)}
      <HitRate considered={considered} />
    </>
  )
}

/** Of each list: whoever wakes up to this reads two or three. */
const shownFirst = 2

function List({ title, ranked, repo, incident }: { title: string; ranked: readonly Ranked[]; repo: string; incident: Incident | null }) {
  const [all, setAll] = useState(false)
  if (ranked.length === 0) return null
  const shown = all ? ranked : ranked.slice(0, shownFirst)
  return (
    <section aria-label={title}>
      <h3 className={classes.title}>{title}</h3>
      <ol className={classes.list}>{shown.map((each) => <SuspectRow key={each.suspect.oid} ranked={each} repo={repo} incident={incident} />)}</ol>
      {shown.length < ranked.length && <Button variant="subtle" size="compact-xs" onClick={() => setAll(true)}>{ranked.length - shown.length} more, less likely</Button>}
    </section>
  )
}

function HitRate({ considered }: { considered: number }) {
  const { data } = useQuery(reading(suspectHitRate, {}))
  const words = data ? hitRateWords(data) : ''
  return <Text size="xs" c="dimmed">{considered.toLocaleString('en')} {considered === 1 ? 'change was' : 'changes were'} weighed. {words}</Text>
}
