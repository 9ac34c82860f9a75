import { expect, test } from 'vitest'
import { createBudget } from './budget.ts'
import { reachedFrom, type Locked } from './reached.ts'

/** A chain of ten packages, of which each project asks for the first: how many dependencies it is told with. */
test.each<[most: number, told: number[]]>([
  [100, [10, 10, 10]],
  [11, [10, 10, 1]],
  [10, [10, 1, 1]],
  [0, [1, 1, 1]],
])('of %j dependencies three projects of ten are told as %j', (most, told) => {
  const locked = Array.from({ length: 10 }, (_, at): Locked => ({ name: `p${at}`, version: '1', at: { path: 'lock', line: at + 1 }, requires: at < 9 ? [at + 1] : [] }))
  const budget = createBudget(most)
  const projects = told.map(() => {
    const { dependencies } = reachedFrom(budget.walkable(locked), [{ name: 'p0', range: '1', scope: 'runtime', at: { path: 'manifest', line: 1 }, to: 0 }])
    budget.spend(dependencies.length)
    return dependencies
  })
  expect(projects.map(({ length }) => length)).toEqual(told)
  expect(projects.map(([first]) => `${first?.name} ${first?.version}`)).toEqual(told.map(() => 'p0 1'))
  expect(budget.isSpent()).toBe(told.includes(1))
})
