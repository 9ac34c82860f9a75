import { describe, expect, test } from 'vitest'
import { NamedSources } from './named-sources.ts'
import { parseSource } from './source.ts'

describe('trees of which two are kept, and none is forgotten for another of the same search', () => {
  /** `a` adds or uses the text of four units with that name, `aa` one as heavy as two of them; `+` begins another search. Behind each stand the names that are forgotten. */
  const check = (steps: string, expected: string) =>
    test(`${steps} → ${expected}`, () => {
      let search = 0
      const sources = new NamedSources(136)
      const told = steps.split(' ').map((step) => {
        if (step === '+') return void search++, '+'
        if (sources.get(step, search)) return `${step} kept`
        const forgotten = sources.add(step, parseSource('python', ' '.repeat(68 * step.length - 64)), search)
        return forgotten.length === 0 ? step : `${step} -${forgotten.join(',')}`
      })
      expect(told.join(' | ')).toBe(expected)
    })

  check('a a', 'a | a kept')
  check('a b a b', 'a | b | a kept | b kept')
  check('a b c a', 'a | b | c -c | a kept')
  check('a b + c a', 'a | b | + | c -a | a -b')
  check('a b + a c a', 'a | b | + | a kept | c -b | a kept')
  check('a b + cc', 'a | b | + | cc -a,b')
  check('aaa a', 'aaa -aaa | a')
  check('a b + a cc b', 'a | b | + | a kept | cc -b,cc | b')
})
