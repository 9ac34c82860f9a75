import { describe, expect, test } from 'vitest'
import { vectorOf } from '../../../engine/terms/index.ts'
import { createFeatures, FEATURES, type Feature } from './features.ts'
import { readSignal } from './signal.ts'

const day = 24 * 60 * 60
const oidOf = (name: string) => Buffer.from(name).toString('hex').padEnd(40, '1')

/** Of the first candidate. Candidates as `name days: message`, days before the signal; `@name` is the id of a candidate. */
function valueOf(name: Feature, signal: string, changes: string): number {
  const candidates = changes.split(';').map((each) => {
    const [, label = '', ago = '', message = ''] = /^\s*(\w+) ([\d.]+): (.*?)\s*$/.exec(each) ?? []
    return { oid: oidOf(label), time: 1_000 * day - Number(ago) * day, message: message.replace(/@(\w+)/g, (_all, of: string) => oidOf(of).slice(0, 12)).replaceAll('/', '\n') }
  })
  const features = createFeatures({ signal: readSignal(signal), frames: [], candidates, at: 1_000 * day })
  candidates.forEach(({ oid, message }, at) => features.hits.add(at, vectorOf({ oid, message, files: [] })))
  return Number((features.of(0).values[FEATURES.indexOf(name)] ?? 0).toFixed(2))
}

describe('what later changes say that name it', () => {
  const telling = 'a 9: add leases; b 3: fix it//lease lost/Fixes: @a'
  test.each<[name: string, feature: Feature, signal: string, changes: string, isThere: boolean]>([
    ['tells of the same', 'mended', 'lease lost', telling, true],
    ['tells of something else', 'mended', 'button', telling, false],
    ['within a day, as in one series, is not looked at', 'mended', 'lease lost', telling.replace('b 3', 'b 0.9'), false],
    ['names another', 'mended', 'lease lost', telling.replace('@a', '@b'), false],
    ['takes it back', 'reverted', 'lease lost', 'a 9: add leases; b 3: Revert leases//This reverts commit @a.', true],
    ['only follows it', 'reverted', 'lease lost', 'a 9: add leases; b 3: more leases//Follows @a.', false],
    ['is a list of many', 'mended', 'lease lost', `${telling} ${Array.from({ length: 40 }, (_none, i) => 1_000_000 + i).join(' ')}`, false],
  ])('%s', (_name, feature, signal, changes, isThere) => expect(valueOf(feature, signal, changes) > 0).toBe(isThere))
})

test.each<[feature: Feature, signal: string, changes: string, expected: 'more' | 'less' | 'same']>([
  ['relevance', 'lease button', 'a 9: lease button; b 9: button', 'more'],
  ['relevance', `lease ${'and '.repeat(90)} button`, 'a 9: lease; b 9: button', 'same'],
  ['restyle', 'lease', 'a 9: rename lease; b 9: take lease', 'more'],
])('%s of %j among %j: the first has %s than the second', (feature, signal, changes, expected) => {
  const [one, other] = changes.split(';').map((each) => each.trim())
  const [first, second] = [valueOf(feature, signal, changes), valueOf(feature, signal, [other, one, ...changes.split(';').slice(2)].join(';'))]
  expect(first === second ? 'same' : first > second ? 'more' : 'less').toBe(expected)
})
