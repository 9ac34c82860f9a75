import { describe, expect, test } from 'vitest'
import { seeded } from '../../test/support/random.ts'
import { tokensOf } from './tokens.ts'

const names = new Map([[256, 'N'], [257, '1'], [258, 'S']])

/** Kinds as letters, signs as they are, key words as `k`, with the line where it changes. */
function print(text: string): string {
  const { kinds, lines } = tokensOf(Buffer.from(text))
  return [...kinds].map((kind, at) => `${lines[at] === lines[at - 1] || lines[at] === 1 ? '' : `${lines[at]}:`}${names.get(kind) ?? (kind > 258 ? 'k' : String.fromCharCode(kind))}`).join(' ')
}

const check = (text: string, tokens: string) => test(`${JSON.stringify(text)} ⇒ ${tokens}`, () => expect(print(text)).toBe(tokens))

describe('kinds', () => {
  check('', '')
  check('if (a1 == 0x1F) { return b.c() }', 'k ( N = = 1 ) { k N . N ( ) }')
  check('größe 水 $x _y', 'N N N N')
  check('1.5e3 + 2', '1 . 1 + 1')
})

describe('texts', () => {
  check(`f("a \\" b", 'c', \`d\ne\`)\ng`, 'N ( S , S , S 2:) 3:N')
  check(`fn f<'a>(x: str)`, "k N < ' N > ( N : N )")
  check('don\'t "stop', `N ' N " N`)
  check(`\`${'x '.repeat(3000)}\``, `\` ${'N '.repeat(3000)}\``)
})

describe('comments', () => {
  check('a // b\nc', 'N 2:N')
  check('a /* b\n\n */ c', 'N 3:N')
  check('a /* never ends\n b', 'N')
  check('# a comment\nx = 1 # and one more\n#!/bin/sh', '2:N = 1')
  check('#include <a.h>\n#define B 1', '# N < N . N > 2:# N N 1')
  check('-- sql\nx--\ny - -1', '2:N - - 3:N - - 1')
})

test('any bytes of seed 5: no more tokens than bytes, lines as they are', () => {
  const random = seeded(5)
  for (let i = 0; i < 300; i++) {
    const bytes = Uint8Array.from({ length: random(200) }, () => (random(2) === 0 ? random(256) : 0x20 + random(96)))
    const { count, lines } = tokensOf(bytes)
    expect(count).toBeLessThanOrEqual(bytes.length)
    expect(lines.every((line, at) => line >= (lines[at - 1] ?? 1))).toBe(true)
    expect(lines.at(-1) ?? 1).toBeLessThanOrEqual(1 + bytes.filter((byte) => byte === 0x0a).length)
  }
})
