import { describe, expect, test } from 'vitest'
import { clipLine, piecesOf, type Mark } from './code-pieces.ts'
import type { ColourSpan } from './code-colours.ts'

/** `k:let| x = |m:1` for a keyword, plain text and a mark; a hidden character stands as its code. */
function show(text: string, colours: ColourSpan[] = [], marks: Mark[] = []): string {
  return piecesOf({ text, colours, marks })
    .map(({ text, className, marked, hidden }) => `${className === '' ? '' : `${className}:`}${marked ? '*' : ''}${hidden ?? text}`)
    .join('|')
}

describe('a line in pieces', () => {
  test.each<[text: string, colours: ColourSpan[], marks: Mark[], shown: string]>([
    ['', [], [], ''],
    ['plain', [], [], 'plain'],
    ['let x', [{ from: 0, to: 3, className: 'k' }], [], 'k:let| x'],
    ['let x', [{ from: 0, to: 3, className: 'k' }], [[2, 2]], 'k:le|k:*t|* |x'],
    ['😀ab', [], [[1, 1]], '😀|*a|b'],
    ['ab', [], [[1, 99]], 'a|*b'],
    ['a\u202eb', [], [], 'a|U+202E right-to-left override|b'],
    ['a\u0007', [], [[0, 2]], '*a|*U+0007 control character'],
  ])('%j', (text, colours, marks, shown) => expect(show(text, colours, marks)).toBe(shown))
})

describe('a long line', () => {
  test.each<[name: string, text: string, marks: Mark[], room: number, clipped: ReturnType<typeof clipLine>]>([
    ['fits', 'abc', [[0, 1]], 3, { text: 'abc', marks: [[0, 1]], before: 0, after: 0 }],
    ['has its mark at the start', 'abcdefgh', [[0, 1]], 4, { text: 'abcd', marks: [[0, 1]], before: 0, after: 4 }],
    ['has its mark in the middle', 'abcdefgh', [[4, 1]], 4, { text: 'defg', marks: [[1, 1]], before: 3, after: 1 }],
    ['has its mark at the end', 'abcdefgh', [[7, 1]], 4, { text: 'efgh', marks: [[3, 1]], before: 4, after: 0 }],
    ['loses the marks outside', 'abcdefgh', [[0, 1], [7, 1]], 4, { text: 'abcd', marks: [[0, 1]], before: 0, after: 4 }],
    ['counts characters', '😀😀😀😀', [], 2, { text: '😀😀', marks: [], before: 0, after: 2 }],
  ])('%s', (_, text, marks, room, clipped) => expect(clipLine({ text, marks }, room)).toEqual(clipped))
})
