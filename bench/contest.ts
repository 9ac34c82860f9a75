/** All programs asked the same queries, in turn, so that whatever else the machine does hits all alike. */

import { geometricMean, median, quantile, sum } from './measure.ts'
import type { Answer, Peer } from './peers/peer.ts'
import { titleOf, type Query, type QueryClass } from './queries.ts'
import type { Cell, RunRecord } from './record.ts'

/** What one program took for one query: the middle of all rounds. */
export interface Result extends Answer {
  query: Query
  peer: string
}

/** A program that took so long once need not be asked again. */
const slowSeconds = 5
/** Those that read everything each time take a second and vary little, so they are asked so often at most. */
const roundsOf = ({ memory }: Peer, rounds: number) => (memory() === null ? Math.min(rounds, 2) : rounds)

interface Contest {
  queries: readonly Query[]
  rounds: number
  record: RunRecord
  /** Stands in front of each query among the measurements. */
  label?: string
}

/** The first round warms up, and counts for nothing where there is another. */
export async function contest(peers: readonly Peer[], { queries, rounds, record, label = '' }: Contest): Promise<Result[]> {
  const asked = queries.flatMap((query) => peers.map((peer) => ({ query, peer, answers: [] as Answer[] })))
  for (let round = 0; round <= rounds; round++) {
    console.error(`  ${label}round ${round} of ${rounds}`)
    for (const { query, peer, answers } of asked) {
      const isDone = round > roundsOf(peer, rounds) || answers.some(({ seconds }) => seconds >= slowSeconds)
      if (!isDone) answers.push(await ask(peer, query, { record, label: `${label}${titleOf(query)}, round ${round}` }))
    }
  }
  return asked.map(({ query, peer, answers }) => ({ query, peer: peer.name, ...middle(answers.length > 1 ? answers.slice(1) : answers) }))
}

async function ask(peer: Peer, query: Query, { record, label }: { record: RunRecord; label: string }): Promise<Answer> {
  const answer = await peer.search(query)
  for (const measure of ['seconds', 'cpuSeconds', 'lines'] as const) record.measured(label, peer.name, measure, answer[measure])
  return answer
}

/** CPU time of other processes comes in steps of ten milliseconds, so its mean says more than its median. */
const middle = (answers: readonly Answer[]): Answer => ({
  lines: answers[0]?.lines ?? NaN,
  seconds: median(answers.map(({ seconds }) => seconds)),
  cpuSeconds: sum(answers.map(({ cpuSeconds }) => cpuSeconds)) / answers.length,
})

export const resultsOf = (results: readonly Result[], peer: string, only?: QueryClass) => results.filter((result) => result.peer === peer && (only === undefined || result.query.class === only))

/** Of each program: the middle and the slow end of its times, and what all queries took together. */
export function sayLatency(results: readonly Result[], peers: readonly Peer[], record: RunRecord): void {
  record.table(
    ['', 'p50 ms', 'p95 ms', 'slowest ms', 'CPU s for all queries once'],
    peers.map(({ name }) => {
      const own = resultsOf(results, name)
      const times = own.map(({ seconds }) => seconds * 1000)
      return [name, figure(quantile(times, 0.5)), figure(quantile(times, 0.95)), figure(Math.max(...times)), figure(sum(own.map(({ cpuSeconds }) => cpuSeconds)))]
    }),
  )
}

/** How many times as long as the first program another takes: query by query, then the mean of these in each class. */
export function sayRatios(results: readonly Result[], [ours, ...others]: readonly Peer[], { classes, record }: { classes: readonly QueryClass[]; record: RunRecord }): void {
  if (ours === undefined) return
  const row = (title: string, only?: QueryClass): Cell[] => {
    const own = resultsOf(results, ours.name, only)
    const ratios = others.map(({ name }) => resultsOf(results, name, only).map(({ seconds }, i) => seconds / (own[i]?.seconds ?? NaN)))
    return [title, own.length, ...ratios.map((each) => `${figure(geometricMean(each))} (${figure(Math.min(...each))}–${figure(Math.max(...each))}, median ${figure(median(each))})`)]
  }
  record.table(['class', 'queries', ...others.map(({ name }) => `${name} ÷ ${ours.name}`)], [...classes.map((each) => row(each, each)), row('all')])
}

export function sayTimes(results: readonly Result[], peers: readonly Peer[], { queries, record }: { queries: readonly Query[]; record: RunRecord }): void {
  const row = (query: Query): Cell[] => {
    const times = peers.map(({ name }) => results.find((result) => result.query === query && result.peer === name)?.seconds ?? NaN)
    return [`\`${titleOf(query)}\``, query.class, results.find((result) => result.query === query)?.lines ?? 0, ...times.map((time) => figure(time * 1000))]
  }
  record.table(['query', 'class', 'lines', ...peers.map(({ name }) => `${name}, ms`)], queries.map(row))
}

/** Three digits of it; a dash where nothing was measured. */
export const figure = (value: number) => (Number.isNaN(value) ? '–' : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value >= 1 ? value.toFixed(2) : value.toPrecision(2))
