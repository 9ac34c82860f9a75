/**
 * Structural search beside ast-grep's own command line: the same matches in the same trees, found in files that were chosen by the texts
 * that they must contain. `run` takes a pattern as it stands; where that cannot be read alone (Go's calls of packages, C's calls, most of PHP),
 * ast-grep is given the same place by a rule with context and selector.
 */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { languageOf } from '../../engine/lang.ts'
import { compilePattern, DEFAULT_LIMITS, scanDocument, type DocumentMatcher } from '../../engine/scan/index.ts'
import { grammarOf } from '../grammars.ts'
import { parseSource } from '../source.ts'
import { runAstGrep } from './ast-grep.fixture.ts'
import { findStructure, fitStructure, readStructure } from './index.ts'
import { trees } from './peer.fixture.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-structure-'))
  for (const [path, text] of Object.entries({ ...trees, ...ownSources() })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Real code of some size: a part of this very program. */
function ownSources(): Record<string, string> {
  const here = join(import.meta.dirname, '../../engine/query')
  return Object.fromEntries(readdirSync(here).filter((name) => /^p\w+\.ts$|^lex|^dnf/.test(name)).map((name) => [`own/${name}`, readFileSync(join(here, name), 'utf8')]))
}

type Found = { places: string[]; files: number; candidates: number }

function find(language: string, { pattern, rule }: { pattern: string | null; rule: string | null }): Found {
  const structure = readStructure({ pattern, rule })
  const grammar = grammarOf(language)
  if (grammar === undefined || 'refused' in structure) throw new Error(`${language} can be read, and so can ${pattern}`)
  const fitted = fitStructure({ grammar }, structure)
  if (fitted.state === 'unfit') throw new Error(`${pattern} ${fitted.why}`)
  const compiled = fitted.needed && compilePattern(fitted.needed, { caseSensitive: true })
  const matcher = compiled?.ok ? compiled.matcher : null
  const files = filesOf(language)
  const chosen = files.filter((path) => isCandidate(path, matcher))
  const places = chosen.flatMap((path) => {
    const [found] = findStructure(parseSource(grammar, readFileSync(join(folder, path), 'utf8')), { finders: [fitted.finder], maxMatches: 10_000 })
    return found?.matches.map(({ start, end }) => `${path} ${start.offset}-${end.offset}`) ?? []
  })
  return { places: places.sort(), files: files.length, candidates: chosen.length }
}

const filesOf = (language: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => languageOf(path) === language)

function isCandidate(path: string, matcher: DocumentMatcher | null): boolean {
  return matcher === null || scanDocument({ path, bytes: readFileSync(join(folder, path)) }, matcher, { limits: DEFAULT_LIMITS }).kind === 'match'
}

let narrowed = 0

/** Each line a pattern, as `ast-grep run` takes it too. Something is found of each. */
const check = (language: string, name: string, patterns: string) =>
  describe(language, () => {
    test.each(patterns.trim().split('\n').map((line) => line.trim()))('%s', (pattern) => {
      const { places, files, candidates } = find(language, { pattern, rule: null })
      expect(places).toEqual(runAstGrep(['run', '--lang', name, '--pattern', pattern], folder))
      expect(places.length).toBeGreaterThan(0)
      if (candidates < files) narrowed++
    })
  })

check('TypeScript', 'ts', `
  $A.push($B)
  $A.map($$$B)
  if ($A) return undefined
  function $NAME($$$ARGS): $T { $$$BODY }
  const $A: $T = $B
  $A === $B ? $C : $D
  return { $$$A }
  import { $$$A } from './ast.ts'
  new Map($A)
  $A ?? $B
  for (const $A of $B) $C
  return $A
`)
check('JavaScript', 'js', `
  console.log($$$)
  $A.then($B).catch($C)
  async function $F($$$) { $$$ }
  try { $$$ } catch ($E) { }
  $A == null
`)
check('Python', 'py', `
  print($$$)
  $A.get($B, None)
  with open($$$A) as $F: $$$B
  def $F($$$A): $$$B
  raise $E($$$)
  $A == None
`)
check('Go', 'go', `
  if err != nil { return $$$A }
  $A, err := $B($$$C)
  defer $A.Close()
  go func() { $$$ }()
  type $T struct { $$$F }
  make(map[$K]$V)
`)
check('Java', 'java', `
  new $T($$$)
  $A.equals($B)
  System.out.println($A)
  if ($A == null) $B
`)
check('Rust', 'rs', `
  $A.unwrap()
  match $A { $$$B }
  unsafe { $$$ }
  println!($$$)
`)
check('Ruby', 'rb', `
  $A.where($$$)
  raise $E
  $A.where($$$).$M
  puts $A
`)
check('C', 'c', `
  if ($A) return $B;
  memcpy($A, $B, sizeof($B))
  while ($A) { $$$ }
`)
check('C++', 'cpp', 'delete $A;')
check('Kotlin', 'kt', '$A!!\nprintln($A)')
check('Shell', 'bash', 'rm -rf $A\necho $A')
check('C#', 'cs', 'Console.WriteLine($A)')
check('Lua', 'lua', 'print($$$A)')
check('Swift', 'swift', 'print($A)')

/** The same rule for both. */
const checkRule = (language: string, name: string, rule: string) =>
  test(`${language}: ${rule}`, () => {
    const { places } = find(language, { pattern: null, rule })
    expect(places).toEqual(runAstGrep(['scan', '--inline-rules', `id: x\nlanguage: ${name}\nrule: ${rule}`], folder))
    expect(places.length).toBeGreaterThan(0)
  })

describe('rules', () => {
  checkRule('TypeScript', 'TypeScript', '{pattern: "$A.push($B)", inside: {kind: for_in_statement, stopBy: end}}')
  checkRule('TypeScript', 'TypeScript', '{kind: function_declaration, has: {pattern: "$A.flatMap($$$)", stopBy: end}, not: {has: {pattern: "$A.map($$$)", stopBy: end}}}')
  checkRule('TypeScript', 'TypeScript', '{any: [{pattern: "$A.at(-1)"}, {kind: regex, regex: "d"}]}')
  checkRule('Python', 'Python', '{pattern: "print($$$)", inside: {kind: function_definition, stopBy: end}}')
  checkRule('Go', 'Go', '{pattern: {context: "func f() { fmt.Println($A) }", selector: call_expression}}')
  checkRule('JavaScript', 'JavaScript', '{kind: call_expression, regex: "^console"}')
})

/** A pattern of ours, and the rule that says the same to ast-grep. */
const checkPlace = (language: string, name: string, pattern: string, rule: string) =>
  test(`${language}: ${pattern} is ${rule}`, () => {
    const { places } = find(language, { pattern, rule: null })
    expect(places).toEqual(runAstGrep(['scan', '--inline-rules', `id: x\nlanguage: ${name}\nrule: ${rule}`], folder))
    expect(places.length).toBeGreaterThan(0)
  })

describe('patterns that cannot stand alone', () => {
  checkPlace('Go', 'Go', 'fmt.Println($A)', '{pattern: {context: "func f() { fmt.Println($A) }", selector: call_expression}}')
  checkPlace('C', 'C', 'free($A)', '{pattern: {context: "void f() { free($A); }", selector: call_expression}}')
  checkPlace('C++', 'Cpp', 'std::move($A)', '{pattern: {context: "void f() { std::move($A); }", selector: call_expression}}')
  checkPlace('Java', 'Java', 'public $T $F($$$A) { $$$B }', '{pattern: {context: "class A { public $T $F($$$A) { $$$B } }", selector: method_declaration}}')
})

test('texts that must be there have narrowed the choice', () => expect(narrowed).toBeGreaterThan(10))
