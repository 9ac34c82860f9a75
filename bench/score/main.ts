/** How often the culprit is named: `npm run score [-- fit | symptoms | traces | repairs]`. README.md says what is scored, and how. */

import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { traceWeights, type Weights } from '../../src/intel/suspects/model.ts'
import { RunRecord, today } from '../record.ts'
import { repairsIn, type Repair } from './cases.ts'
import { openCorpus, type Corpus } from './corpus.ts'
import { crashExample, crashOf, rankByBlame, type Crash } from './crashes.ts'
import { fitWeights } from './fit.ts'
import { worthOf, type Interval, type Ranks } from './metrics.ts'
import { nameCulprits } from './repairs.ts'
import { isRecent, ranksBy, symptomExample, symptomRankers } from './symptoms.ts'

const cases = Number(process.env['SCORE_CASES'] ?? 1_000)

/** Tuned on the older half, reported on the newer. */
function halves<T>(all: readonly T[]): { older: readonly T[]; newer: readonly T[] } {
  const middle = all.length >> 1
  return { older: spread(all.slice(0, middle)), newer: spread(all.slice(middle)) }
}

/** So many at most, evenly over time. */
const spread = <T>(all: readonly T[]) => (all.length <= cases ? all : Array.from({ length: cases }, (_none, i) => all[Math.floor((i * all.length) / cases)]).flatMap((each) => each ?? []))

const percent = ({ mean, low, high }: Interval) => `${(100 * mean).toFixed(1)} % (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`
const fraction = ({ mean, low, high }: Interval) => `${mean.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`

function report(record: RunRecord, title: string, rankings: Readonly<Record<string, Ranks>>): void {
  record.say(`### ${title}`)
  record.table(['ranked by', 'cases', 'hit@1', 'hit@5', 'MRR'], Object.entries(rankings).map(([name, ranks]) => {
    const worth = worthOf(ranks)
    ranks.forEach((rank, at) => record.measured(`${title} ${at}`, name, 'rank', rank))
    return [name, worth.cases, percent(worth.hit1), percent(worth.hit5), fraction(worth.mrr)]
  }))
}

function scoreSymptoms(record: RunRecord, corpus: Corpus, repairs: readonly Repair[]): void {
  const recent = repairs.filter(isRecent)
  for (const [half, some] of Object.entries(halves(recent))) {
    const examples = some.map((repair) => symptomExample(corpus, repair))
    const rankings = Object.fromEntries(Object.entries(symptomRankers).map(([name, weights]) => [name, ranksBy(examples, weights)]))
    report(record, `A, symptom → culprit, ${half} half of ${recent.length} cases`, rankings)
  }
}

function scoreCrashes(record: RunRecord, corpus: Corpus, repairs: readonly Repair[]): void {
  const crashes = crashesIn(corpus, repairs)
  for (const [half, some] of Object.entries(halves(crashes))) {
    const ours = some.flatMap((crash) => ranksBy([crashExample(corpus, crash)], traceWeights))
    report(record, `B, trace → culprit, ${half} half of ${crashes.length} cases`, {
      'blame of the first frame': some.map((crash) => rankByBlame({ ...crash, frames: crash.frames.slice(0, 1) })), 'blame of each frame in turn': some.map(rankByBlame), Firebreak: ours,
    })
  }
}

const share = (part: number, of: number) => (of === 0 ? 0 : part / of)

function scoreRepairs(record: RunRecord, { dir }: Corpus, repairs: readonly Repair[]): void {
  for (const [half, some] of Object.entries(halves(repairs))) {
    const title = `C, repair → culprit, ${half} half of ${repairs.length} cases`
    record.say(`### ${title}`)
    record.table(['named', 'cases', 'precision', 'recall', 'F1', 'one is right'], Object.entries(nameCulprits(dir, some)).map(([way, { named, right, truth, hits, cases: count }]) => {
      const [precision, recall] = [share(right, named), share(right, truth)]
      const f1 = share(2 * precision * recall, precision + recall)
      record.measured(title, way, 'F1', f1)
      return [way, count, precision.toFixed(3), recall.toFixed(3), f1.toFixed(3), `${(100 * share(hits, count)).toFixed(1)} %`]
    }))
  }
}

const crashesIn = (corpus: Corpus, repairs: readonly Repair[]): Crash[] => repairs.flatMap((repair) => crashOf(corpus, repair) ?? [])

/** Prints weights that fit the older halves, for `model.ts`. */
function fit(corpus: Corpus, repairs: readonly Repair[]): void {
  const show = (name: string, weights: Weights) => console.log(`${name}: ${JSON.stringify(weights)}`)
  show('symptoms', fitWeights(halves(repairs.filter(isRecent)).older.map((repair) => symptomExample(corpus, repair))))
  show('traces', fitWeights(halves(crashesIn(corpus, repairs)).older.map((crash) => crashExample(corpus, crash))))
}

async function main(asked: readonly string[]): Promise<void> {
  const dirs = (process.env['SCORE_REPOS'] ?? '').split(':').filter(Boolean).map((dir) => resolve(dir))
  if (dirs.length === 0) throw new Error('SCORE_REPOS must name bare git repositories, with colons between; the first is the one that weights are fitted to.')
  const work = resolve(process.env['SCORE_WORK'] ?? join(tmpdir(), 'firebreak-score'))
  const record = new RunRecord()
  record.say('# How often the culprit is named')
  record.say()
  record.say(`${today()}, at most ${cases} cases of each half. [How it is scored](../../score/README.md). Symptoms: tuned on the older half of the first repository. Traces: weights set by hand over all of its cases.`)
  record.say()
  for (const dir of dirs) {
    const name = basename(dir) === 'repo' ? basename(dirname(dir)) : basename(dir, '.git')
    const corpus = await openCorpus(dir, join(work, name))
    const repairs = repairsIn(corpus.history)
    if (asked.includes('fit')) return fit(corpus, repairs)
    record.say(`## ${name.replace('+', '/')}: ${corpus.history.length} changes, ${repairs.length} repairs that name their culprit`)
    const scored = asked.length > 0 ? asked : ['symptoms', 'traces', 'repairs']
    if (scored.includes('symptoms')) scoreSymptoms(record, corpus, repairs)
    if (scored.includes('traces')) scoreCrashes(record, corpus, repairs)
    if (scored.includes('repairs')) scoreRepairs(record, corpus, repairs)
    corpus.terms.close()
  }
  record.write(join(import.meta.dirname, '..', 'runs', `${today()}-score`))
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
