/** Whether the chances that people are told come true. */

import { chances, scoreOf, toldChance, type Weights } from '../../src/intel/suspects/model.ts'
import { suspectBands, suspectWords } from '../../src/intel/contract.ts'
import type { Example } from './fit.ts'
import { bootstrap, type Interval } from './metrics.ts'

/** A suspect as it is shown: its chance, and whether it is a culprit. */
export interface Told {
  chance: number
  isRight: boolean
}

/** So many of each answer are looked at: whoever reads on knows that it is a guess. */
const shown = 5

export const toldOf = (example: Example, weights: Weights): Told[] => firstOf(example, weights).map(({ chance, isRight }) => ({ chance: toldChance(chance), isRight }))

/** With the chances as the model has them. */
function firstOf({ values, culprits }: Example, weights: Weights): Told[] {
  const all = chances(Float64Array.from(values, (each) => scoreOf(each, weights)))
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

const edges = [0.95, 0.8, 0.5, 0.25, 0.1, 0.03, 0]

/** The mean chance as the model has it and the share of culprits, bin by bin from the doubtful to the sure: what `toldChance` goes by. */
export function pointsOf(examples: readonly Example[], weights: Weights): [chance: number, right: number][] {
  const all = examples.flatMap((example) => firstOf(example, weights))
  return edges.map((from, at): [number, number] => {
    const own = all.filter(({ chance }) => chance >= from && chance < (edges[at - 1] ?? Infinity))
    const mean = (values: readonly number[]) => Number((values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)).toFixed(3))
    return [mean(own.map(({ chance }) => chance)), mean(own.map(({ isRight }) => Number(isRight)))]
  }).reverse()
}
