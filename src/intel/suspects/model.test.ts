import { expect, test } from 'vitest'
import { suspectWords } from '../contract.ts'
import { toldChance } from './model.ts'

test.each([
  [0, '0.00 doubtful 1'], [0.1, '0.14 doubtful 1'], [0.2, '0.25 possible 2'], [0.361, '0.39 possible 2'], [0.6, '0.55 likely 3'], [0.9, '0.76 very likely 4'], [1, '0.90 very likely 4'],
])('a chance of %d is told as %s', (chance, expected) => {
  const told = toldChance(chance)
  const { words, quarters } = suspectWords(told)
  expect(`${told.toFixed(2)} ${words} ${quarters}`).toBe(expected)
})

test('the likelier of two is never told as the less likely', () => {
  const told = Array.from({ length: 1_001 }, (_none, at) => toldChance(at / 1_000))
  expect(told).toEqual(told.toSorted((a, b) => a - b))
})
