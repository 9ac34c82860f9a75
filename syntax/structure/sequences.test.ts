/** Sequences of tokens choose texts: whatever is found in a text, they stand in it; and they pass over many that have the same words. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { compilePattern } from '../../engine/scan/index.ts'
import { languageOf, loadLanguages } from '../../engine/lang.ts'
import { StepMeter } from '../../engine/regex/index.ts'
import { grammarOf, type Grammar } from '../grammars.ts'
import { parseSource } from '../source.ts'
import type { Finder } from './fit.ts'
import { findStructure, fitStructure, readStructure } from './index.ts'
import { trees } from './peer.fixture.ts'
import { wordsOf } from './words.ts'

await loadLanguages()

/** Numbers in [0, below), the same for a seed. */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const tokensOf = (text: string) => text.match(/\w+|\s+|[^\w\s]/g) ?? []

const comments = ['/* if (x) */', '// a\n', '// a \\\n b\n', '/* a /* b */ c */', ' # return\n', ' -- nil\n', '--[[ a\n]]', '\n=begin\na\n=end\n', '<!-- a\n']

/** The text with a few tokens left out, doubled, moved, or taken from elsewhere, or comments between them: mostly broken code. */
function mutated(text: string, others: readonly string[], random: (below: number) => number): string {
  const tokens = tokensOf(text)
  for (let times = 1 + random(4); times > 0 && tokens.length > 0; times--) {
    const at = random(tokens.length)
    const token = [others[random(others.length)] ?? '', tokens[at] ?? '', ' ', '1', '\n', comments[random(comments.length)]][random(6)] ?? ''
    tokens.splice(at, random(2), ...[[], [token], [token, token]][random(3)] ?? [])
  }
  return tokens.join('')
}

const passedOver = { lacking: 0, apart: 0 }
afterAll(() => expect(passedOver.apart).toBeGreaterThan(passedOver.lacking / 20))

const check = (grammar: Grammar, patterns: string) =>
  describe(grammar, () => {
    const texts = Object.entries(trees).filter(([path]) => grammarOf(languageOf(path) ?? '') === grammar).map(([, text]) => text)
    test.each(patterns.trim().split('\n').map((line) => line.trim()))('%s, seed 1', (pattern) => {
      const structure = readStructure({ pattern, rule: null })
      const fitted = 'refused' in structure ? null : fitStructure({ grammar }, structure)
      const compiled = fitted?.state === 'fits' && fitted.needed ? compilePattern(fitted.needed, { caseSensitive: true }) : null
      const words = fitted?.state === 'fits' && fitted.needed?.kind === 'and' ? fitted.needed.nodes.flatMap((node) => (node.kind === 'atom' && !node.regex ? node.pattern : [])) : []
      if (fitted?.state !== 'fits' || !compiled?.ok) throw new Error(`${pattern} needs some text`)
      const isChosen = (text: string) => compiled.matcher.match({ path: '', text: Buffer.from(text) }, { maxMatches: 1, meter: new StepMeter({}) }).kind === 'match'
      const random = createRandom(1)
      const all = texts.flatMap((text) => [text, ...Array.from({ length: 40 }, () => mutated(text, texts.flatMap(tokensOf), random))])
      for (const text of all) {
        const found = countIn(grammar, text, fitted.finder)
        if (found > 0) expect(isChosen(text), text).toBe(true)
        else if (words.some((word) => !text.includes(word))) passedOver.lacking++
        else if (!isChosen(text)) passedOver.apart++
        if (texts.includes(text)) expect(found, text).toBe(countIn(grammar, text, { rule: fitted.finder.rule }))
      }
    })
  })

const countIn = (grammar: Grammar, text: string, finder: Finder) => findStructure(parseSource(grammar, text), { finders: [finder], maxMatches: 1000 })[0]?.matches.length ?? 0

check('JavaScript', `
  console.log($$$)
  $A.then($B).catch($C)
  async function $F($$$) { $$$ }
  try { $$$ } catch ($E) { }
  x === null
`)
check('python', `
  print($$$)
  $A.get($B, None)
  raise $E($$$)
  def get($A, key): $$$
`)
check('go', `
  if err != nil { return $$$A }
  f, err := os.Open($A)
  go func() { $$$ }()
`)
check('java', `
  new Thread($$$)
  if (b == null) $B
  private final $T names = $A;
`)
check('rust', '$A.unwrap()\nunsafe { $$$ }')
check('ruby', 'raise ArgumentError\nUser.where($$$).first')
check('c', 'memcpy($A, $B, sizeof($B))\nif ($A) return $B;')
check('cpp', 'std::move($A)')
check('bash', 'rm -rf $A')
check('csharp', 'Console.WriteLine($A)')
check('kotlin', 'x!!.length')
check('lua', 'print($$$A)')
check('swift', 'print($A)')

test('the words of TypeScript, which no list of its nodes tells, are those that stand in our own code', () => {
  const known = new Set(wordsOf('TypeScript'))
  const folders = ['engine/query', 'engine/regex', 'src/platform', 'syntax'].map((name) => join(import.meta.dirname, '../..', name))
  const texts = folders.flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(folder, name), 'utf8')))
  const unknown = texts.flatMap((text) => tokensWithoutName(text)).filter((word) => !known.has(word))
  expect([...new Set(unknown)]).toEqual([])
})

function tokensWithoutName(text: string): string[] {
  const { root } = parseSource('TypeScript', text)
  return root.findAll({ rule: { regex: '^[a-z]+$', not: { has: { regex: '.' } } } }).filter((node) => !node.isNamed() && node.isLeaf()).map((node) => node.text())
}
