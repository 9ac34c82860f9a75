import { Button, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { findImpact } from '../../src/impact/contract.ts'
import { call } from '../../src/platform/endpoint.ts'
import { listSampleTraces } from '../../src/repos/contract.ts'
import { reading } from '../app/api.ts'
import { PlaceLink, useGo } from '../ui/place-link.tsx'
import { Empty, Failure, Waiting } from '../ui/states.tsx'
import { AnswerView } from './answer-view.tsx'
import classes from './impact-page.module.css'
import { draftOf, emptyDraft, hrefOfDraft, questionOf, type Draft, type Question } from './question.ts'
import { QuestionForm } from './question-form.tsx'
import { SbomsPanel } from './sboms-panel.tsx'

/** Who else is hit: a question about a package, advisories, a commit or a pattern, and its answer from code. */
export function ImpactPage() {
  const go = useGo()
  const search = useLocation({ select: (location) => location.searchStr })
  const [draft, setDraft] = useState<Draft>(() => draftOf(Object.fromEntries(new URLSearchParams(search))))
  const { ask, asked, query } = useAnswer()
  useAsked(search, setDraft, ask)
  const submit = (advisories: string | null) => {
    if (advisories !== null) return ask({ osv: advisories })
    const href = hrefOfDraft(draft)
    const question = questionOf(draft)
    if (href === null || question === null) return
    if (`?${href.split('?')[1]}` === search) ask(question)
    else go(href)
  }
  return (
    <Stack className={classes.page} gap="lg">
      <title>Impact · Firebreak</title>
      <div className={classes.titled}>
        <div>
          <Title order={1} size="h2">Impact</Title>
          <Text c="dimmed">Which repository, release, service and environment is hit, and who owns it: read from code, lockfiles and deployments.</Text>
        </div>
        <PlaceLink href="/services">Services</PlaceLink>
      </div>
      <QuestionForm draft={draft} change={setDraft} submit={submit} busy={query.isPending} />
      {query.isPending && <Waiting label="Looking at every tracked revision" />}
      {query.error !== null && <Failure error={query.error} retry={() => asked && ask(asked)} />}
      {query.data && asked && !query.isPending && <AnswerView impact={query.data} question={asked} />}
      {query.isIdle && <Nothing take={(purl) => go(hrefOfDraft({ ...emptyDraft, purl }) ?? '/impact')} ask={ask} />}
      {query.isIdle && <SbomsPanel />}
    </Stack>
  )
}

function useAnswer() {
  const [asked, setAsked] = useState<Question | null>(null)
  const query = useMutation({ mutationFn: (question: Question) => call(findImpact, { body: question }) })
  const { mutate } = query
  const ask = useRef((question: Question) => {
    setAsked(question)
    mutate(question)
  })
  return { ask: ask.current, asked, query }
}

/** An address with a question is one that was asked: a link, or the way back. */
function useAsked(search: string, setDraft: (draft: Draft) => void, ask: (question: Question) => void): void {
  useEffect(() => {
    const draft = draftOf(Object.fromEntries(new URLSearchParams(search)))
    const question = questionOf(draft)
    if (question === null) return
    setDraft(draft)
    ask(question)
  }, [search, setDraft, ask])
}

const examples = ['pkg:npm/event-stream', 'pkg:maven/org.apache.logging.log4j/log4j-core']

/** The sample organisation brings advisories about what it uses. */
function Nothing({ take, ask }: { take: (purl: string) => void; ask: (question: Question) => void }) {
  const advisories = useQuery(reading(listSampleTraces, {})).data?.advisories ?? []
  const offered = [
    ...examples.map((purl) => <Button key={purl} variant="default" size="compact-sm" maw="100%" onClick={() => take(purl)}>{purl}</Button>),
    ...advisories.map(({ id, title, text }) => <Button key={id} variant="default" size="compact-sm" title={title} onClick={() => ask({ osv: text })}>{id}</Button>),
  ]
  return (
    <Empty title="Ask who else is hit" action={offered}>
      Name a package by its package URL, drop a file of advisories (OSV), or give a commit or a search. The answer names every place with a file and line, the way to it, and since when it stands there.
    </Empty>
  )
}
