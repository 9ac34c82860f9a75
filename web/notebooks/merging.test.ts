import { describe, expect, test } from 'vitest'
import { insert, move, remove, sameDraft, type Draft } from './draft.ts'
import { merge, settle } from './merge.ts'
import { bringBack, parseUnsaved, unsavedOf } from './unsaved.ts'

/** `title | a=text b=text`: Markdown blocks by id. */
function draft(text: string): Draft {
  const [title = '', blocks = ''] = text.split(' |')
  return { title, blocks: blocks.split(' ').filter(Boolean).map((block) => ({ id: block.split('=')[0] ?? '', type: 'markdown', text: block.split('=')[1] ?? '' })) }
}

const print = ({ title, blocks }: Draft) => `${title} | ${blocks.map((block) => `${block.id}=${block.type === 'markdown' ? block.text : ''}`).join(' ')}`.trim()
const printBlock = (block: Draft['blocks'][number] | null) => (block ? print({ title: '', blocks: [block] }).slice(2) : 'gone')

describe('merging', () => {
  const cases: [base: string, theirs: string, yours: string, merged: string, conflicts?: string[]][] = [
    ['t | a=1 b=1', 't | a=1 b=1', 't | a=1 b=1', 't | a=1 b=1'],
    ['t | a=1 b=1', 't | a=2 b=1', 't | a=1 b=2', 't | a=2 b=2'],
    ['t | a=1', 'theirs | a=1', 't | a=1', 'theirs | a=1'],
    ['t | a=1', 'theirs | a=1', 'yours | a=1', 'yours | a=1'],
    ['t | a=1 b=1', 't | a=1', 't | a=2 b=1', 't | a=2'],
    ['t | a=1', 't | a=1 x=1', 't | a=1 y=1', 't | a=1 y=1 x=1'],
    ['t | a=1 b=1', 't | b=1 a=1', 't | a=1 b=2', 't | b=2 a=1'],
    ['t | a=1 b=1 c=1', 't | a=1 b=1 x=1 c=1', 't | c=1 a=1 b=1', 't | c=1 a=1 b=1 x=1'],
    ['t | a=1', 't | x=1 a=1', 't | a=2', 't | x=1 a=2'],
    ['t | a=1', 't | a=2', 't | a=2', 't | a=2'],
    ['t | a=1 b=1', 't | a=2 b=1', 't | a=3 b=2', 't | a=3 b=2', ['a: a=2 or a=3']],
    ['t | a=1', 't |', 't | a=2', 't | a=2', ['a: gone or a=2']],
    ['t | a=1', 't | a=2', 't |', 't |', ['a: a=2 or gone']],
    ['t | a=1', 't |', 't |', 't |'],
  ]
  test.each(cases)('%s: they %s, you %s', (base, theirs, yours, merged, conflicts = []) => {
    const result = merge(draft(base), draft(theirs), draft(yours))
    expect(print(result.draft)).toBe(merged)
    expect(result.conflicts.map(({ block, theirs: t, yours: y }) => `${block}: ${printBlock(t)} or ${printBlock(y)}`)).toEqual(conflicts)
  })
})

describe('settling a conflict', () => {
  const cases: [base: string, theirs: string, yours: string, choice: 'theirs' | 'yours', settled: string][] = [
    ['t | a=1 b=1', 't | a=2 b=1', 't | a=3 b=4', 'theirs', 't | a=2 b=4'],
    ['t | a=1 b=1', 't | a=2 b=1', 't | a=3 b=4', 'yours', 't | a=3 b=4'],
    ['t | a=1 b=1', 't | b=1', 't | a=3 b=1', 'theirs', 't | b=1'],
    ['t | b=1 a=1 c=1', 't | b=1 a=2 c=1', 't | b=1 c=1', 'theirs', 't | b=1 a=2 c=1'],
    ['t | a=1 c=1', 't | a=2 c=1', 't | c=1', 'theirs', 't | a=2 c=1'],
  ]
  test.each(cases)('%s: they %s, you %s: %s', (base, theirs, yours, choice, settled) => {
    const merged = merge(draft(base), draft(theirs), draft(yours))
    expect(print(settle(merged, draft(theirs), { a: choice }))).toBe(settled)
  })
})

describe('bringing back what was not saved', () => {
  const cases: [base: string, typed: string, now: string, result: string][] = [
    ['t | a=1', 't | a=2', 't | a=1', 't | a=2'],
    ['t | a=1', 't | a=2', 't | a=2', 't | a=2'], // it was saved after all, only the answer was lost
    ['t | a=1', 't | a=2', 't | a=3', 't | a=3 new=2'],
    ['t | a=1 b=1', 't | a=1', 't | a=1 b=1', 't | a=1'],
    ['t | a=1 b=1', 't | a=1', 't | a=1 b=2', 't | a=1 b=2'],
    ['t | a=1 b=1', 't | a=1 n=5 b=1', 't | a=1 b=1 c=1', 't | a=1 n=5 b=1 c=1'],
    ['t | a=1', 't | n=5 a=1', 't | a=1', 't | n=5 a=1'],
    ['t | a=1', 't | a=2', 't |', 't | a=2'],
    ['t | a=1', 'renamed | a=1', 't | a=1', 'renamed | a=1'],
    ['t | a=1', 'renamed | a=1', 'theirs | a=1', 'theirs | a=1'],
  ]
  test.each(cases)('%s, typed %s, now %s', (base, typed, now, result) => {
    const kept = parseUnsaved(JSON.stringify(unsavedOf(draft(base), draft(typed))))
    expect(kept && print(bringBack(draft(now), kept, () => 'new'))).toBe(result)
  })

  test.each([null, '', '{}', '[1]', '{"title":{"before":"a","after":"b"},"order":[],"blocks":[{"before":null,"after":{"type":"disk"}}]}'])('%j is nothing to bring back', (text) => {
    expect(parseUnsaved(text)).toBeNull()
  })
})

describe('editing', () => {
  const [block = { id: '', type: 'markdown', text: '' }] = draft('t | n=5').blocks
  const start = draft('t | a=1 b=2')
  test.each([
    ['insert first', insert(start, block, null), 't | n=5 a=1 b=2'],
    ['insert after a', insert(start, block, 'a'), 't | a=1 n=5 b=2'],
    ['insert after a block that is gone', insert(start, block, 'z'), 't | n=5 a=1 b=2'],
    ['move down', move(start, 'a', 1), 't | b=2 a=1'],
    ['move beyond the end', move(start, 'b', 1), 't | a=1 b=2'],
    ['move what is gone', move(start, 'z', 1), 't | a=1 b=2'],
    ['remove', remove(start, 'a'), 't | b=2'],
  ])('%s', (_, result, expected) => {
    expect(print(result)).toBe(expected)
    expect(sameDraft(result, draft(expected))).toBe(true)
  })
})
