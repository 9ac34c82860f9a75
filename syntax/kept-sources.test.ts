import { describe, expect, test } from 'vitest'
import { keepSources } from './kept-sources.ts'

describe('texts that are asked about in turn, of which eight units are kept', () => {
  /** A number is put behind each text: which tree, in the order in which they were made, it was answered from. */
  const check = (asked: string, expected: string) =>
    test(`${asked} → ${expected}`, () => {
      const sourceOf = keepSources(8)
      const trees: unknown[] = []
      const told = asked.split(' ').map((each) => {
        const [text = '', grammar = 'python'] = each.split(':')
        const source = sourceOf(grammar as 'python', text)
        if (!trees.includes(source)) trees.push(source)
        expect(source.root.text()).toBe(text)
        return `${each}=${trees.indexOf(source) + 1}`
      })
      expect(told.join(' ')).toBe(expected)
    })

  check('a a a', 'a=1 a=1 a=1')
  check('a b a b', 'a=1 b=2 a=1 b=2')
  check('a a:go a', 'a=1 a:go=2 a=1')
  check('aaaa bbbb aaaa cccc aaaa bbbb', 'aaaa=1 bbbb=2 aaaa=1 cccc=3 aaaa=1 bbbb=4')
  check('aaaaaaaaa aaaaaaaaa', 'aaaaaaaaa=1 aaaaaaaaa=2')
})
