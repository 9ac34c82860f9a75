import { expect, test } from 'vitest'
import { outlineOf } from './headings.ts'

test.each([
  ['# One\ntext\n## Two ##', ['b0 1 One', 'b1 2 Two']],
  ['#no\n ### `Three`', ['b0 3 Three']],
  ['```\n# code\n```\n# After', ['b0 1 After']],
  ['~~~\n```\n# code\n~~~\n# After', ['b0 1 After']],
  ['````\n```\n# code', []],
  ['', []],
])('%j', (text, headings) => {
  const outline = outlineOf([{ id: 'b', type: 'markdown', text }, { id: 'c', type: 'commit', repo: 'r', oid: 'c0ffee' }])
  expect(outline.map((heading) => `${heading.block}${heading.at} ${heading.level} ${heading.text}`)).toEqual(headings)
})
