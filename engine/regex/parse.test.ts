import { expect, test } from 'vitest'
import { printRegex } from './ast.ts'
import { MAX_NESTING, MAX_SOURCE_LENGTH, NO_FLAGS, parseRegex } from './parse.ts'

function check(cases: readonly (readonly [source: string, tree: string])[]): void {
  for (const [source, tree] of cases) {
    const parsed = parseRegex(source)
    expect(`${source} → ${parsed.ok ? printRegex(parsed.ast) : parsed.issue.message}`).toBe(`${source} → ${tree}`)
  }
}

function refuses(cases: readonly (readonly [source: string, message: RegExp, at: string])[]): void {
  for (const [source, message, at] of cases) {
    const parsed = parseRegex(source)
    expect(parsed.ok, source).toBe(false)
    if (parsed.ok) continue
    expect(parsed.issue.message, source).toMatch(message)
    expect(`${source}: ${source.slice(parsed.issue.start, parsed.issue.end)}`).toBe(`${source}: ${at}`)
  }
}

test('literals and what joins them', () =>
  check([
    ['', 'emp{}'],
    ['a', 'lit{a}'],
    ['abc', 'str{abc}'],
    ['ab+', 'cat{lit{a}plus{lit{b}}}'],
    ['a|b', 'alt{lit{a}lit{b}}'],
    ['a|', 'alt{lit{a}emp{}}'],
    ['(|a)', 'cap{alt{emp{}lit{a}}}'],
    ['💧💧*', 'cat{lit{💧}star{lit{💧}}}'],
    ['a{,2}', 'str{a{,2}}'],
    ['a{', 'str{a{}'],
    ['{a}', 'str{{a}}'],
    [']', 'lit{]}'],
    ['\\Qa.b\\E.', 'cat{str{a.b}cc{0x0-0x9 0xb-0x10ffff}}'],
    ['\\Qab\\E+', 'cat{lit{a}plus{lit{b}}}'],
    ['\\Qab', 'str{ab}'],
  ]))

test('repetition', () =>
  check([
    ['a*', 'star{lit{a}}'],
    ['a+?', 'nplus{lit{a}}'],
    ['a??', 'nque{lit{a}}'],
    ['a{2}', 'rep{2,2 lit{a}}'],
    ['a{2,}', 'rep{2, lit{a}}'],
    ['a{0,3}?', 'nrep{0,3 lit{a}}'],
    ['(?U)a*a*?', 'cat{nstar{lit{a}}star{lit{a}}}'],
    ['(a*)+', 'plus{cap{star{lit{a}}}}'],
    ['^*', 'star{bot{}}'],
  ]))

test('classes', () =>
  check([
    ['[a-c]', 'cc{0x61-0x63}'],
    ['[^a-c]', 'cc{0x0-0x60 0x64-0x10ffff}'],
    ['[]a]', 'cc{0x5d 0x61}'],
    ['[^]]', 'cc{0x0-0x5c 0x5e-0x10ffff}'],
    ['[a-]', 'cc{0x2d 0x61}'],
    ['[-a]', 'cc{0x2d 0x61}'],
    ['[a-c-e]', 'cc{0x2d 0x61-0x63 0x65}'],
    ['[\\d_]', 'cc{0x30-0x39 0x5f}'],
    ['[^\\D]', 'cc{0x30-0x39}'],
    ['\\s', 'cc{0x9-0xa 0xc-0xd 0x20}'],
    ['\\W', 'cc{0x0-0x2f 0x3a-0x40 0x5b-0x5e 0x60 0x7b-0x10ffff}'],
    ['[[:alpha:][:digit:]]', 'cc{0x30-0x39 0x41-0x5a 0x61-0x7a}'],
    ['[[:^ascii:]]', 'cc{0x80-0x10ffff}'],
    ['[[:word:]]', 'cc{0x30-0x39 0x41-0x5a 0x5f 0x61-0x7a}'],
    ['[[a]', 'cc{0x5b 0x61}'],
    ['\\p{Ogham}', 'cc{0x1680-0x169c}'],
    ['\\P{^Ogham}', 'cc{0x1680-0x169c}'],
    ['\\p{^Ogham}', 'cc{0x0-0x167f 0x169d-0x10ffff}'],
    ['\\P{Any}', 'cc{}'],
    ['[\\pN&&a]', printedClass(/[\p{N}&a]/u)],
    ['.', 'cc{0x0-0x9 0xb-0x10ffff}'],
    ['(?s).', 'cc{0x0-0x10ffff}'],
  ]))

/** The members of a JavaScript class, as our printer shows them. */
function printedClass(members: RegExp): string {
  const ranges: string[] = []
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
    const isMember = (value: number) => value <= 0x10ffff && members.test(String.fromCodePoint(value))
    if (!isMember(codePoint)) continue
    const first = codePoint
    while (isMember(codePoint + 1)) codePoint += 1
    ranges.push(first === codePoint ? `0x${first.toString(16)}` : `0x${first.toString(16)}-0x${codePoint.toString(16)}`)
  }
  return `cc{${ranges.join(' ')}}`
}

test('escapes', () =>
  check([
    ['\\x41\\x{1F4A7}\\101\\0', 'str{A💧A\0}'],
    ['\\a\\f\\t\\n\\r\\v', 'str{\x07\f\t\n\r\v}'],
    ['\\.\\-\\/\\_\\"', 'str{.-/_"}'],
    ['[\\n\\x{2603}\\]]', 'cc{0xa 0x5d 0x2603}'],
    ['\\A\\z\\b\\B', 'cat{bot{}eot{}wb{}nwb{}}'],
  ]))

test('groups and flags', () =>
  check([
    ['(a)(?:b)(?P<x>c)(?<y_1>d)', 'cat{cap{lit{a}}lit{b}cap{x:lit{c}}cap{y_1:lit{d}}}'],
    ['^a$', 'cat{bot{}lit{a}eot{}}'],
    ['(?m)^a$', 'cat{bol{}lit{a}eol{}}'],
    ['(?m)^(?-m:^)^', 'cat{bol{}bot{}bol{}}'],
    ['((?i)a)a', 'cat{cap{litfold{a}}lit{a}}'],
    ['(?i)a_B', 'strfold{a_B}'],
    ['(?i)1', 'lit{1}'],
    ['(?i:a)b', 'cat{litfold{a}lit{b}}'],
    ['(?i)[k-l]', 'cc{0x4b-0x4c 0x6b-0x6c 0x212a}'],
    ['(?i)[^k]', 'cc{0x0-0x4a 0x4c-0x6a 0x6c-0x2129 0x212b-0x10ffff}'],
    ['(?i)\\W', 'cc{0x0-0x2f 0x3a-0x40 0x5b-0x5e 0x60 0x7b-0x17e 0x180-0x2129 0x212b-0x10ffff}'],
    ['(?is-m).', 'cc{0x0-0x10ffff}'],
  ]))

test('what is refused, why, and where', () =>
  refuses([
    ['a(?=b)', /look-ahead/, '(?='],
    ['(?!b)', /look-ahead/, '(?!'],
    ['(?<=b)', /look-behind/, '(?<='],
    ['(?<!b)', /look-behind/, '(?<!'],
    ['(?>a)', /atomic group/, '(?>'],
    ['(?#a)', /comment/, '(?#'],
    ['(?P=n)', /back-reference/, '(?P='],
    ['(?(1)a)', /condition/, '(?('],
    ['(a)\\1', /back-reference/, '\\1'],
    ['\\k<n>', /back-reference/, '\\k'],
    ['a*+', /Possessive/, '+'],
    ['a**', /cannot itself be repeated/, '*'],
    ['a{2}{3}', /cannot itself be repeated/, '{3}'],
    ['*a', /nothing for \* to repeat/, '*'],
    ['a|+', /nothing for \+ to repeat/, '+'],
    ['a\\Q\\E*', /nothing for \* to repeat/, '*'],
    ['{2}', /nothing for this count/, '{2}'],
    ['a{1001}', /counts go up to 1000/, '{1001}'],
    ['a{3,2}', /at least 3 and at most 2/, '{3,2}'],
    ['(a', /no \) that closes/, '(a'],
    ['a)', /no \( before/, ')'],
    ['[a', /no \] that closes/, '[a'],
    ['[z-a]', /ends before it starts/, 'z-a'],
    ['[a-\\d]', /cannot end in a class/, 'a-\\d'],
    ['[[:foo:]]', /no POSIX class/, '[:foo:]'],
    ['\\p{Klingon}', /“Klingon”/, '\\p{Klingon}'],
    ['\\p', /not complete/, '\\p'],
    ['\\x4', /two hexadecimal digits/, '\\x'],
    ['\\x{110000}', /last code point/, '\\x{110000}'],
    ['\\u0041', /\\x\{…\}/, '\\u'],
    ['\\C', /single byte/, '\\C'],
    ['\\Z', /\\z/, '\\Z'],
    ['\\y', /not an escape/, '\\y'],
    ['a\\', /single backslash/, '\\'],
    ['(?P<n>a)(?P<n>b)', /two groups named “n”/, '(?P<n>'],
    ['(?P<a-b>c)', /letters, digits/, '(?P<'],
    ['(?x)a', /not one that RE2 syntax knows/, '(?x'],
    ['(?i-)a', /not one that RE2 syntax knows/, '(?i'],
  ]))

test('long and deep expressions are refused, not run into', () => {
  const nested = (depth: number) => '('.repeat(depth) + 'a' + ')'.repeat(depth)
  expect(parseRegex(nested(MAX_NESTING)).ok).toBe(true)
  expect(parseRegex(nested(MAX_NESTING + 1))).toMatchObject({ ok: false, issue: { message: expect.stringMatching(/nested too deeply/) } })
  expect(parseRegex('('.repeat(10_000))).toMatchObject({ ok: false, issue: { message: expect.stringMatching(/nested too deeply/) } })
  expect(parseRegex('a'.repeat(MAX_SOURCE_LENGTH)).ok).toBe(true)
  expect(parseRegex('a|'.repeat(500_000))).toMatchObject({ ok: false, issue: { message: expect.stringMatching(/at most 16384/) } })
})

test('any text is a tree or an issue (seed 20)', () => {
  const pieces = ['(', ')', '(?', '(?i', '(?P<', 'n>', '[', ']', '[^', '[:', ':]', '-', '\\', '\\p{', '\\Q', '{', '}', '2', ',', '*', '+', '?', '|', 'a', '\ud83d', '💧', '\n', '^', '$', '.']
  let seed = 20
  const random = () => (seed = (seed * 48_271) % 2_147_483_647)
  for (let i = 0; i < 5000; i++) {
    const source = Array.from({ length: random() % 12 }, () => pieces[random() % pieces.length]).join('')
    const parsed = parseRegex(source, { ...NO_FLAGS, ignoreCase: i % 2 === 0 })
    if (parsed.ok) expect(typeof printRegex(parsed.ast)).toBe('string')
    else expect(parsed.issue.start <= parsed.issue.end && parsed.issue.end <= source.length, source).toBe(true)
  }
})
