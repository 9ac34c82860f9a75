import { differences } from './play.ts'
import type { Commit, Played, Tag } from './play.ts'
import type { Entry } from './objects.ts'

/**
 * Writes a played history as a stream for `git fast-import` (git-fast-import(1), "Input format").
 * The ids that git then computes are those that `play` has computed.
 */
export function fastImport(played: Played): Uint8Array {
  const marks = new Marks()
  const parts = [
    ...played.commits.flatMap((commit) => commitPart(commit, marks)),
    ...[...played.branches].map(([name, tip]) => `reset refs/heads/${name}\nfrom ${marks.of(tip.id)}\n\n`),
    ...[...played.merged].map((name) => `reset refs/heads/${name}\nfrom ${'0'.repeat(40)}\n\n`),
    ...[...played.tags.values()].flatMap((tag) => tagPart(tag, marks)),
    'done\n',
  ]
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
}

type Part = string | Uint8Array

/** Numbers the objects of one stream in the order in which they are first written. */
class Marks {
  readonly #numbers = new Map<string, number>()

  has = (id: string): boolean => this.#numbers.has(id)

  of(id: string): string {
    const number = this.#numbers.get(id) ?? this.#numbers.size + 1
    this.#numbers.set(id, number)
    return `:${number}`
  }
}

function commitPart(commit: Commit, marks: Marks): Part[] {
  const [first, ...others] = commit.parents
  const changed = differences(first?.tree ?? new Map<string, Entry>(), commit.tree)
  const fresh = new Map(changed.flatMap(([, entry]) => (entry && !marks.has(entry.id) ? [[entry.id, entry] as const] : [])))
  return [
    ...[...fresh.values()].flatMap((entry) => ['blob\n', `mark ${marks.of(entry.id)}\n`, ...data(entry.data)]),
    `commit refs/heads/${commit.branch}\nmark ${marks.of(commit.id)}\n`,
    `author ${commit.signature}\ncommitter ${commit.signature}\n`,
    ...data(Buffer.from(commit.message)),
    first ? `from ${marks.of(first.id)}\n` : '',
    ...others.map(({ id }) => `merge ${marks.of(id)}\n`),
    ...changed.map(([path, entry]) => (entry ? `M ${entry.mode} ${marks.of(entry.id)} ${path}\n` : `D ${path}\n`)),
    '\n',
  ]
}

const tagPart = (tag: Tag, marks: Marks): Part[] => [
  `tag ${tag.name}\nfrom ${marks.of(tag.target.id)}\ntagger ${tag.signature}\n`,
  ...data(Buffer.from(`${tag.message}\n`)),
]

const data = (bytes: Uint8Array): Part[] => [`data ${bytes.length}\n`, bytes, '\n']
