import { Button, Group, Text, TextInput } from '@mantine/core'
import { IconPin, IconTarget } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { findImpact, type Affected, type Impact } from '../../src/impact/contract.ts'
import { getIncident, pinEvidence, type Incident } from '../../src/incidents/contract.ts'
import { call } from '../../src/platform/endpoint.ts'
import { forget, reading } from '../app/api.ts'
import { useMay } from '../app/me.ts'
import { hrefOfAffected, placeWords } from '../impact/affected-href.ts'
import { ImpactLedger } from '../impact/ledger-note.tsx'
import { hrefOfQuestion, questionTyped, type Question } from '../impact/question.ts'
import { count, countRepositories } from '../search/ledger-words.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { randomId } from '../ui/random-id.ts'
import { Failure, Waiting } from '../ui/states.tsx'
import { sayFailed } from '../ui/undo.tsx'
import { usePinTo } from './pin.tsx'
import classes from './room-reach.module.css'
import { RoomSection } from './room-section.tsx'
import { useHoles } from './use-holes.ts'

/** Who else is hit: by what was marked as the culprit, or by whatever somebody asks about. */
export function RoomReach({ incident }: { incident: Incident }) {
  const [asked, ask] = useState<Question | null>(null)
  const culprit = incident.verdicts.findLast(({ verdict }) => verdict === 'culprit')
  const question = asked ?? (culprit ? { commit: { repo: culprit.repository, oid: culprit.oid } } : null)
  return (
    <RoomSection title="Who else is hit">
      <AskField ask={ask} />
      {question === null
        ? <Text c="dimmed" size="sm">Once a culprit is marked, every place that contains it is told here.</Text>
        : <Answer key={JSON.stringify(question)} question={question} incident={incident} />}
    </RoomSection>
  )
}

function AskField({ ask }: { ask: (question: Question | null) => void }) {
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask(questionTyped(text))
  }
  return (
    <form onSubmit={submit}>
      <TextInput size="xs" aria-label="A package URL or a search" placeholder="pkg:npm/event-stream@3.3.6, or a search" spellCheck={false} maxLength={2000} value={text} onChange={(event) => setText(event.currentTarget.value)} mb="xs" />
    </form>
  )
}

function Answer({ question, incident }: { question: Question; incident: Incident }) {
  const found = useQuery({ ...reading(findImpact, { body: question }), staleTime: Infinity })
  if (found.error) return <Failure error={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <Waiting label="Looking at every tracked revision" height={80} />
  const { affected } = found.data
  const href = hrefOfQuestion(question)
  return (
    <>
      <p className={classes.totals}>{totalWords(found.data)}</p>
      <ImpactLedger impact={found.data} />
      <ul className={classes.list}>{affected.slice(0, shownFirst).map((row, at) => <Row key={at} row={row} />)}</ul>
      <Group gap="xs">
        {affected.length > 0 && <Keep question={question} incident={incident} />}
        {href && <PlaceLink href={href}>{affected.length > shownFirst ? `All ${count(affected.length, 'place')}` : 'The whole answer'}</PlaceLink>}
      </Group>
    </>
  )
}

/** Those that run somewhere come first. */
const shownFirst = 5

function totalWords({ question, totals: { places, repositories, environments, owners } }: Impact): string {
  if (places === 0) return `${question}: nothing is hit`
  return `${question}: ${[count(places, 'place'), countRepositories(repositories), environments > 0 && count(environments, 'environment'), owners > 0 && count(owners, 'owner')].filter(Boolean).join(' · ')}`
}

function Row({ row }: { row: Affected }) {
  const { repo, rev, at, via, service, environment, owner } = row
  return (
    <li className={classes.row}>
      <b>{repo}</b> {at === 'default' ? '' : at === 'deployed' ? rev.slice(0, 10) : rev} <PlaceLink href={hrefOfAffected(row)} className="fb-code">{placeWords(row)}</PlaceLink>
      {via.length > 2 && <span> {via.slice(1).join(' → ')}</span>}
      <Text span size="xs" c="dimmed"> {[environment === null ? '' : `${service} in ${environment}`, owner].filter(Boolean).join(' · ')}</Text>
    </li>
  )
}

/** Keeps the answer as evidence of this incident, and each of its places as a hole. */
function Keep({ question, incident }: { question: Question; incident: Incident }) {
  const client = useQueryClient()
  const pinTo = usePinTo()
  const { track } = useHoles(incident)
  const [busy, setBusy] = useState(false)
  if (!useMay('incidents.write')) return null
  const what = { kind: 'impact', question } as const
  const follow = async () => {
    setBusy(true)
    await call(pinEvidence, { params: { id: incident.id }, body: { what, key: randomId() } })
      .then(async ({ id }) => { await track(id); await forget(client, getIncident) })
      .catch((error: unknown) => sayFailed(error, 'Not pinned'))
    setBusy(false)
  }
  return (
    <>
      <Button variant="default" size="compact-sm" leftSection={<IconPin size={14} stroke={1.8} />} onClick={() => void pinTo(incident, what)} title="Keep the answer as evidence">Pin</Button>
      <Button variant="default" size="compact-sm" leftSection={<IconTarget size={14} stroke={1.8} />} loading={busy} onClick={() => void follow()} title="Keep the answer as evidence, and follow each place until it is closed">Follow as holes</Button>
    </>
  )
}
