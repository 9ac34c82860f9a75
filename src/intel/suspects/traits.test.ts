import { expect, test } from 'vitest'
import { vectorOf } from '../../../engine/terms/index.ts'
import { Hits } from './hits.ts'
import { readSignal } from './signal.ts'
import { TRAITS, traitsOf } from './traits.ts'

const names = ['name', 'path', 'often', 'late', 'long', 'title', 'capitals', 'digits', 'further', 'of many', 'among many', 'rare', 'rare²', 'rare here', 'untold', 'unchanged', 'rarer before']

/** The traits in which one word of a text has more than another. Candidates as `subject / added line`. */
function moreIn(text: string, one: string, other: string, changes = 'lease; button'): string {
  const signal = readSignal(text)
  const candidates = changes.split(';').map((each) => each.trim().split(' / '))
  const hits = new Hits(signal.map(({ term }) => term), candidates.length)
  candidates.forEach(([message = '', added = ''], at) => hits.add(at, vectorOf({ oid: '1'.repeat(40), message, files: [{ path: 'x', sections: Buffer.alloc(0), added: Buffer.from(added), removed: Buffer.alloc(0) }] })))
  const traits = traitsOf(signal, hits)
  const rowOf = (word: string) => TRAITS * signal.findIndex((term) => term.text === word)
  return names.filter((_name, at) => traits[rowOf(one) + at] > traits[rowOf(other) + at] + 1e-9).join(', ')
}

test.each([
  ['lease button', 'button', 'lease', 'late, long, further'],
  ['retry max_retries', 'max_retries', 'retry', 'name, late, long, further'],
  ['lease src/lease.c', 'src/lease.c', 'lease', 'path, late, long, further, rare, rare², rare here, untold'],
  ['Lease lease button', 'Lease', 'button', 'often, title'],
  ['button EIO', 'EIO', 'button', 'late, capitals, further, rare, rare², rare here, untold'],
  ['button x86', 'x86', 'button', 'late, digits, further, rare, rare², rare here, untold'],
])('in %j, %s has more than %s: %s', (text, one, other, expected) => expect(moreIn(text, one, other)).toBe(expected))

test('what is told and what is changed are counted apart', () => expect(moreIn('lease button', 'button', 'lease', 'lease / button; lease; other')).toBe('late, long, further, rare, rare², rare here, untold'))
