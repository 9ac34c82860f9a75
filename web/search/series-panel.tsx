import { ActionIcon, NativeSelect, Text, Tooltip, UnstyledButton } from '@mantine/core'
import { IconArrowsDiagonal, IconArrowsDiagonalMinimize2, IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useState } from 'react'
import { searchSeries } from '../../src/search/contract.ts'
import { CallFailed } from '../../src/platform/endpoint.ts'
import { reading, wordsOf } from '../app/api.ts'
import { commitHref } from '../repos/links.ts'
import { shortOid } from '../repos/repo-state.ts'
import { PlaceLink, useGo } from '../ui/place-link.tsx'
import { Waiting } from '../ui/states.tsx'
import { LedgerLine } from './ledger.tsx'
import { countRepositories } from './ledger-words.ts'
import { searchHref } from './query-edit.ts'
import { changesAt, chartOf, chartWords, countedBy, deltaOfAll, deltaWords, linesWords, repositoriesOf, type Change, type Chart, type SeriesAnswer } from './series.ts'
import { ChangesTable, CommitsOfPoint, Day } from './series-commits.tsx'
import classes from './series-panel.module.css'
import type { Question } from './use-search.ts'

const CountChart = lazy(() => import('./count-chart.tsx'))

interface Props {
  question: Question
  /** Counting begins when the results are there, so that it does not hold them up. */
  ready: boolean
  /** The chart has the width of the results. */
  large: boolean
}

/** How many lines matched over time, beside the results or above them; on a small screen once it is asked for. */
export function SeriesPanel({ question, ready, large, resize, folded = false }: Props & { resize?: (() => void) | undefined; folded?: boolean }) {
  const [open, setOpen] = useState(!folded)
  const Chevron = open ? IconChevronDown : IconChevronRight
  return (
    <section className={classes.panel} aria-label="Count over time" data-folded={folded || undefined} data-large={large || undefined}>
      <div className={classes.head}>
        <h2 className={classes.title}>
          <UnstyledButton className={classes.toggle} onClick={() => setOpen(!open)} aria-expanded={open}>
            <Chevron size={14} aria-hidden />
            Count over time
          </UnstyledButton>
        </h2>
        {resize && open && <Resize large={large} resize={resize} />}
      </div>
      {open && <Counted question={question} ready={ready} large={large} />}
    </section>
  )
}

function Resize({ large, resize }: Pick<Props, 'large'> & { resize: () => void }) {
  const label = large ? 'Put the chart beside the results' : 'Show the chart large'
  const Icon = large ? IconArrowsDiagonalMinimize2 : IconArrowsDiagonal
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="sm" onClick={resize} aria-label={label}><Icon size={14} /></ActionIcon>
    </Tooltip>
  )
}

function Counted({ question, ready, large }: Props) {
  const counted = countedBy(question)
  const { data, error, isPending, refetch } = useQuery({ ...reading(searchSeries, { body: { ...counted, commits: 'named' } }), enabled: ready, staleTime: 60_000, refetchOnWindowFocus: false, retry: false })
  if (error) return <Quiet>{wordsOf(error)} {!(error instanceof CallFailed) && <UnstyledButton className={classes.link} onClick={() => void refetch()}>Try again</UnstyledButton>}</Quiet>
  if (isPending) return <div className={classes.room} data-large={large || undefined}>{ready && <Waiting label="Counting" height={160} />}</div>
  if (data.alert && data.series.length === 0) return <Quiet>{[data.alert.title, data.alert.description].filter(Boolean).join('. ')}</Quiet>
  return (
    <>
      <Series answer={data} large={large} />
      <Quiet>
        Counted are lines that match{counted.query === question.query ? '' : <> <PlaceLink href={searchHref(counted)} className={classes.query}>{counted.query}</PlaceLink></>}, at every commit on the mainline of {countRepositories(data.ledger.repositories)}.
      </Quiet>
      {!data.ledger.complete && <div className={classes.ledger}><LedgerLine ledger={data.ledger} /></div>}
    </>
  )
}

/** In grey: it is nothing that has to be done. */
const Quiet = ({ children }: { children: React.ReactNode }) => <Text size="xs" c="dimmed" component="p" className={classes.quiet}>{children}</Text>

function Series({ answer, large }: { answer: SeriesAnswer; large: boolean }) {
  const [repo, setRepo] = useState<string | null>(null)
  const [asTable, setAsTable] = useState(false)
  const repositories = useMemo(() => repositoriesOf(answer), [answer])
  const chart = useMemo(() => chartOf(answer, repo), [answer, repo])
  const withRepo = repo === null && repositories.length > 1
  if (repositories.length === 0) return <Quiet>{answer.ledger.complete ? 'No line on the mainlines ever matched.' : 'No line was found so far, but not every commit could be looked at.'}</Quiet>
  return (
    <>
      {repositories.length > 1 && (
        <NativeSelect
          size="xs"
          maw={320}
          aria-label="Whose lines are counted"
          value={repo ?? ''}
          onChange={({ currentTarget: { value } }) => setRepo(value === '' ? null : value)}
          data={[{ value: '', label: `All ${countRepositories(repositories.length)}` }, ...repositories.map((one) => ({ value: one.repo, label: `${one.repo} (${one.now.toLocaleString('en-US')})` }))]}
        />
      )}
      <Explored key={repo} chart={chart} withRepo={withRepo} height={large ? 220 : 128} />
      <UnstyledButton className={classes.link} onClick={() => setAsTable(!asTable)} aria-expanded={asTable}>{asTable ? 'Hide the table' : 'Show as a table'}</UnstyledButton>
      {asTable && <ChangesTable changes={chart.changes} withRepo={withRepo} />}
    </>
  )
}

/** The picture, and below it what stands at the point that is looked at. A click opens its commit, or lists them where there are several. */
function Explored({ chart, withRepo, height }: { chart: Chart; withRepo: boolean; height: number }) {
  const go = useGo()
  const [looked, setLooked] = useState<number | null>(null)
  const [listed, setListed] = useState<readonly Change[]>([])
  const pick = (index: number) => {
    const changes = changesAt(chart, index)
    const [only] = changes
    if (changes.length === 1 && only) go(commitHref(only))
    else setListed(changes)
  }
  const words = chartWords(chart)
  return (
    <>
      <Suspense fallback={<div style={{ height }} />}>
        <CountChart chart={chart} label={`${words}. The arrow keys go from change to change, Enter opens the commit.`} look={setLooked} pick={pick} height={height} />
      </Suspense>
      <div className={classes.reading} aria-live="polite">{looked === null ? <Words text={words} /> : <Reading chart={chart} index={looked} withRepo={withRepo} />}</div>
      {listed.length > 0 && <CommitsOfPoint changes={listed} withRepo={withRepo} close={() => setListed([])} />}
    </>
  )
}

/** Dates are not broken at their dashes. */
const Words = ({ text }: { text: string }) => text.split(/(\d{4}-\d\d-\d\d)/).map((part, at) => <span key={at} className={at % 2 === 1 ? classes.day : undefined}>{part}</span>)

function Reading({ chart, index, withRepo }: { chart: Chart; index: number; withRepo: boolean }) {
  const changes = changesAt(chart, index)
  const [last] = changes.slice(-1)
  return (
    <>
      <b>{linesWords(chart.counts[index] ?? 0)}</b> since <Day at={chart.times[index] ?? 0} />
      {last && changes.length === 1 && <span className={classes.commit} title={last.subject}>{deltaWords(last)} by <code>{shortOid(last.oid)}</code>{withRepo && ` in ${last.repo}`} {last.subject}</span>}
      {changes.length > 1 && <span className={classes.commit}>{deltaOfAll(changes)} by {changes.length.toLocaleString('en-US')} commits{withRepo && ` in ${countRepositories(new Set(changes.map(({ repo }) => repo)).size)}`}</span>}
    </>
  )
}
