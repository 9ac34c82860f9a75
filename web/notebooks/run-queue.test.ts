import { expect, test } from 'vitest'
import { createRunQueue } from './run-queue.ts'

/** `+a` enters, `-a` leaves; the result is who began, in order. */
function check(atOnce: number, script: string): string {
  const queue = createRunQueue(atOnce)
  const leave = new Map<string, () => void>()
  const began: string[] = []
  for (const step of script.split(' ')) {
    const name = step.slice(1)
    if (step.startsWith('+')) leave.set(name, queue.enter(() => began.push(name)))
    else leave.get(name)?.()
  }
  return began.join(' ')
}

test.each([
  [2, '+a +b +c', 'a b'],
  [2, '+a +b +c -a', 'a b c'],
  [2, '+a +b +c +d -a -a', 'a b c'],
  [1, '+a +b +c -b -a', 'a c'],
  [1, '+a -a +b -b +c', 'a b c'],
])('%i at once: %s', (atOnce, script, began) => {
  expect(check(atOnce, script)).toBe(began)
})
