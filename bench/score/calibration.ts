/** Whether the chances that people are told come true. */

import { chances, scoreOf, type Weights } from '../../src/intel/suspects/model.ts'
import { suspectBands, suspectWords } from '../../src/intel/contract.ts'
import type { Example } from './fit.ts'
import { bootstrap, type Interval } from './metrics.ts'

/** A suspect as it is shown: its chance as the model has it, and whether it is a culprit. */
export interface Told {
  chance: number
  isRight: boolean
}

/** So many of each answer are looked at: whoever reads on knows that it is a guess. */
const shown = 5

export function toldOf({ values, culprits }: Example, weights: Weights): Told[] {
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
