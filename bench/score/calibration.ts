/** Whether the chances that people are told come true. */

import { chances, toldChance, type Question } from '../../src/intel/suspects/model.ts'
import { suspectBands, suspectWords } from '../../src/intel/contract.ts'
import { bootstrap, type Interval } from './metrics.ts'

/** A suspect as it is shown: its chance, and whether it is a culprit. */
export interface Told {
  chance: number
  isRight: boolean
}

/** The candidates of a case. */
export interface Ranked {
  scores: Float64Array
  culprits: readonly number[]
}

/** So many of each answer are looked at: whoever reads on knows that it is a guess. */
const shown = 5

export const toldOf = (ranked: Ranked, question: Question): Told[] => firstOf(ranked).map(({ chance, isRight }) => ({ chance: toldChance(chance, question), isRight }))

/** With the chances as the model has them. */
export function firstOf({ scores, culprits }: Ranked): Told[] {
  const all = chances(scores)
  return [...all.keys()].sort((a, b) => all[b] - all[a]).slice(0, shown).map((at) => ({ chance: all[at] ?? 0, isRight: culprits.includes(at) }))
}

export interface Band {
  words: string
  /** The chances from and to which these words stand. */
  from: number
  to: number
  count: number
  meanChance: number
  right: Interval
}

/** By the words that stand for them, the surest first. */
export function bandsOf(told: readonly Told[]): Band[] {
  return suspectBands.map(({ words, from }, at) => {
    const own = told.filter(({ chance }) => suspectWords(chance).words === words)
    return {
      words, from, to: suspectBands[at - 1]?.from ?? 1, count: own.length,
      meanChance: own.reduce((sum, { chance }) => sum + chance, 0) / Math.max(1, own.length), right: bootstrap(own.map(({ isRight }) => Number(isRight))),
    }
  })
}

/** Most suspects are doubtful ones, so they have bins of their own. */
const edges = [0, 0.003, 0.01, 0.03, 0.1, 0.25, 0.5, 0.8, 0.95]

interface Bin {
  count: number
  chance: number
  right: number
}

/** The mean chance as the model has it and the share of culprits, bin by bin from the doubtful to the sure: what `toldChance` goes by. Nothing is sure that came true a few times of a few (Laplace's rule of succession). */
export function pointsOf(told: readonly Told[]): [chance: number, right: number][] {
  const bins = edges.map((from, at) => binOf(told.filter(({ chance }) => chance >= from && chance < (edges[at + 1] ?? Infinity)))).filter(({ count }) => count > 0)
  let most = 0
  return rising(bins).map(({ count, chance, right }) => [round(chance / count), (most = Math.max(most, round((right + 1) / (count + 2))))])
}

const round = (share: number) => Number(share.toFixed(3))
const binOf = (told: readonly Told[]): Bin => ({ count: told.length, chance: told.reduce((sum, { chance }) => sum + chance, 0), right: told.filter(({ isRight }) => isRight).length })

/** Of few cases the surer bin may have been right less often by chance: such neighbours are made one (pool adjacent violators, Ayer et al. 1955). */
function rising(bins: readonly Bin[]): Bin[] {
  const pooled: Bin[] = []
  for (const bin of bins) {
    let last = bin
    for (let before = pooled.at(-1); before !== undefined && before.right / before.count >= last.right / last.count; before = pooled.at(-1)) {
      pooled.pop()
      last = { count: before.count + last.count, chance: before.chance + last.chance, right: before.right + last.right }
    }
    pooled.push(last)
  }
  return pooled
}
