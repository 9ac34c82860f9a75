import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { countBits } from '../blocks/index.ts'
import { quickDisk } from '../disk/faulty.fixture.ts'
import type { PatternNode } from '../pattern.ts'
import { UNMETERED } from '../regex/index.ts'
import { ChangeSearch } from './changes.ts'
import { History } from './history.ts'
import { compileLinePattern } from './matches.ts'
import { generatedEvents, plainHistory, type PlainHistory } from './plain.fixture.ts'
import { countOverTime } from './series.ts'
import { HistoryWriter } from './writer.ts'

const root = mkdtempSync(join(tmpdir(), 'firebreak-matches-'))
afterAll(() => rmSync(root, { recursive: true }))

const SEEDS = [1, 2]
const COMMITS = 60
const plain = new Map(SEEDS.map((seed) => [seed, plainHistory(generatedEvents(seed, COMMITS))]))
/** Each history in one run, and in several. */
const histories = SEEDS.flatMap((seed) => [1 << 20, 4000].map((maxRunBytes) => ({ seed, history: build(seed, maxRunBytes) })))
afterAll(() => histories.forEach(({ history }) => history.close()))

function build(seed: number, maxRunBytes: number): History {
  const folder = join(root, `${seed}-${maxRunBytes}`)
  const writer = new HistoryWriter({ disk: quickDisk, folder, maxRunBytes })
  for (const event of generatedEvents(seed, COMMITS)) writer.add(event)
  writer.commit()
  writer.close()
  return History.open(folder)
}

const atom = (pattern: string): PatternNode => ({ kind: 'atom', field: 'content', pattern, regex: true })

/** Words are expressions that must all match, those after a `-` must not. */
function parse(query: string): PatternNode {
  const nodes = query.split(' ').map((word): PatternNode => (word.startsWith('-') ? { kind: 'not', node: atom(word.slice(1)) } : atom(word)))
  return nodes.length === 1 && nodes[0] !== undefined ? nodes[0] : { kind: 'and', nodes }
}

/** The same by looking through every line of every commit with JavaScript's own expressions. */
function plainly(query: string, { files, events }: PlainHistory) {
  const terms = query.split(' ').map((word) => ({ isWanted: !word.startsWith('-'), regex: new RegExp(word.replace(/^-/, '')) }))
  const line = (text: string) => text.replace(/\n$/, '')
  const holds = (lines: readonly string[]) => terms.every(({ isWanted, regex }) => lines.some((text) => regex.test(line(text))) === isWanted)
  const isShown = (text: string) => terms.some(({ isWanted, regex }) => isWanted && regex.test(line(text)))
  const changed = files.map((_files, position) => events.filter((event) => event.position === position).map(({ text }) => text))
  const counts = files.map((all) => [...all.values()].map(({ lines }) => lines.map(({ text }) => text)).filter(holds).flat().filter(isShown).length)
  return { commits: changed.flatMap((lines, position) => (lines.some(isShown) && holds(lines) ? [position] : [])), counts }
}

describe('the commits that changed a match, and the number of lines at every commit', () => {
  const check = (query: string) =>
    test.each(histories)(`${query}, in seed $seed`, ({ seed, history }) => {
      const compiled = compileLinePattern(parse(query), { caseSensitive: true })
      if (!compiled.ok) throw new Error(compiled.message)
      const options = { paths: null, meter: UNMETERED }
      const search = new ChangeSearch(history, compiled.pattern, options)
      const { positions, counts } = countOverTime(history, compiled.pattern, options)
      const known = plain.get(seed)
      if (known === undefined) throw new Error('no such seed')
      const at = (position: number) => counts[positions.findLastIndex((changed) => changed <= position)] ?? 0
      expect({ commits: [...search.positions], counts: known.files.map((_files, position) => at(position)) }).toEqual(plainly(query, known))
      const lines = known.events.filter(({ position }) => position === search.positions[0])
      if (query === '.*') expect(search.show(search.positions[0])).toMatchObject({ added: lines.filter(({ sign }) => sign > 0).length, removed: lines.filter(({ sign }) => sign < 0).length })
    })
  check('alpha')
  check('unique [0-9]+7'.replace(' ', '.'))
  check('^}$')
  check('^$')
  check('.*')
  check('\\s')
  check('a\\s+b')
  check('gamma[^x]*;')
  check('^[!-~]+$')
  check('long\\salpha\\slong')
  check('return beta')
  check('alpha -beta')
  check('beta -gamma -unique')
  check('nothing')
})

describe('what cannot be asked of lines is refused', () => {
  test.each([['a\\nb', false], ['a\nb', false], ['\\Aa', false], ['a\\z', false], ['(?-m)^a', false], ['a\\\\nb', true], ['[^a]\\s*', true]])('%j → %s', (pattern, isAllowed) => {
    expect(compileLinePattern(atom(pattern), { caseSensitive: true }).ok).toBe(isAllowed)
  })
})

test('most blocks need not be read', () => {
  const [{ history }] = histories
  const [run] = history.runs
  const compiled = compileLinePattern(atom('unique.12345'), { caseSensitive: true })
  if (!compiled.ok) throw new Error(compiled.message)
  expect(run.blockCount).toBeGreaterThan(10)
  expect(countBits(run.candidates(compiled.pattern.atoms[0].query))).toBeLessThan(run.blockCount / 3)
})
