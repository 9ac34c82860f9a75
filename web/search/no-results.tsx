import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core'
import type { StreamState } from './stream-state.ts'
import { PlaceLink } from '../ui/place-link.tsx'
import { otherReadings, wider } from './answer-words.ts'
import { LedgerTable } from './ledger.tsx'
import { isNothing } from './ledger-words.ts'
import { searchHref, withoutField } from './query-edit.ts'
import { recentSearches } from './recent-searches.ts'
import { inHistory } from './related-questions.ts'
import classes from './search-page.module.css'
import type { Question } from './use-search.ts'

const examples: { query: string; about: string }[] = [
  { query: 'connection refused', about: 'both words, in any order, in a file or its path' },
  { query: '"connection refused" lang:Go', about: 'exactly this text, in Go' },
  { query: '/rates\\[[a-z]+\\]/ -file:test', about: 'a regular expression, outside tests' },
  { query: 'TODO repo:pricing rev:v2.1.0', about: 'at a release' },
  { query: 'type:path Dockerfile', about: 'files by name' },
  { query: 'type:diff select:commit.diff.added "verify=False"', about: 'who brought this line in' },
  { query: 'type:commit after:"1 week ago" rollback', about: 'commits whose message says so' },
  { query: 'log4j file:pom.xml select:repo count:all', about: 'which repositories hold it, all of them' },
]

/** Before anything is asked: what can be asked. */
export function NoQuery() {
  const recent = recentSearches().slice(0, 6)
  return (
    <div className={classes.empty}>
      <title>Search · Firebreak</title>
      <Title order={1} size="h2">
        Search all code
      </Title>
      <Text c="dimmed">
        Press <kbd>/</kbd> and type. These are examples:
      </Text>
      <Questions questions={examples.map(({ query, about }) => ({ query, about, patternType: 'keyword' }))} />
      {recent.length > 0 && (
        <>
          <Title order={2} size="h3">
            Recent searches
          </Title>
          <Questions questions={recent.map((search) => ({ ...search, about: search.patternType }))} />
        </>
      )}
    </div>
  )
}

/** With `history` each is offered in the changes of the past too. */
export function Questions({ questions, history = false }: { questions: (Question & { about: string })[]; history?: boolean }) {
  return (
    <ul className={classes.questions}>
      {questions.map(({ query, patternType, about }) => (
        <li key={`${patternType} ${query}`}>
          <PlaceLink href={searchHref({ query, patternType })}>
            <code>{query}</code>
          </PlaceLink>
          <Text size="xs" c="dimmed" component="span">
            {about}
          </Text>
          {history && <InHistory question={{ query, patternType }} />}
        </li>
      ))}
    </ul>
  )
}

function InHistory({ question }: { question: Question }) {
  const { label, question: asked } = inHistory(question)
  return (
    <PlaceLink href={searchHref(asked)} title={`${label} ${asked.query}`} className={classes.aside}>
      in history
    </PlaceLink>
  )
}

interface Props {
  question: Question
  answer: StreamState
  ask: (question: Question) => void
}

/** Nothing was found: where it was looked for, and what could be asked instead. */
export function NoResults({ question, answer, ask }: Props) {
  const { progress, alert } = answer
  const refused = alert !== null && progress?.coverage.repositories === 0 && progress.coverage.rows.length === 0
  if (refused || !progress) return null
  return (
    <Stack gap="lg" className={classes.none}>
      <div>
        <Title order={2} size="h3">
          {isNothing(progress.coverage) ? 'Nothing was searched, so nothing can be said' : 'Nothing matches in what was searched'}
        </Title>
        <Changes question={question} answer={answer} ask={ask} />
      </div>
      <LedgerTable ledger={progress.coverage} summary={false} />
    </Stack>
  )
}

function Changes({ question, answer, ask }: Props) {
  const proposals = [...wider(question, answer.progress?.skipped ?? []), ...elsewhen(question), ...otherReadings(question)]
  return (
    <Group gap="xs" mt="xs">
      {proposals.map(({ title, question: asked }) => (
        <Button key={title} variant="default" size="compact-sm" onClick={() => ask(asked)} title={asked.query}>
          {title.slice(0, 1).toUpperCase() + title.slice(1)}
        </Button>
      ))}
      {answer.progress?.coverage.repositories === 0 && <Anchor href="/repos">See the repositories</Anchor>}
    </Group>
  )
}

/** A revision that few repositories have leaves most of the code out. */
function elsewhen({ query, patternType }: Question): { title: string; question: Question }[] {
  const without = withoutField(query, 'rev', patternType)
  return without === query ? [] : [{ title: 'on the default branches', question: { query: without, patternType } }]
}
