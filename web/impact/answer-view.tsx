import { Group, Select, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Affected, Impact } from '../../src/impact/contract.ts'
import { getIncident } from '../../src/incidents/contract.ts'
import { reading } from '../app/api.ts'
import { stateWords } from '../incidents/holes.ts'
import { PinButton } from '../incidents/pin.tsx'
import { useCurrentIncident, type Current } from '../incidents/use-current.ts'
import { Empty } from '../ui/states.tsx'
import { AffectedTable } from './affected-table.tsx'
import { ExportMenu } from './export-menu.tsx'
import { choices, environmentOf, keep, kindOf, noFilters, nowhere, ownersOf, standOf, statesIn, type Filters, type StateOf } from './filters.ts'
import { graphOfImpact } from './graph/graph.ts'
import { TableOrGraph } from './graph/table-or-graph.tsx'
import { HistoryTable } from './history-table.tsx'
import { ReleaseTable } from './release-table.tsx'
import classes from './impact-page.module.css'
import { ImpactLedger } from './ledger-note.tsx'
import type { Question } from './question.ts'

/** What is hit, as far as was looked, and since when. */
export function AnswerView({ impact, question }: { impact: Impact; question: Question }) {
  const [filters, setFilters] = useState(noFilters)
  const { incident, stateOf } = useStates()
  const shown = useMemo(() => keep(impact.affected, filters, stateOf), [impact, filters, stateOf])
  const graph = useMemo(() => graphOfImpact(impact), [impact])
  const { totals, affected, history, complete } = impact
  return (
    <Stack gap="md" aria-label="Answer">
      <div className={classes.head}>
        <h2 className={classes.question}>{impact.question}</h2>
        <Group gap="xs" wrap="nowrap">
          <PinButton what={{ kind: 'impact', question }} label="Pin the answer" />
          <ExportMenu question={question} />
        </Group>
      </div>
      <Totals totals={totals} />
      <ImpactLedger impact={impact} />
      {affected.length === 0
        ? <Empty title={complete ? 'Nothing is hit' : 'Nothing was found so far'}>{complete ? 'Every tracked revision of every repository that you may see was looked at.' : 'Something could not be looked at: that nothing was found does not mean that nothing is hit.'}</Empty>
        : (
          <TableOrGraph graph={graph}>
            <FilterBar rows={affected} filters={filters} change={setFilters} incident={incident} stateOf={stateOf} />
            <AffectedTable rows={shown} all={affected} question={question} stateOf={stateOf} />
          </TableOrGraph>
        )}
      <ReleaseTable releases={impact.releases} />
      <HistoryTable history={history} />
    </Stack>
  )
}

function Totals({ totals: { repositories, services, environments, owners, revisions, dependents } }: Pick<Impact, 'totals'>) {
  const facts = [[repositories, 'repositories', 'repository'], [revisions, 'revisions', 'revision'], [services, 'services', 'service'], [environments, 'environments', 'environment'], [owners, 'owners', 'owner'], [dependents, 'services depend on them', 'service depends on them']] as const
  return (
    <dl className={classes.totals} aria-label="Totals">
      {facts.map(([count, many, one]) => <div key={many}><dt>{count === 1 ? one : many}</dt><dd>{count.toLocaleString('en')}</dd></div>)}
    </dl>
  )
}

/** What the places have come to as holes of the incident that one is working on. */
function useStates(): { incident: Current | null; stateOf: StateOf } {
  const { current } = useCurrentIncident()
  const { data } = useQuery({ ...reading(getIncident, { params: { id: current?.id ?? '' } }), enabled: current !== null })
  const holes = data?.holes
  return { incident: current, stateOf: useMemo(() => statesIn(holes ?? []), [holes]) }
}

const kindWords: Record<string, string> = { direct: 'asked for directly', transitive: 'through others', commit: 'contains the commit', code: 'in code' }
const standWords: Record<string, string> = { default: 'default branch', branch: 'another branch', tag: 'tag', deployed: 'only where it runs' }
const stateLabels: Record<string, string> = { ...stateWords, [nowhere]: 'Not followed' }

interface FilterBarProps {
  rows: readonly Affected[]
  filters: Filters
  change: (filters: Filters) => void
  incident: Current | null
  stateOf: StateOf
}

function FilterBar({ rows, filters, change, incident, stateOf }: FilterBarProps) {
  const offered = (tell: (row: Affected) => readonly string[], word: (value: string) => string) => choices(rows, tell).map(({ value, count }) => ({ value, label: `${word(value)} (${count.toLocaleString('en')})` }))
  const select = (name: Exclude<keyof Filters, 'text'>, label: string, data: { value: string; label: string }[]) => (
    <Select label={label} placeholder="all" clearable searchable={data.length > 8} data={data} value={filters[name] === '' ? null : filters[name]} onChange={(value) => change({ ...filters, [name]: value ?? '' })} disabled={data.length < 2 && filters[name] === ''} />
  )
  return (
    <div className={classes.filters} role="group" aria-label="Filters">
      {select('environment', 'Environment', offered(environmentOf, (value) => (value === nowhere ? 'runs nowhere known' : value)))}
      {select('owner', 'Owner', offered(ownersOf, (value) => (value === nowhere ? 'no owner' : value)))}
      {select('kind', 'How', offered(kindOf, (value) => kindWords[value] ?? value))}
      {select('at', 'Stands in', offered(standOf, (value) => standWords[value] ?? value))}
      {incident && select('state', `State in INC-${incident.number}`, offered((row) => [stateOf(row) ?? nowhere], (value) => stateLabels[value] ?? value))}
      <TextInput label="Name" placeholder="repository, service or package" value={filters.text} onChange={(event) => change({ ...filters, text: event.currentTarget.value })} />
    </div>
  )
}
