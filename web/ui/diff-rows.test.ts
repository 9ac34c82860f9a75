import { describe, expect, test } from 'vitest'
import { changedParts, firstLines, openAtFirst, pairLines, wordsFor, type DiffFile, type DiffLine } from './diff-rows.ts'

/** ` a`, `-b`, `+c`, as in a patch. */
const linesOf = (patch: string): DiffLine[] =>
  patch === '' ? [] : patch.split('\n').map((line) => ({ kind: line[0] === '+' ? 'added' : line[0] === '-' ? 'removed' : 'context', oldLine: 1, newLine: 1, text: line.slice(1) }))

function fileOf(patch: string, more: Partial<DiffFile> = {}): DiffFile {
  const lines = linesOf(patch)
  return { status: 'modified', oldPath: 'a', newPath: 'a', binary: false, added: 0, removed: 0, truncated: false, hunks: lines.length > 0 ? [{ header: '@@', lines }] : [], ...more }
}

describe('side by side', () => {
  test.each([
    ['', ''],
    [' a', 'a|a'],
    ['-a\n+b', 'a|b'],
    ['-a\n-b\n+c', 'a|c b|'],
    ['-a\n+b\n+c', 'a|b |c'],
    ['+a\n b\n-c', '|a b|b c|'],
    ['+a\n-b', '|a b|'],
  ])('%j', (patch, expected) => expect(pairLines(linesOf(patch)).map(({ left, right }) => `${left?.text ?? ''}|${right?.text ?? ''}`).join(' ')).toBe(expected))
})

describe('the part of a line that changed', () => {
  test.each([
    ['-const a = 1\n+const a = 2', '[1] [2]'],
    ['-call(a)\n+call(a, b)', '[, b]'],
    ['-call(a, b)\n+call(a)', '[, b]'],
    ['-{ deep: true } // x\n+{ deep: false } // x', '[true] [false]'],
    ['-const oldName = f(1)\n+const oldNames = f(1)', '[oldName] [oldNames]'],
    ['-aaaa\n+bbbb', ''],
    ['-const 😀 = 1;\n+const 😀 = 23;', '[1] [23]'],
    ['-alone', ''],
  ])('%j', (patch, expected) => {
    const parts = changedParts(linesOf(patch))
    expect([...parts].map(([{ text }, [start, length]]) => `[${[...text].slice(start, start + length).join('')}]`).join(' ')).toBe(expected)
  })
})

test.each<[name: string, sizes: number[], open: string]>([
  ['small ones', [1, 2], 'open open'],
  ['a big one', [601, 2], 'closed open'],
  ['many', [600, 600, 600, 600, 600, 1], 'open open open open open closed'],
])('%s at first', (_, sizes, open) => {
  const files = sizes.map((size) => fileOf(Array.from({ length: size }, () => '+x').join('\n')))
  expect(openAtFirst(files).map((one) => (one ? 'open' : 'closed')).join(' ')).toBe(open)
})

test.each([
  [0, []],
  [2, [2]],
  [4, [3, 1]],
  [9, [3, 2]],
])('the first %d lines', (limit, sizes) => {
  const hunks = [{ header: '1', lines: linesOf('+a\n+b\n+c') }, { header: '2', lines: linesOf('+d\n+e') }]
  expect(firstLines(hunks, limit).map(({ lines }) => lines.length)).toEqual(sizes)
})

test.each<[more: Partial<DiffFile>, words: RegExp]>([
  [{ binary: true }, /Binary/],
  [{ truncated: true }, /too long/],
  [{ status: 'renamed' }, /Moved/],
  [{ status: 'added' }, /empty file was added/],
  [{}, /mode/],
])('in words: %j', (more, words) => expect(wordsFor(fileOf('', more))).toMatch(words))

test('a change that can be shown needs no words', () => expect(wordsFor(fileOf('+a'))).toBe(''))
