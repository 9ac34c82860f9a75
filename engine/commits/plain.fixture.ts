/** Commits the plain way: a list of them, each judged by itself, walked as git does. Tests compare with it. */

import type { NewCommit } from './input.ts'
import type { CommitQuery } from './query.ts'

/** The generator of Park and Miller: numbers from 0 to below 1. */
export function randomFrom(seed: number): () => number {
  let state = (seed % 2147483646) + 1
  return () => (state = (state * 48271) % 2147483647) / 2147483647
}

const WORDS = ['fix', 'the', 'timeout', 'of', 'Retry', 'reverts', 'a\nline', '\n\nbody', 'café', 'ſtart', '💧', '\0', 'Signed-off-by: Ada <ada@example.com>', '#12', 'x'.repeat(300)]
const PEOPLE = [
  { name: 'Ada', email: 'ada@example.com' }, { name: 'Grace Hopper', email: 'grace@example.org' }, { name: 'Åsa <x>', email: 'åsa@example.com' },
  { name: '', email: '' }, { name: 'Ada', email: 'root@localhost' },
]

type Random = () => number

function pick<T>(random: Random, list: readonly T[]): T {
  const one = list[Math.floor(random() * list.length)]
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}

function message(random: Random): string {
  const dice = random()
  if (dice < 0.05) return ''
  const words = Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(random, WORDS))
  // Longer than a block, so that what is looked for may lie in different pieces of it.
  return dice < 0.1 ? `first ${'long '.repeat(1500)}${words.join(' ')} last` : words.join(' ')
}

export const oidOf = (number: number, oidBytes = 20): string => ((number + 1) * 2654435761).toString(16).padStart(12, '0').padEnd(oidBytes * 2, number.toString(16).padStart(4, '0'))

/** A history with several roots and heads, merges of up to four parents, and clocks that go wrong. */
export function generatedCommits(seed: number, length: number, { oidBytes = 20 } = {}): NewCommit[] {
  const random = randomFrom(seed)
  const commits: NewCommit[] = []
  for (let number = 0; number < length; number++) {
    const time = 1_700_000_000 + number * 60 + (random() < 0.2 ? Math.floor(random() * 4000) - 2000 : 0)
    const wild = random() < 0.02
    const count = number === 0 || random() < 0.01 ? 0 : random() < 0.8 ? 1 : 1 + Math.floor(random() * 4)
    const parents = Array.from({ length: count }, () => Math.max(0, number - 1 - Math.floor(random() ** 4 * 20)))
    commits.push({
      oid: oidOf(number, oidBytes), parents: [...new Set(parents)].map((parent) => oidOf(parent, oidBytes)),
      // Half of them in the same minute as another: then it matters which came first.
      date: wild ? 1e19 : time - (time % 120), author: { ...pick(random, PEOPLE), time: time - 3600 },
      committer: { ...pick(random, PEOPLE), time: wild ? 0 : time }, message: message(random),
    })
  }
  return commits
}

export type PlainRange = { tip: string; exclude?: readonly string[] }

/** As git-rev-list walks: what waits is sorted by date, and what came first stays first. */
export function plainWalk(commits: readonly NewCommit[], { tip, exclude = [] }: PlainRange): NewCommit[] {
  const byOid = new Map(commits.map((commit) => [commit.oid, commit]))
  const known = (oid: string) => {
    const commit = byOid.get(oid)
    if (commit === undefined) throw new Error(`there is no commit ${oid}`)
    return commit
  }
  const seen = new Set<string>()
  const mark = (oid: string): void => {
    if (seen.has(oid)) return
    seen.add(oid)
    known(oid).parents.forEach(mark)
  }
  exclude.forEach(mark)
  const waiting: NewCommit[] = []
  const come = (oid: string) => {
    if (seen.has(oid)) return
    seen.add(oid)
    const behind = waiting.findIndex(({ date }) => date < known(oid).date)
    waiting.splice(behind < 0 ? waiting.length : behind, 0, known(oid))
  }
  const walked: NewCommit[] = []
  come(tip)
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    walked.push(next)
    next.parents.forEach(come)
  }
  return walked
}

/** JavaScript's own expressions, which mean the same for those that the tests ask. */
export function plainPasses({ author, committer, message: text }: NewCommit, query: CommitQuery): boolean {
  const passes = (filters: CommitQuery['authors'], value: string) =>
    filters.every(({ pattern, negated }) => new RegExp(pattern, query.caseSensitive ? 'mu' : 'imu').test(value) !== negated)
  const signed = ({ name, email }: NewCommit['author']) => `${name} <${email}>`
  const time = committer.time * 1000
  return time >= query.from && time < query.to && passes(query.authors, signed(author)) && passes(query.committers, signed(committer)) && passes(query.messages, text)
}
