import { expect, test } from 'vitest'
import type { Network } from '../../src/intel/suspects/network.ts'
import { TRAITS } from '../../src/intel/suspects/traits.ts'
import { addSlope, type Lesson } from './gradient.ts'
import { emptyNetwork, firstNetwork, learn } from './learn.ts'
import { numbers } from './metrics.ts'

const facts = 3
const next = numbers(7)
const some = (count: number) => Float64Array.from({ length: count }, () => 2 * next() - 1)
const words = 5

/** Candidates that have some of the words, some of them in their messages. The first is the culprit, and the only one with the first word in its subject. */
function lessonOf(candidates: number): Lesson {
  const hitsOf = (candidate: number) => Array.from({ length: words }, (_none, place) => ({ place, counts: place === 0 ? Number(candidate === 0) : Math.floor(next() * 0x1000000) })).filter(({ counts }) => counts > 0)
  return { traits: some(words * TRAITS), candidates: Array.from({ length: candidates }, (_none, at) => ({ hits: hitsOf(at), lengths: some(6).map(Math.abs), facts: some(facts) })), culprits: [0] }
}

const loss = (network: Network, lesson: Lesson) => addSlope(network, lesson, emptyNetwork(facts))
const small = 1e-5

test.each(Object.keys(emptyNetwork(facts)) as (keyof Network)[])('the slope of %s is what a small step shows', (name) => {
  const [lesson, network, slope] = [lessonOf(4), firstNetwork(facts, next), emptyNetwork(facts)]
  addSlope(network, lesson, slope)
  const steepest = slope[name].reduce((best, value, at) => (Math.abs(value) > Math.abs(slope[name][best]) ? at : best), 0)
  for (const at of [steepest, 0, network[name].length - 1]) {
    const moved = (by: number) => loss({ ...network, [name]: network[name].with(at, network[name][at] + by) }, lesson)
    expect(slope[name][at]).toBeCloseTo((moved(small) - moved(-small)) / (2 * small), 5)
  }
  expect(Math.abs(slope[name][steepest])).toBeGreaterThan(1e-7)
})

test('what tells the culprits is learnt', () => {
  const lessons = Array.from({ length: 120 }, () => lessonOf(20))
  const [before, after] = [firstNetwork(facts, next), learn(lessons)].map((network) => lessons.reduce((sum, lesson) => sum + loss(network, lesson), 0) / lessons.length)
  expect([before > 2, after < before / 3]).toEqual([true, true])
})
