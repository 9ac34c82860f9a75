import { describe, expect, test } from 'vitest'
import type { Block } from './contract.ts'
import { merge, type Draft } from './merge.ts'

/** `title: a=1 b=2`: a title and blocks by their ids, each with its text. */
function read(draft: string): Draft {
  const [title = '', blocks = ''] = draft.split(': ')
  return { title, blocks: blocks.split(' ').filter(Boolean).map((word): Block => ({ id: word.split('=')[0] ?? '', type: 'markdown', text: word.split('=')[1] ?? '' })) }
}

const printBlock = (block: Block | null) => (block?.type === 'markdown' ? block.text : 'gone')
const print = ({ title, blocks }: Draft) => `${title}: ${blocks.map((block) => `${block.id}=${printBlock(block)}`).join(' ')}`

describe('two changes of one notebook', () => {
  const check = (base: string, theirs: string, yours: string, expected: string) =>
    test(`${base} | ${theirs} | ${yours} → ${expected}`, () => {
      const merged = merge(read(base), read(theirs), read(yours))
      expect(merged.ok ? print(merged.draft) : `conflict ${merged.conflicts.map((each) => `${each.block}: ${printBlock(each.theirs)} or ${printBlock(each.yours)}`).join(', ')}`).toBe(expected)
    })

  check('t: a=1', 't: a=1', 't: a=1', 't: a=1')
  check('t: a=1 b=1', 't: a=2 b=1', 't: a=1 b=2', 't: a=2 b=2')
  check('t: a=1', 't: a=2', 't: a=2', 't: a=2')
  check('t: a=1', 't: a=2', 't: a=3', 'conflict a: 2 or 3')
  check('t: a=1 b=1', 't: b=1', 't: a=1 b=2', 't: b=2')
  check('t: a=1', 't: ', 't: a=2', 'conflict a: gone or 2')
  check('t: a=1', 't: a=2', 't: ', 'conflict a: 2 or gone')
  check('t: a=1', 't: ', 't: ', 't: ')
  check('t: a=1', 't: a=1 b=1', 't: a=1 c=1', 't: a=1 b=1 c=1')
  check('t: a=1', 't: b=1 a=1', 't: a=1 c=1', 't: b=1 a=1 c=1')
  check('t: a=1 b=1', 't: a=1 x=1 y=1 b=1', 't: b=1 a=1', 't: b=1 a=1 x=1 y=1')
  check('t: a=1 b=1', 't: a=1 b=1 c=1', 't: a=1', 't: a=1 c=1')
  check('t: ', 't: a=1', 't: a=2', 'conflict a: 1 or 2')
  check('old: a=1', 'new: a=1', 'old: a=2', 'new: a=2')
  check('old: a=1', 'theirs: a=1', 'yours: a=1', 'yours: a=1')
})
