/** How often the culprit is named: `npm run score [-- fit | symptoms | sentences | traces | repairs]`. README.md says what is scored, and how. */

import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { RunRecord, today } from '../record.ts'
import { bandsOf, toldOf, type Told } from './calibration.ts'
import { repairsIn, type Repair } from './cases.ts'
import { openCorpus, type Corpus } from './corpus.ts'
import { crashExample, newCrashes, rankByBlame, scoredCrash } from './crashes.ts'
import { halves, mostCases, sparse, spread } from './halves.ts'
import { rankOf, worthOf, type Interval, type Ranks } from './metrics.ts'
import { addOlder, fit, type Older } from './older.ts'
import { nameCulprits } from './repairs.ts'
import { isRecent, secondsOf, symptomExample, symptomRankers } from './symptoms.ts'

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

/** What was told of the newer halves of all repositories, by the question. */
const toldInAll = new Map<string, Told[]>()

function scoreSymptoms(record: RunRecord, corpus: Corpus, repairs: readonly Repair[]): void {
  const recent = repairs.filter(isRecent)
  const newer = halves(recent).newer
  scoreHalf(record, corpus, { title: `A, symptom → culprit, older half of ${recent.length} cases`, repairs: halves(recent).older, question: 'months' })
  scoreHalf(record, corpus, { title: `A, symptom → culprit, newer half of ${recent.length} cases`, repairs: newer, question: 'months', told: 'symptoms among the changes of 90 days' })
  const few = sparse(halves(repairs).newer, 8)
  scoreHalf(record, corpus, { title: `A without a window: among all changes before, newer half of ${repairs.length} cases`, repairs: few, question: 'years', told: 'symptoms among all changes' })
}

/** Of projects that were not learnt from: all that they tell. */
function scoreSentences(record: RunRecord, corpus: Corpus): void {
  const repairs = repairsIn(corpus.history, 'sentence').filter(isRecent)
  scoreHalf(record, corpus, { title: `A, symptom → culprit, ${repairs.length} cases that name it in a sentence`, repairs: spread(repairs), question: 'months', told: 'symptoms of repairs that name the culprit in a sentence' })
}

interface Half {
  title: string
  repairs: readonly Repair[]
  question: keyof typeof secondsOf
  /** What it is called where it is held against the chances. */
  told?: string
}

function scoreHalf(record: RunRecord, corpus: Corpus, { title, repairs, question, told: name }: Half): void {
  const ranks = Object.fromEntries(Object.keys(symptomRankers).map((name): [string, number[]] => [name, []]))
  const told: Told[] = []
  for (const repair of repairs) {
    const example = symptomExample(corpus, repair, secondsOf[question])
    for (const [name, scoresOf] of Object.entries(symptomRankers)) ranks[name]?.push(rankOf(scoresOf(example), example.culprits))
    told.push(...toldOf(example, question))
  }
  report(record, title, ranks)
  if (name === undefined) return
  tellBands(record, title, told)
  addTold(name, told)
}

const addTold = (name: string, told: readonly Told[]) => toldInAll.set(name, [...(toldInAll.get(name) ?? []), ...told])

/** What people are told against how often it was so. */
function tellBands(record: RunRecord, title: string, told: readonly Told[]): void {
  record.table(['in words', 'chance told', 'suspects', 'mean chance', 'were culprits'], bandsOf(told).map(({ words, from, to, count, meanChance, right }) => {
    record.measured(title, words, 'suspects told', count)
    record.measured(title, words, 'mean chance', meanChance)
    record.measured(title, words, 'were culprits', right.mean)
    return [words, `${100 * from}–${100 * to} %`, count, `${(100 * meanChance).toFixed(1)} %`, percent(right)]
  }))
}

/** The ranks of traces over all repositories, by half and by what ranked. */
const crashesInAll = { older: new Map<string, number[]>(), newer: new Map<string, number[]>() }

function scoreCrashes(record: RunRecord, corpus: Corpus, repairs: readonly Repair[]): void {
  const crashes = newCrashes(corpus, repairs)
  for (const half of ['older', 'newer'] as const) {
    const some = halves(crashes)[half]
    const examples = some.map((crash) => scoredCrash(crashExample(corpus, crash)))
    if (half === 'newer') addTold('traces', examples.flatMap((example) => toldOf(example, 'trace')))
    const ranks = {
      'blame of the first frame': some.map((crash) => rankByBlame({ ...crash, frames: crash.frames.slice(0, 1) })), 'blame of each frame in turn': some.map(rankByBlame),
      Firebreak: examples.map(({ scores, culprits }) => rankOf(scores, culprits)),
    }
    report(record, `B, trace → culprit, ${half} half of ${crashes.length} cases`, ranks)
    for (const [name, own] of Object.entries(ranks)) crashesInAll[half].set(name, [...(crashesInAll[half].get(name) ?? []), ...own])
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

async function main(asked: readonly string[]): Promise<void> {
  const dirs = (process.env['SCORE_REPOS'] ?? '').split(':').filter(Boolean).map((dir) => resolve(dir))
  if (dirs.length === 0) throw new Error('SCORE_REPOS must name bare git repositories, with colons between; the first is the one that weights are fitted to.')
  const work = resolve(process.env['SCORE_WORK'] ?? join(tmpdir(), 'firebreak-score'))
  const record = new RunRecord()
  record.say('# How often the culprit is named')
  record.say()
  record.say(`${today()}, at most ${mostCases} cases of each half. [How it is scored](../../score/README.md). Tuned on the older halves.`)
  record.say()
  const tracks = asked.filter((each) => each !== 'fit')
  const scored = tracks.length > 0 ? tracks : ['symptoms', 'traces', 'repairs']
  const older: Older = { symptoms: [], traces: [], told: [] }
  for (const dir of dirs) {
    const name = basename(dir) === 'repo' ? basename(dirname(dir)) : basename(dir, '.git')
    const corpus = await openCorpus(dir, join(work, name))
    const repairs = repairsIn(corpus.history)
    if (asked.includes('fit')) {
      addOlder(older, corpus, repairs, scored)
      console.log(`${name}: ${older.symptoms.length} symptoms and ${older.traces.length} traces to learn from by now`)
      corpus.terms.close()
      continue
    }
    record.say(`## ${name.replace('+', '/')}: ${corpus.history.length} changes, ${repairs.length} repairs that name their culprit`)
    if (scored.includes('symptoms')) scoreSymptoms(record, corpus, repairs)
    if (scored.includes('sentences')) scoreSentences(record, corpus)
    if (scored.includes('traces')) scoreCrashes(record, corpus, repairs)
    if (scored.includes('repairs')) scoreRepairs(record, corpus, repairs)
    corpus.terms.close()
  }
  if (asked.includes('fit')) return fit(older, work)
  for (const half of ['older', 'newer'] as const) if (crashesInAll[half].size > 0) report(record, `B, trace → culprit, the ${half} halves of all repositories`, Object.fromEntries(crashesInAll[half]))
  for (const [name, told] of toldInAll) {
    record.say(`## The chances that people are told, over all repositories: ${name}`)
    tellBands(record, `all repositories, ${name}`, told)
  }
  record.write(join(import.meta.dirname, '..', 'runs', [today(), 'score', ...asked].join('-')))
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
