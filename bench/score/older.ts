/** Learns from the older halves of all repositories: a network of symptoms, and weights of traces for `src/intel/suspects/model.ts`. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { traceWeights } from '../../src/intel/suspects/model.ts'
import { firstOf, pointsOf, type Told } from './calibration.ts'
import type { Repair } from './cases.ts'
import type { Corpus } from './corpus.ts'
import { crashExample, newCrashes, scoredCrash } from './crashes.ts'
import { fitWeights, hardest, type Example } from './fit.ts'
import { lessonScores, type Lesson } from './gradient.ts'
import { halves, sparse } from './halves.ts'
import { learn, printed } from './learn.ts'
import { isRecent, secondsOf, symptomLesson } from './symptoms.ts'

/** Cases of the older halves, to be fitted to. */
export interface Older {
  symptoms: Asked[]
  traces: Example[]
  /** What the model has of traces with the weights that it has now. */
  told: Told[]
}

/** A symptom, asked among the changes of months or of years. */
interface Asked {
  lesson: Lesson
  question: keyof typeof secondsOf
}

export function addOlder(older: Older, corpus: Corpus, repairs: readonly Repair[], tracks: readonly string[]): void {
  if (tracks.includes('symptoms')) {
    addOlderSymptoms(older, corpus, { repairs: halves(repairs.filter(isRecent)).older, question: 'months' })
    addOlderSymptoms(older, corpus, { repairs: sparse(halves(repairs).older, 4), question: 'years' })
  }
  if (tracks.includes('traces')) addOlderTraces(older, corpus, repairs)
}

function addOlderSymptoms({ symptoms }: Older, corpus: Corpus, { repairs, question }: { repairs: readonly Repair[]; question: Asked['question'] }): void {
  for (const repair of repairs) symptoms.push({ lesson: symptomLesson(corpus, repair, secondsOf[question]), question })
}

function addOlderTraces({ traces, told }: Older, corpus: Corpus, repairs: readonly Repair[]): void {
  for (const crash of halves(newCrashes(corpus, repairs)).older) {
    const example = crashExample(corpus, crash)
    traces.push(hardest(example, traceWeights))
    told.push(...firstOf(scoredCrash(example)))
  }
}

/** Learns from the older halves of all repositories: a network of symptoms, into `folder`, and weights of traces for `model.ts`. Traces are few: what they say little of stays as it is. */
export function fit({ symptoms, traces, told }: Older, folder: string): void {
  if (symptoms.length > 0) fitSymptoms(symptoms, join(folder, 'symptom-network.json'))
  if (traces.length === 0) return
  console.log(`traces, ${traces.length} cases: ${JSON.stringify(fitWeights(traces, { prior: traceWeights, hold: traceHold }))}`)
  console.log(`what came true of the chances of traces, with the weights as they are: ${JSON.stringify(pointsOf(told))}`)
}

function fitSymptoms(symptoms: readonly Asked[], file: string): void {
  writeFileSync(file, printed(learn(symptoms.map(({ lesson }) => lesson), (round, loss) => console.log(`symptoms, ${symptoms.length} cases, round ${round + 1}: loss ${loss.toFixed(4)}`))))
  console.log(`learnt: ${file}`)
  const told = toldOfOthers(symptoms)
  for (const asked of ['months', 'years'] as const) {
    console.log(`what came true of the chances of symptoms that were not learnt from, among the changes of ${asked}: ${JSON.stringify(pointsOf(told.filter(({ question }) => question === asked)))}`)
  }
}

/** Each half, in the order of the repositories, is told by what was learnt from the other: of what it has seen, a network is too sure. */
function toldOfOthers(symptoms: readonly Asked[]): (Told & Pick<Asked, 'question'>)[] {
  const middle = symptoms.length >> 1
  const [first, second] = [symptoms.slice(0, middle), symptoms.slice(middle)]
  return [[first, second], [second, first]].flatMap(([seen, unseen]) => {
    const network = learn((seen ?? []).map(({ lesson }) => lesson))
    return (unseen ?? []).flatMap(({ lesson, question }) => firstOf({ scores: lessonScores(network, lesson), culprits: lesson.culprits }).map((each) => ({ ...each, question })))
  })
}

const traceHold = 24
