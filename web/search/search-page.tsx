import { Alert, Button, Drawer, Group, Text } from '@mantine/core'
import { useDisclosure, useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { IconFilter, IconInfoCircle } from '@tabler/icons-react'
import { useLocation } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import type { Alert as Told } from '../../src/search/contract.ts'
import { PlaceLink, useGo } from '../ui/place-link.tsx'
import { Waiting } from '../ui/states.tsx'
import { headline, unsent, wider } from './answer-words.ts'
import { countMatches } from './ledger-words.ts'
import { FilterList } from './filter-list.tsx'
import { LedgerLine } from './ledger.tsx'
import { NoQuery, NoResults } from './no-results.tsx'
import { questionOf, readAs, searchHref } from './query-edit.ts'
import { rememberSearch } from './recent-searches.ts'
import { relatedTo } from './related-questions.ts'
import { SearchActions } from './search-actions.tsx'
import classes from './search-page.module.css'
import { ResultList } from './search-result.tsx'
import { SeriesPanel } from './series-panel.tsx'
import type { StreamState } from './stream-state.ts'
import { useSearch, type Question } from './use-search.ts'

type Answer = ReturnType<typeof useSearch>

interface Shown {
  question: Question
  answer: Answer
  ask: (question: Question) => void
}

/** `/search?q=…&patternType=…`: the answer as it comes, with what was searched above it and ways to narrow it beside it. */
export function SearchPage() {
  const search = useLocation({ select: (location) => location.searchStr })
  const question = questionOf(Object.fromEntries(new URLSearchParams(search)))
  const answer = useSearch(question)
  useRemembered(question, answer)
  const go = useGo()
  if (answer.status === 'idle') return <NoQuery />
  return <Results question={question} answer={answer} ask={(asked) => go(searchHref(asked))} />
}

/** What was searched to its end is offered again; a query that cannot run is not. */
function useRemembered({ query, patternType }: Question, { status, progress }: Answer): void {
  const hasRun = status === 'done' && (progress?.coverage.repositories ?? 0) > 0
  useEffect(() => {
    if (hasRun) rememberSearch({ query, patternType })
  }, [hasRun, query, patternType])
}

function Results(shown: Shown) {
  const { question, answer, ask } = shown
  const { status, rows, filters, progress } = answer
  const [opened, { open, close }] = useDisclosure(false)
  const choose = (asked: Question) => {
    close()
    ask(asked)
  }
  const wide = useMediaQuery('(min-width: 900px)', true, { getInitialValueInEffect: false })
  const [size, setSize] = useLocalStorage<'small' | 'large'>({ key: 'fb-chart', defaultValue: 'small' })
  const large = wide && size === 'large'
  const resize = wide ? () => setSize(large ? 'small' : 'large') : undefined
  // What cannot run cannot be counted either, and the reason stands above. What is counted are lines, never structures.
  const hasRun = status !== 'done' || (progress?.coverage.repositories ?? 0) > 0
  const series = hasRun && readAs(question.query, question.patternType) !== 'structural' && <SeriesPanel key={`series ${question.patternType} ${question.query}`} question={question} ready={status === 'done'} large={large} resize={resize} folded={!wide} />
  const left = status === 'done' ? unsent(rows, progress?.matchCount ?? 0) : 0
  return (
    <div className={classes.page}>
      <title>{`${question.query} · Search · Firebreak`}</title>
      <aside className={classes.side}>
        {wide && !large && series}
        <FilterList filters={filters} question={question} ask={ask} />
      </aside>
      <div className={classes.answer}>
        <Top {...shown} openFilters={open} />
        {(!wide || large) && series}
        <ResultList key={`results ${question.patternType} ${question.query}`} rows={rows} keyboard question={question} />
        {left > 0 && <Text c="dimmed">{countMatches(left, 'more ')} were counted but are not shown. Narrow the search to see them.</Text>}
        {rows.length === 0 && status === 'running' && <Waiting label="Searching" />}
        {rows.length === 0 && status === 'done' && <NoResults {...shown} />}
      </div>
      <Drawer opened={opened} onClose={close} title="Filters" size="sm" position="left">
        <FilterList filters={filters} question={question} ask={choose} />
      </Drawer>
    </div>
  )
}

/** How much was found, how much was searched, and what is to be said about it. Its lines keep their place while results come. */
function Top({ question, answer, ask, openFilters }: Shown & { openFilters: () => void }) {
  const { status, progress, alert, filters, rows } = answer
  return (
    <div className={classes.top}>
      <Group justify="space-between" gap="xs" wrap="nowrap" className={classes.summary}>
        <h1 className={classes.headline}>
          <span role="status" aria-live="polite" aria-busy={status === 'running'}>
            {headline(answer)}
          </span>
        </h1>
        <Group gap={6} wrap="nowrap">
          <Button className={classes.narrowOnly} variant="default" size="compact-sm" leftSection={<IconFilter size={14} />} onClick={openFilters} disabled={filters.length === 0}>
            Filters
          </Button>
          <SearchActions question={question} answer={answer} />
        </Group>
      </Group>
      <div className={classes.ledger}>
        {progress && <LedgerLine coverage={progress.coverage} running={status === 'running'} />}
        {status !== 'running' && rows.length > 0 && <Wider question={question} answer={answer} ask={ask} />}
      </div>
      <RelatedLinks question={question} />
      {alert && <AlertBox alert={alert} question={question} ask={ask} />}
      {answer.error !== null && <Stopped answer={answer} />}
    </div>
  )
}

/** What one may ask next of the same pattern. Links, so that a middle click keeps this answer. */
function RelatedLinks({ question }: Pick<Shown, 'question'>) {
  const { query, patternType } = question
  const related = useMemo(() => relatedTo({ query, patternType }), [query, patternType])
  if (related.length === 0) return null
  return (
    <nav aria-label="What to ask next" className={classes.related}>
      {related.map(({ label, question: asked }) => (
        <PlaceLink key={label} href={searchHref(asked)} title={asked.query}>
          {label}
        </PlaceLink>
      ))}
    </nav>
  )
}

function Wider({ question, answer, ask }: { question: Question; answer: Pick<StreamState, 'progress'>; ask: Shown['ask'] }) {
  return wider(question, answer.progress?.skipped ?? []).map(({ title, question: asked }) => (
    <Button key={title} variant="default" size="compact-xs" onClick={() => ask(asked)} title={asked.query}>
      {title.slice(0, 1).toUpperCase() + title.slice(1)}
    </Button>
  ))
}

function AlertBox({ alert, question, ask }: { alert: Told; question: Question; ask: Shown['ask'] }) {
  return (
    <Alert color="yellow" variant="light" icon={<IconInfoCircle size={18} />} title={alert.title}>
      {alert.description?.split('\n').map((line) => (
        <Text key={line} className={classes.told}>
          {line}
        </Text>
      ))}
      {alert.proposedQueries && (
        <Group gap="xs" mt="xs">
          {alert.proposedQueries.map(({ query, description }) => (
            <Button key={query} variant="default" size="compact-sm" className={classes.proposed} onClick={() => ask({ query, patternType: question.patternType })}>
              {description ? `${description}: ` : ''}
              <code>{query}</code>
            </Button>
          ))}
        </Group>
      )}
    </Alert>
  )
}

function Stopped({ answer }: { answer: Answer }) {
  return (
    <Alert color="red" variant="light" title="The search did not come to its end" role="alert">
      <Group justify="space-between" gap="sm">
        <Text>
          {answer.error}
          {answer.rows.length > 0 && ' What had been found until then is shown.'}
        </Text>
        <Button variant="default" size="xs" onClick={answer.again}>
          Search again
        </Button>
      </Group>
    </Alert>
  )
}
