import { describe, expect, test } from 'vitest'
import { compileRegex, findAllInString, type CompileOptions } from './index.ts'

type Case = readonly [pattern: string, text: string, matches: string]

/**
 * One line a case. `matches` marks each match in the text by brackets, so that what is found and where can be seen:
 * `a+` in 'baac' is 'b[aa]c'. Only matches that are not empty are shown.
 */
function check(cases: readonly Case[], options: CompileOptions = {}): void {
  for (const [pattern, text, marked] of cases) {
    expect(`${pattern} in ${marked}`).toBe(`${pattern} in ${mark(pattern, text, options)}`)
  }
}

function mark(pattern: string, text: string, options: CompileOptions): string {
  const compiled = compileRegex(pattern, options)
  if (!compiled.ok) return compiled.issue.message
  const chars = [...text]
  for (const { start, end } of findAllInString(compiled.matcher, text)) {
    chars[start] = `[${chars[start]}`
    chars[end - 1] = `${chars[end - 1]}]`
  }
  return chars.join('')
}

describe('the leftmost match, and of those the preferred one', () => {
  test('alternatives', () =>
    check([
      ['a|ab', 'abab', '[a]b[a]b'],
      ['ab|a', 'aab', '[a][ab]'],
      ['(a|ab)(c|bcd)', 'abcd', '[abcd]'],
      ['(a|ab)(c|bcd)?', 'abc', '[a]bc'],
      ['b|ab', 'ab', '[ab]'],
      ['foo|foobar', 'foobar', '[foo]bar'],
      ['(foo|foobar)$', 'foobar', '[foobar]'],
      ['|a', 'a', 'a'],
      ['a||b', 'ab', '[a]b'],
    ]))

  test('repetition', () =>
    check([
      ['a*', 'baac', 'b[aa]c'],
      ['a+?', 'aaa', '[a][a][a]'],
      ['a*?b', 'aab', '[aab]'],
      ['a*?', 'aaa', 'aaa'],
      ['a{2}', 'aaaaa', '[aa][aa]a'],
      ['a{2,3}', 'aaaaa', '[aaa][aa]'],
      ['a{2,3}?', 'aaaaa', '[aa][aa]a'],
      ['a{2,}', 'aaaaab', '[aaaaa]b'],
      ['(?:ab){1,2}c', 'ababc', '[ababc]'],
      ['".*"', '"a" "b"', '["a" "b"]'],
      ['".*?"', '"a" "b"', '["a"] ["b"]'],
      ['x{0}y', 'xy', 'x[y]'],
      // As Go's regexp and RE2 read it: no count.
      ['a{01}', 'aa{01}', 'a[a{01}]'],
      ['a{,2}', 'aa{,2}', 'a[a{,2}]'],
      ['a{ 1}', 'aa{ 1}', 'a[a{ 1}]'],
      ['\\Q\\Ea+', 'baa', 'b[aa]'],
      ['(a+)(b+)', 'aabbab', '[aabb][ab]'],
      ['(?U)a+', 'aa', '[a][a]'],
    ]))

  test('a body that may be empty is tried in its order of preference, as in Perl', () =>
    check([
      ['(|a)*', 'aa', 'aa'],
      ['(|a)+', 'aa', 'aa'],
      ['(a|)*', 'aa', '[aa]'],
      ['(a*)+', 'aa', '[aa]'],
      ['(a*)*b', 'aab', '[aab]'],
      ['(a?b??)*', 'ab', '[a]b'],
    ]))

  test('dot and lines', () =>
    check([
      ['a.b', 'a\nb acb', 'a\nb [acb]'],
      ['(?s)a.b', 'a\nb', '[a\nb]'],
      ['a[^x]b', 'a\nb', '[a\nb]'],
      ['a\\sb', 'a\nb', '[a\nb]'],
      ['.+', 'a\r\nb', '[a\r]\n[b]'],
    ]))
})

describe('assertions', () => {
  test('lines, as is the default', () =>
    check([
      ['^a', 'a\naa', '[a]\n[a]a'],
      ['a$', 'a\naa', '[a]\na[a]'],
      ['^a$', 'a\naa\na', '[a]\naa\n[a]'],
      ['^\\n', 'a\n\nb', 'a\n[\n]b'],
      ['\\Aa', 'a\na', '[a]\na'],
      ['a\\z', 'a\na', 'a\n[a]'],
      ['a$\\nb', 'a\nb', '[a\nb]'],
      ['(?-m)^a', 'a\na', '[a]\na'],
      ['x*^a', 'xa\na', 'xa\n[a]'],
      ['a$b', 'ab', 'ab'],
    ]))

  test('the whole text', () =>
    check(
      [
        ['^a', 'a\na', '[a]\na'],
        ['a$', 'a\na\n', 'a\na\n'],
        ['(?m)a$', 'a\na', '[a]\n[a]'],
      ],
      { multiLine: false },
    ))

  test('words are ASCII', () =>
    check([
      ['\\bfoo\\b', 'foo xfoo foox foo_ foo', '[foo] xfoo foox foo_ [foo]'],
      ['\\Bo', 'of foo', 'of f[o][o]'],
      ['\\b.', 'ab cd', '[a]b[ ][c]d'],
      ['\\bé', 'é aé', 'é a[é]'],
      ['a\\b|ab', 'ab', '[ab]'],
      ['(?:\\b|x)a', 'xa', '[xa]'],
      ['\\w+\\b', 'one two', '[one] [two]'],
      // The second way to the end of the loop must not count where the first, through \B, turns out to hold.
      ['(\\B|é)+', '-é', '-é'],
      ['(?:\\b|a)+', 'aa', 'a[a]'],
    ]))
})

test('UTF-8', () =>
  check([
    ['.', 'aé€💧', '[a][é][€][💧]'],
    ['[^a]', 'aé', 'a[é]'],
    ['é+', 'aéé', 'a[éé]'],
    ['[à-ý]+', 'aéêz', 'a[éê]z'],
    ['[\\x{1F4A0}-\\x{1F4B0}]', '💧🔥', '[💧]🔥'],
    ['\\pL+', 'añ水-1', '[añ水]-1'],
    ['\\p{Greek}+', 'abγδe', 'ab[γδ]e'],
    ['.{2}', 'é€a', '[é€]a'],
  ]))

test('ignoring case', () =>
  check(
    [
      ['straße', 'STRAßE Strasse STRAẞE', '[STRAßE] Strasse [STRAẞE]'],
      ['k', 'kK\u212a', '[k][K][\u212a]'],
      ['S', 's\u017f', '[s][\u017f]'],
      ['[a-c]+', 'xAbCd', 'x[AbC]d'],
      ['[^a]', 'aAb', 'aA[b]'],
      ['É', 'é', '[é]'],
      ['i', 'Iıİ', '[I]ıİ'],
      ['(?-i:a)b', 'aB AB', '[aB] AB'],
    ],
    { ignoreCase: true },
  ))

test('a literal means itself', () => {
  check([['a.(b', 'a.(b axb', '[a.(b] axb']], { literal: true })
  check([['a.(b', 'A.(B', '[A.(B]']], { literal: true, ignoreCase: true })
  check([['', 'a', 'a']], { literal: true })
})

test('bytes that are not UTF-8 match nothing, and hide nothing', () => {
  const bytes = Buffer.from([0x61, 0xff, 0x62, 0xe2, 0x82, 0x61, 0xc0, 0x80, 0x62])
  const cases: [pattern: string, found: [number, number] | null][] = [
    ['b', [2, 3]],
    ['[^b]b', null],
    ['a.b', null],
    ['.', [0, 1]],
    ['a|[^a]', [0, 1]],
    ['\\x{0}', null],
    ['\\x{ff}', null],
    ['ba', null],
    ['$', [9, 9]],
  ]
  for (const [pattern, found] of cases) {
    const compiled = compileRegex(pattern)
    const match = compiled.ok ? compiled.matcher.find(bytes, 0) : compiled.issue
    expect(`${pattern}: ${JSON.stringify(match)}`).toBe(`${pattern}: ${JSON.stringify(found && { start: found[0], end: found[1] })}`)
  }
})

test('a search of a part sees what is around it', () => {
  const bytes = Buffer.from('xfoo\nfoo bar')
  const cases: [pattern: string, from: number, to: number, found: string][] = [
    ['\\bfoo', 1, 12, '5-8'],
    ['^foo', 1, 12, '5-8'],
    ['foo', 1, 12, '1-4'],
    ['foo$', 0, 4, '1-4'],
    ['fo$', 0, 3, 'none'],
    ['fo\\b', 0, 3, 'none'],
    ['fo+', 0, 3, '1-3'],
    ['bar', 9, 11, 'none'],
    ['\\Afoo', 1, 12, 'none'],
    ['fo\\z', 0, 3, 'none'],
    ['', 3, 3, '3-3'],
    ['fo', 3, 2, 'none'],
    ['o*', 3, 2, 'none'],
  ]
  for (const [pattern, from, to, found] of cases) {
    const compiled = compileRegex(pattern)
    const match = compiled.ok ? compiled.matcher.find(bytes, from, to) : null
    const shown = match === null ? 'none' : `${match.start}-${match.end}`
    expect(`${pattern} in ${from}…${to}: ${shown}`).toBe(`${pattern} in ${from}…${to}: ${found}`)
  }
})
