import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { quickDisk } from '../disk/faulty.fixture.ts'
import type { PatternNode } from '../pattern.ts'
import { UNMETERED } from '../regex/index.ts'
import { compilePattern, DEFAULT_LIMITS, scanText, type Range } from '../scan/index.ts'
import { freshPart } from './fresh.ts'
import { Graph, reach, walk } from './graph.ts'
import type { NewCommit, StoredCommit } from './input.ts'
import { generatedCommits, oidOf, plainPasses, plainWalk, type PlainRange } from './plain.fixture.ts'
import { CompiledQuery, type CommitQuery } from './query.ts'
import { CommitSearch } from './search.ts'
import { CommitStore } from './store.ts'
import { CommitWriter } from './writer.ts'

const root = mkdtempSync(join(tmpdir(), 'firebreak-commits-'))
afterAll(() => rmSync(root, { recursive: true }))
let folders = 0
const newFolder = () => join(root, String(++folders))

type Building = { maxRunBytes?: number; /** Commits to disk after so many. */ every?: number; merge?: boolean; folder?: string }

function build(commits: readonly NewCommit[], { maxRunBytes, every = Infinity, merge = false, folder = newFolder() }: Building = {}): string {
  const writer = new CommitWriter({ disk: quickDisk, folder, ...(maxRunBytes === undefined ? {} : { maxRunBytes }) })
  commits.forEach((commit, i) => {
    if (i > 0 && i % every === 0) writer.commit()
    writer.add(commit)
    while (merge && writer.merge());
  })
  writer.commit()
  while (merge && writer.merge());
  writer.sweep()
  writer.close()
  return folder
}

const ALL: CommitQuery = { pattern: null, caseSensitive: false, authors: [], committers: [], messages: [], from: -Infinity, to: Infinity }

/** A text of the message; `/…/` is an expression; `!` in front: it must not match; `a&b` and `a|b` are both or either. */
function pattern(text: string): PatternNode {
  for (const [sign, kind] of [['|', 'or'], ['&', 'and']] as const) if (text.includes(sign)) return { kind, nodes: text.split(sign).map(pattern) }
  if (text.startsWith('!')) return { kind: 'not', node: pattern(text.slice(1)) }
  const regex = /^\/.*\/$/.test(text)
  return { kind: 'atom', field: 'content', pattern: regex ? text.slice(1, -1) : text, regex }
}

/** Words as a search has them: `author:x`, `-message:x`, `from:3` (minutes from the beginning), `case:yes`; the rest is the pattern. */
function query(text: string): CommitQuery {
  const asked = { ...ALL, authors: [...ALL.authors], committers: [...ALL.committers], messages: [...ALL.messages] }
  for (const word of text.split('; ').filter(Boolean)) {
    const [, minus, field = '', value = ''] = /^(-?)(author|committer|message|from|to|case):(.*)$/.exec(word) ?? []
    const filter = { pattern: value, negated: minus === '-' }
    if (field === 'author') asked.authors.push(filter)
    else if (field === 'committer') asked.committers.push(filter)
    else if (field === 'message') asked.messages.push(filter)
    else if (field === 'from' || field === 'to') asked[field] = (1_700_000_000 + 60 * Number(value)) * 1000
    else if (field === 'case') asked.caseSensitive = true
    else asked.pattern = pattern(word)
  }
  return asked
}

type Hit = { commit: StoredCommit; ranges: Range[] }

const shown = ({ commit: { oid, parents, author, committer, message }, ranges }: Hit): Hit => ({ commit: { oid, parents, author, committer, message }, ranges })

/** What the scanner and JavaScript say of one commit after the other. */
function plainly(commits: readonly NewCommit[], range: PlainRange, asked: CommitQuery): Hit[] {
  const compiled = asked.pattern && compilePattern(asked.pattern, asked)
  return plainWalk(commits, range).flatMap((commit) => {
    if (!plainPasses(commit, asked)) return []
    if (!compiled?.ok) return [shown({ commit, ranges: [] })]
    const outcome = scanText({ path: '', text: Buffer.from(commit.message), encoding: 'utf-8' }, compiled.matcher, { limits: DEFAULT_LIMITS })
    return outcome.kind === 'match' ? [shown({ commit, ranges: outcome.ranges })] : []
  })
}

const notCancelled = { isCancelled: () => false }

/** All pages of a search, in pieces of `count`, of a store and of commits that it has not. */
function ask(store: CommitStore, { tip, exclude = [] }: PlainRange, asked: CommitQuery, { fresh = [], count = 7 }: { fresh?: readonly NewCommit[]; count?: number } = {}): Hit[] {
  const part = freshPart(store, fresh)
  if (part === null) throw new Error('the fresh commits do not fit')
  const number = (oid: string) => {
    const place = fresh.findIndex((commit) => commit.oid === oid)
    return place < 0 ? store.numberOf(oid) : store.length + place
  }
  const order = walk(new Graph([...store.runs.map(({ shared }) => shared), part]), { tip: number(tip), exclude: exclude.map(number) }, UNMETERED)
  const search = new CommitSearch(store, new CompiledQuery(asked), notCancelled)
  const hits: Hit[] = []
  for (let at: number | null = 0; at !== null; ) {
    const page = search.page(order, { at, count })
    for (const hit of page.hits) hits.push(hit.kind === 'stored' ? hit : { commit: fresh[hit.place], ranges: [] })
    at = page.next
  }
  return hits
}

const LENGTH = 120
const RANGES: PlainRange[] = [
  { tip: oidOf(LENGTH - 1) }, { tip: oidOf(90) }, { tip: oidOf(0) }, { tip: oidOf(LENGTH - 1), exclude: [oidOf(100)] },
  { tip: oidOf(LENGTH - 2), exclude: [oidOf(70), oidOf(LENGTH - 1)] }, { tip: oidOf(50), exclude: [oidOf(50)] },
]
const QUERIES = [
  '', 'fix', 'FIX; case:yes', 'retry', '/rev.rts?/', '/^body$/', '/^$/', 'fix&timeout', 'fix|retry', 'fix&!timeout', '!fix', '/long first|first long/', 'first&last', '/s.*last/', 'long retry', 'nowhere to be found',
  'start', 'café', '💧', '\0', '/./', '/a\\nline/', '/\\Afix/', '/last\\z/',
  'author:grace', '-author:grace; fix', 'author:^Ada <; committer:example\\.org>$', 'author:GRACE; case:yes', 'author:å', '-committer:@; fix', 'author:^ <>$',
  'message:fix; message:timeout', '-message:fix; retry', 'message:^a$', 'from:100; to:120', 'from:100; author:ada; fix', 'to:50; -message:e', 'from:9999',
]

describe('what is found is what the plain way finds, in the order of the walk', () => {
  test.each([1, 2])('generated commits %i', (seed) => {
    const commits = generatedCommits(seed, LENGTH)
    const expected = RANGES.map((range) => QUERIES.map((text) => plainly(commits, range, query(text))))
    expect(QUERIES.filter((_text, j) => expected.some((hits) => hits[j].length > 0)).length).toBeGreaterThan(25)
    for (const building of [{}, { every: 50 }, { every: 25, merge: true }, { maxRunBytes: 40_000 }]) {
      const store = CommitStore.open(build(commits, building))
      expect(store.length).toBe(LENGTH)
      RANGES.forEach((range, i) => QUERIES.forEach((text, j) => expect([range, text, ask(store, range, query(text)).map(shown)]).toEqual([range, text, expected[i][j]])))
      store.close()
    }
  })

  test('ids of SHA-256, seed 3', () => {
    const commits = generatedCommits(3, 50, { oidBytes: 32 })
    const store = CommitStore.open(build(commits, { every: 20 }))
    const range = { tip: oidOf(49, 32) }
    for (const text of QUERIES) expect(ask(store, range, query(text)).map(shown)).toEqual(plainly(commits, range, query(text)))
    expect([store.numberOf(oidOf(30, 32)), store.numberOf(oidOf(30)), store.oidAt(30)]).toEqual([30, -1, oidOf(30, 32)])
    store.close()
  })
})

describe('commits that are not in the store yet take their places in the walk', () => {
  test.each([1, 2])('generated commits %i', (seed) => {
    const commits = generatedCommits(seed, LENGTH)
    for (const length of [0, 60, 115]) {
      const store = CommitStore.open(build(commits.slice(0, length)))
      // Git lists children before their parents.
      const fresh = commits.slice(length).reverse()
      for (const range of RANGES.slice(0, 5)) expect(ask(store, range, ALL, { fresh }).map(({ commit }) => commit.oid)).toEqual(plainWalk(commits, range).map(({ oid }) => oid))
      store.close()
    }
  })

  test('unless a parent is in neither', () => {
    const commits = generatedCommits(1, 20)
    const store = CommitStore.open(build(commits.slice(0, 10)))
    expect(freshPart(store, [{ ...commits[15], parents: [oidOf(12)] }])).toBeNull()
    store.close()
  })
})

describe('the store knows its commits', () => {
  const commits = generatedCommits(4, 60)
  const store = CommitStore.open(build(commits, { every: 25 }))
  afterAll(() => store.close())

  test('by their ids', () => {
    expect(commits.map(({ oid }) => [store.numberOf(oid), store.oidAt(store.numberOf(oid))])).toEqual(commits.map(({ oid }, number) => [number, oid]))
    expect([store.numberOf('0'.repeat(40)), store.numberOf('f'.repeat(40)), store.numberOf('')]).toEqual([-1, -1, -1])
  })

  test('and which of them are no parents', () => {
    const parents = new Set(commits.flatMap((commit) => commit.parents))
    expect(store.heads()).toEqual(commits.map(({ oid }) => oid).filter((oid) => !parents.has(oid)))
  })

  test('and which reach which', () => {
    const reached = new Set(plainWalk(commits, { tip: oidOf(40) }).map(({ oid }) => oid))
    const bits = reach(store.graph, [40], UNMETERED)
    expect(commits.filter((_commit, number) => (bits[number >>> 5] & (1 << (number & 31))) !== 0).map(({ oid }) => oid)).toEqual(commits.map(({ oid }) => oid).filter((oid) => reached.has(oid)))
  })
})

describe('what need not be read is not', () => {
  const commits = generatedCommits(5, 2000).map((commit, i) => ({ ...commit, message: `${commit.message} ${i === 1000 ? 'needle' : ''}` }))
  const store = CommitStore.open(build(commits))
  afterAll(() => store.close())
  const judged = (text: string) => {
    const search = new CommitSearch(store, new CompiledQuery(query(text)), notCancelled)
    search.page(Uint32Array.from(commits.keys()), { at: 0, count: Infinity })
    return search.judged
  }

  test.each([['needle', 70], ['/ne+dle/; author:ada', 40], ['from:100; to:110', 300], ['author:nobody', 0], ['fix&needle', 70]])('%s', (text, most) => {
    expect(judged(text)).toBeLessThanOrEqual(most)
  })

  test('and all is without anything to go by', () => expect(judged('!needle')).toBe(2000))
})

describe('what is built in pieces and joined is what is built at once, byte for byte', () => {
  const runsOf = (folder: string) => readdirSync(folder).filter((name) => name !== 'manifest').map((name) => readFileSync(join(folder, name)))

  test.each([1, 2])('generated commits %i', (seed) => {
    const commits = generatedCommits(seed, 120)
    const folder = build(commits, { every: 20 })
    expect(readdirSync(folder).length).toBeGreaterThan(5)
    const writer = new CommitWriter({ disk: quickDisk, folder })
    while (writer.merge({ always: true }));
    writer.sweep()
    writer.close()
    expect(runsOf(folder)).toEqual(runsOf(build(commits)))
  })
})

test('what was begun anew is only what came since, and the old stands until then', () => {
  const commits = generatedCommits(6, 30)
  const folder = build(commits)
  const writer = new CommitWriter({ disk: quickDisk, folder })
  const lengthOnDisk = () => {
    const store = CommitStore.open(folder)
    store.close()
    return store.length
  }
  writer.clear()
  writer.add({ ...commits[20], parents: [] })
  expect(lengthOnDisk()).toBe(30)
  writer.commit()
  writer.sweep()
  writer.close()
  expect([lengthOnDisk(), readdirSync(folder)]).toEqual([1, ['manifest', 'run-2']])
})

test('runs that are open already are taken over, unless others have come to their numbers', () => {
  const commits = generatedCommits(8, 30)
  const folder = build(commits.slice(0, 20))
  const first = CommitStore.open(folder)
  build(commits.slice(20), { folder })
  const second = CommitStore.open(folder, first)
  expect([second.length, second.runs[0] === first.runs[0], second.identity.startsWith(`${first.identity},`)]).toEqual([30, true, true])
  rmSync(folder, { recursive: true })
  const third = CommitStore.open(build(commits.slice(0, 10), { folder }), second)
  expect([third.length, third.runs[0] === second.runs[0], third.identity === first.identity]).toEqual([10, false, false])
  expect(ask(third, { tip: oidOf(9) }, ALL).length).toBe(plainWalk(commits, { tip: oidOf(9) }).length)
  third.close()
})

test('a commit before its parent is refused, and one that comes twice', () => {
  const writer = new CommitWriter({ disk: quickDisk, folder: newFolder() })
  const commits = generatedCommits(1, 5)
  expect(() => writer.add(commits[4])).toThrow('before one of its parents')
  writer.add(commits[0])
  expect(() => writer.add(commits[0])).toThrow('comes twice')
  writer.commit()
  expect(() => writer.add(commits[0])).toThrow('comes twice')
  writer.close()
})
