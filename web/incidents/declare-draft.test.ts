import { expect, test } from 'vitest'
import { parseDraft } from './declare-draft.ts'

const none = { title: '', signal: '', pin: null }

test.each([
  [null, none],
  ['not JSON', none],
  ['[]', none],
  ['{"title":"Checkout fails","signal":"at x"}', { ...none, title: 'Checkout fails', signal: 'at x' }],
  ['{"title":5,"signal":"at x"}', { ...none, signal: 'at x' }],
  ['{"title":"t","signal":"","pin":{"kind":"disk"}}', { ...none, title: 't' }],
  ['{"title":"t","signal":"","pin":{"kind":"commit","repo":"r","rev":"c0ffee"}}', { title: 't', signal: '', pin: { kind: 'commit', repo: 'r', rev: 'c0ffee' } }],
  [JSON.stringify({ title: 'x'.repeat(400) }), { ...none, title: 'x'.repeat(300) }],
])('%s', (stored, draft) => {
  expect(parseDraft(stored)).toEqual(draft)
})
