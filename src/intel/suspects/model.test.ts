import { expect, test } from 'vitest'
import { suspectWords } from '../contract.ts'
import { questionOf, toldChance, type Question } from './model.ts'

test.each<[question: Question, chance: number, expected: string]>([
  ['months', 0, '0.00 doubtful 1'], ['months', 0.06, '0.07 doubtful 1'], ['months', 0.2, '0.21 possible 2'], ['months', 0.361, '0.38 possible 2'], ['months', 0.6, '0.63 likely 3'], ['months', 0.9, '0.86 very likely 4'], ['months', 1, '0.95 very likely 4'],
  ['years', 0.4, '0.38 possible 2'], ['years', 0.7, '0.57 likely 3'], ['trace', 0.055, '0.18 possible 2'], ['trace', 1, '0.75 very likely 4'],
])('%s: a chance of %d is told as %s', (question, chance, expected) => {
  const told = toldChance(chance, question)
  const { words, quarters } = suspectWords(told)
  expect(`${told.toFixed(2)} ${words} ${quarters}`).toBe(expected)
})

test.each<Question>(['months', 'years', 'trace'])('%s: the likelier of two is never told as the less likely', (question) => {
  const told = Array.from({ length: 1_001 }, (_none, at) => toldChance(at / 1_000, question))
  expect(told).toEqual(told.toSorted((a, b) => a - b))
})

const day = 24 * 60 * 60
const frame = { path: 'a.c', line: 1, function: null, broughtBy: [] }

test.each<[name: string, days: readonly number[], frames: number, expected: Question]>([
  ['changes of a month', [30, 2, 1], 0, 'months'],
  ['one of years ago among them', [1, 800, 2], 0, 'years'],
  ['none', [], 0, 'months'],
  ['frames', [800, 1], 1, 'trace'],
])('%s', (_name, days, frames, expected) => {
  const at = 2_000 * day
  const candidates = days.map((ago, place) => ({ oid: String(place), time: at - ago * day }))
  expect(questionOf({ frames: Array.from({ length: frames }, () => frame), candidates, at })).toBe(expected)
})
