import { expect, test } from 'vitest'
import { createSealing } from './sealing.ts'

const sealing = createSealing('a secret', 'tests')

test('what is sealed is opened by the same secret, purpose and belonging alone, and only unchanged', () => {
  const sealed = sealing.seal('gh\u00e9_token', 'https://example.com')
  expect(sealing.open(sealed, 'https://example.com')).toBe('gh\u00e9_token')
  expect(sealing.seal('gh\u00e9_token', 'https://example.com')).not.toBe(sealed)
  expect(sealing.open(sealed, 'https://other.example')).toBeNull()
  expect(createSealing('another', 'tests').open(sealed, 'https://example.com')).toBeNull()
  expect(createSealing('a secret', 'others').open(sealed, 'https://example.com')).toBeNull()
  for (const broken of ['', 'AAAA', '%%%', sealed.slice(4), sealed.slice(0, -4)]) expect(sealing.open(broken, 'https://example.com')).toBeNull()
})

test('a flipped bit anywhere is noticed', () => {
  const bytes = Buffer.from(sealing.seal('token', 'x'), 'base64')
  for (let at = 0; at < bytes.length; at++) {
    const flipped = Buffer.from(bytes)
    flipped[at] = (flipped[at] ?? 0) ^ 1
    expect(sealing.open(flipped.toString('base64'), 'x')).toBeNull()
  }
})
