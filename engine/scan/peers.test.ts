/**
 * The scanner against git grep and ripgrep, which share nothing with it: on a generated tree, the same lines match.
 *
 * Where the three differ on purpose, the case says so:
 *  - A match may cross lines here and not there, so that no pattern below can match a line break.
 *  - An empty match shows no line here, so that no pattern below can be empty.
 *  - git takes a byte order mark for text, and UTF-16 for binary: those files are left out for git.
 *  - ripgrep's \w, \d and \b know Unicode; here, as in RE2, they are ASCII: its patterns say so by (?-u:…).
 *  - Lines in Latin-1 are text here, and invalid bytes to the others: of those files only the other lines are compared, for the
 *    patterns that ask for more than ASCII.
 *  - ripgrep gives up a file at a NUL anywhere, git and we at one among the first 8,000 bytes: that file is left out for it.
 */

import { isUtf8 } from 'node:buffer'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeWith } from '../../test/support/need.ts'
import { pick, seeded, type Random } from '../../test/support/random.ts'
import { compilePattern } from './document.ts'
import { DEFAULT_LIMITS, scanDocument } from './scan.ts'

const SEED = 5

type Case = {
  pattern: string
  literal?: true
  ignoreCase?: true
  /** It may match a letter beyond ASCII. */
  letters?: true
  /** How ripgrep writes it, where that differs. */
  rg?: string
}

const CASES: Case[] = [
  { pattern: 'foo', literal: true },
  { pattern: 'a.c', literal: true },
  { pattern: '[x]', literal: true },
  { pattern: 'é', literal: true, letters: true },
  { pattern: '💧', literal: true },
  { pattern: 'FOO', literal: true, ignoreCase: true },
  { pattern: 'Bar|É', ignoreCase: true, letters: true },
  { pattern: 'fo+' },
  { pattern: '^foo' },
  { pattern: 'foo$' },
  { pattern: '^foo$' },
  { pattern: '^(foo|bar)+$' },
  { pattern: 'a.c' },
  { pattern: 'foo.*bar' },
  { pattern: '[a-c]{2,3}x' },
  { pattern: '[à-ÿ]+', letters: true },
  { pattern: '^.{3}$', letters: true },
  { pattern: '(a|ab)(c|bcd)' },
  { pattern: '\\bfoo\\b', rg: '(?-u:\\b)foo(?-u:\\b)' },
  { pattern: '\\w\\d+', rg: '[0-9A-Za-z_][0-9]+' },
  { pattern: '\\.' },
  { pattern: 'nowhere' },
]

const PIECES = ['foo', 'bar', 'a.c', 'abc', 'x', ' ', 'é', 'É', 'ÿ', '💧', '水', '_', '1', '22', '[x]', 'FOO', 'aab']

function randomText(random: Random, lineBreak: string): string {
  const line = () => Array.from({ length: random(6) }, () => pick(random, PIECES)).join('')
  return Array.from({ length: random(30) }, line).join(lineBreak) + (random(2) === 0 ? lineBreak : '')
}

/** Files by name. The extension says which peers see them: `.git` and `.rg` are for one only. */
function generateTree(): Map<string, Buffer> {
  const random = seeded(SEED)
  const files = new Map<string, Buffer>()
  for (let i = 0; i < 60; i++) files.set(`${i}.txt`, Buffer.from(randomText(random, pick(random, ['\n', '\n', '\r\n']))))
  for (let i = 0; i < 10; i++) {
    files.set(`latin${i}.txt`, Buffer.from(randomText(random, '\n'), 'latin1'))
    files.set(`bom${i}.rg`, Buffer.from(`\ufeff${randomText(random, '\n')}`))
    files.set(`utf16-${i}.rg`, Buffer.from(`\ufeff${randomText(random, '\r\n')}`, 'utf16le'))
  }
  files.set('empty.txt', Buffer.alloc(0))
  files.set('long.txt', Buffer.from(`${'x'.repeat(200_000)}foo${'y'.repeat(200_000)}\nbar\n`))
  files.set('binary.txt', Buffer.from('foo\n\0foo\n'))
  files.set('late-nul.git', Buffer.from(`${'foo\n'.repeat(3000)}\0foo\nbar`))
  return files
}

const TREE = generateTree()
let root = ''

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'firebreak-peers-'))
  mkdirSync(join(root, 'home'))
  mkdirSync(join(root, 'tree'))
  for (const [name, bytes] of TREE) writeFileSync(join(root, 'tree', name), bytes)
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

/** The output of a program that answers 1 if it finds nothing. Only what git and the shell are known to need is in its environment. */
function run(program: string, args: string[]): string {
  const env = { PATH: process.env.PATH, HOME: join(root, 'home'), GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C.UTF-8' }
  try {
    return execFileSync(program, args, { cwd: join(root, 'tree'), env, maxBuffer: 1 << 28 }).toString('latin1')
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 1) return ''
    throw error
  }
}

/** From `name:12:text` to `name:12`, sorted. */
function linesOf(output: string): string[] {
  return output.split('\n').flatMap((line) => /^([^:]+:\d+):/.exec(line)?.[1] ?? []).toSorted()
}

function ourLines({ pattern, literal, ignoreCase }: Case, isSeen: (name: string) => boolean): string[] {
  const compiled = compilePattern({ kind: 'atom', field: 'content', pattern, regex: !literal }, { caseSensitive: !ignoreCase })
  if (!compiled.ok) throw new Error(compiled.issue.message)
  const limits = { ...DEFAULT_LIMITS, maxMatches: 100_000, maxLines: 100_000 }
  const found: string[] = []
  for (const [path, bytes] of TREE) {
    if (!isSeen(path)) continue
    const outcome = scanDocument({ path, bytes }, compiled.matcher, { limits })
    if (outcome.kind === 'match') found.push(...outcome.lines.map(({ line }) => `${path}:${line + 1}`))
  }
  return found.toSorted()
}

/** The lines on which we and a peer should agree: see above about Latin-1. */
function comparable(lines: string[], { letters }: Case): string[] {
  return letters ? lines.filter((place) => !isLatin1(place)) : lines
}

function isLatin1(place: string): boolean {
  const [name = '', line] = place.split(':')
  return name.startsWith('latin') && !isUtf8(Buffer.from(TREE.get(name)?.toString('latin1').split('\n')[Number(line) - 1] ?? '', 'latin1'))
}

const nameOf = ({ pattern, literal, ignoreCase }: Case) => `${pattern}${literal ? ', literal' : ''}${ignoreCase ? ', ignoring case' : ''}`

describe(`git grep (seed ${SEED})`, () => {
  beforeAll(() => {
    run('git', ['init', '--quiet'])
    run('git', ['add', '--all'])
  })

  test.each(CASES.map((one) => [nameOf(one), one] as const))('%s', (_, one) => {
    const dialect = one.literal ? '--fixed-strings' : '--perl-regexp'
    const flags = one.ignoreCase ? ['--ignore-case'] : []
    const output = run('git', ['grep', '-n', '-I', '--no-color', dialect, ...flags, '-e', one.pattern, '--', '*.txt', '*.git'])
    expect(comparable(ourLines(one, (name) => !name.endsWith('.rg')), one)).toEqual(comparable(linesOf(output), one))
  })
})

describeWith('rg', `ripgrep (seed ${SEED})`, () => {
  test.each(CASES.map((one) => [nameOf(one), one] as const))('%s', (_, one) => {
    const flags = [...(one.ignoreCase ? ['--ignore-case'] : []), ...(one.literal ? ['--fixed-strings'] : [])]
    const files = ['--no-config', '--no-ignore', '--glob', '*.txt', '--glob', '*.rg']
    const output = run('rg', ['--line-number', '--no-heading', '--with-filename', '--color=never', ...files, ...flags, '-e', one.rg ?? one.pattern, '.'])
    expect(comparable(ourLines(one, (name) => !name.endsWith('.git')), one)).toEqual(comparable(linesOf(output.replaceAll(/^\.\//gm, '')), one))
  })
})

test('the tree has something to find for most patterns', () => {
  const found = CASES.filter((one) => ourLines(one, () => true).length > 0)
  expect(found.length).toBe(CASES.length - 1)
})
