import { describe, expect, test } from 'vitest'
import { tokenAt, tokenAtColumn } from './code-token.ts'

/** `|` is where somebody points; the answer is the name with its columns. */
function pointed(text: string): string {
  const unit = text.indexOf('|')
  const token = tokenAt(text.replace('|', ''), unit, 7)
  return token ? `${token.text} ${token.line}:${token.column}-${token.endColumn}` : 'nothing'
}

describe('the name that is pointed at', () => {
  test.each([
    ['let |price = 1', 'price 7:5-10'],
    ['let pr|ice = 1', 'price 7:5-10'],
    ['let price| = 1', 'price 7:5-10'],
    ['let price |= 1', 'nothing'],
    ['|', 'nothing'],
    ['a.b|.c', 'b 7:3-4'],
    ['a|(b)', 'a 7:1-2'],
    ['x = 4|2', 'nothing'],
    ['x = 0x|ff', 'nothing'],
    ['$ra|te_2', '$rate_2 7:1-8'],
    ['😀 na|me', 'name 7:3-7'],
    ['größe|', 'größe 7:1-6'],
    ['"𝒳|y"', '𝒳y 7:2-4'],
  ])('%s: %s', (text, token) => expect(pointed(text)).toBe(token))

  test.each([
    ['😀 name', 3, 'name'],
    ['😀 name', 2, 'nothing'],
    ['name', 99, 'name'],
  ])('%s at column %i: %s', (text, column, name) => expect(tokenAtColumn(text, 1, column)?.text ?? 'nothing').toBe(name))
})
