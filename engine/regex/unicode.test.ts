import { expect, test } from 'vitest'
import { caseOrbit, unicodeProperty } from './unicode.ts'

test('orbits are those of simple case folding', () => {
  const cases: [char: string, orbit: string][] = [
    ['a', 'Aa'],
    ['_', '_'],
    ['k', 'Kk\u212a'],
    ['\u212a', 'Kk\u212a'],
    ['S', 'Ssſ'],
    ['ß', 'ßẞ'],
    ['i', 'Ii'],
    ['İ', 'İ'],
    ['ı', 'ı'],
    ['σ', 'Σςσ'],
    ['\u00b5', '\u00b5\u039c\u03bc'],
    ['\u01c5', '\u01c4\u01c5\u01c6'],
    ['𐐀', '𐐀𐐨'],
  ]
  for (const [char, orbit] of cases) {
    expect(`${char}: ${String.fromCodePoint(...caseOrbit(char.codePointAt(0) ?? 0))}`).toBe(`${char}: ${orbit}`)
  }
})

test('no two of one orbit differ, and no two of different orbits agree, for the regular expressions of JavaScript', () => {
  const cased = [...everyCodePoint()].filter((char) => /[\p{Cased}\p{Changes_When_Casemapped}]/u.test(char)).join('')
  for (const char of sample(cased, 40)) {
    const agreeing = [...cased.matchAll(new RegExp(char, 'giu'))].map(([other]) => other)
    const orbit = caseOrbit(char.codePointAt(0) ?? 0).map((member) => String.fromCodePoint(member))
    expect(new Set(orbit), char).toEqual(new Set(agreeing))
  }
})

function* everyCodePoint(): Generator<string> {
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
    if (codePoint < 0xd800 || codePoint > 0xdfff) yield String.fromCodePoint(codePoint)
  }
}

/** Every `step`th code point. */
const sample = (text: string, step: number) => [...text].filter((_, i) => i % step === 0)

test('properties are named as in RE2', () => {
  const cases: [name: string, member: string][] = [
    ['L', 'é'],
    ['Lu', 'É'],
    ['Nd', '٣'],
    ['Greek', 'λ'],
    ['Han', '水'],
    ['Any', '💧'],
  ]
  for (const [name, member] of cases) {
    const set = unicodeProperty(name) ?? []
    const codePoint = member.codePointAt(0) ?? 0
    expect(set.some((lo, i) => i % 2 === 0 && lo <= codePoint && codePoint <= set[i + 1]), name).toBe(true)
  }
  for (const name of ['', 'Klingon', 'L}', 'Script=Greek']) expect(unicodeProperty(name), name).toBe(null)
})

test('the planes of which one code point is looked at are uniform', () => {
  const textOf = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)).join('')
  expect(/^\p{Cn}+$/u.test(textOf(0x40000, 0xdffff))).toBe(true)
  expect(/^\p{Co}+$/u.test(textOf(0xf0000, 0xffffd) + textOf(0x100000, 0x10fffd))).toBe(true)
  expect(unicodeProperty('Co')).toEqual([0xe000, 0xf8ff, 0xf0000, 0xffffd, 0x100000, 0x10fffd])
  expect(unicodeProperty('Cn')?.slice(-6)).toEqual([0xe01f0, 0xeffff, 0xffffe, 0xfffff, 0x10fffe, 0x10ffff])
})
