import { expect, test } from 'vitest'
import { vectorOf } from '../../../engine/terms/index.ts'
import { rankChanges } from './rank.ts'
import { readSignal } from './signal.ts'

const day = 24 * 60 * 60
const oidOf = (name: string) => Buffer.from(name).toString('hex').padEnd(40, '1')
const frame = { path: 'a.c', line: 1, function: null, broughtBy: [] }

/** The reasons for the candidate `a`. Candidates as `name days: message`, days before the signal; `@name` is the id of a candidate. */
function reasonsFor(signal: string, changes: string, frames = 0): string[] {
  const made = changes.split(';').map((each) => {
    const [, name = '', ago = '', message = ''] = /^\s*(\w+) ([\d.]+): (.*?)\s*$/.exec(each) ?? []
    return { oid: oidOf(name), time: 1_000 * day - Number(ago) * day, message: message.replace(/@(\w+)/g, (_all, of: string) => oidOf(of).slice(0, 12)).replaceAll('/', '\n') }
  })
  const asked = { signal: readSignal(signal), frames: Array.from({ length: frames }, () => frame), candidates: made, at: 1_000 * day, known: [], limit: 10 }
  const found = rankChanges(asked, (oids, visit) => oids.forEach((oid, at) => visit(at, vectorOf({ oid, message: made[at]?.message ?? '', files: [] }))))
  return found.filter(({ oid }) => oid === oidOf('a')).flatMap(({ reasons }) => reasons.map(({ text }) => text))
}

const mended = 'a 9: add leases; b 3: mend it//lease lost/Fixes: @a; c 2: button; d 2: colour'
const told = `was mended before by ${oidOf('b').slice(0, 12)}, which speaks of the same`

test.each<[name: string, signal: string, changes: string, frames: number, isTold: boolean]>([
  ['by one that tells of the same', 'lease lost', mended, 0, true],
  ['by one that tells of something else', 'add', mended, 0, false],
  ['and taken back', 'lease lost', `${mended}; e 2: Revert it//This reverts commit @a.`, 0, false],
  ['within a day, as in one series', 'lease lost', mended.replace('b 3', 'b 0.9'), 0, false],
  ['with a trace, where it is not weighed', 'lease lost', mended, 1, false],
])('what was mended before, %s', (_name, signal, changes, frames, isTold) => {
  const reasons = reasonsFor(signal, changes, frames)
  expect([reasons.length > 0, reasons.includes(told)]).toEqual([true, isTold])
})
