import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Step } from '../../repos/git/testing.ts'

/**
 * Repositories as one readable text: `=== repository path` begins a file. Behind a name, `‹x!›` marks the definition of x, `‹x›` a use of
 * it, and `‹-›` a name that no repository here defines. `‹x!<y›` implements y. `‹x~›` is a use that names and scopes alone do not tell;
 * `‹x|y›` means x by them, and y to the compiler: a constructor, say; by `‹x|?›` its index tells nothing.
 * A module is defined at the beginning of a file, behind no name. Ids are those of one text.
 */
export interface Marked {
  repo: string
  path: string
  /** From 1, in code points, of the name. */
  line: number
  column: number
  name: string
  /** Null where it is defined nowhere. */
  id: string | null
  /** What the compiler has it mean; `?` where its index tells nothing. */
  preciseId: string | null
  isDefinition: boolean
  /** What it implements or overrides. */
  implemented: string | null
  /** Only a compiler knows what it means. */
  isHard: boolean
}

export interface House {
  repositories: Record<string, readonly Step[]>
  /** By repository and path. */
  files: Record<string, ReadonlyMap<string, string>>
  marks: Marked[]
}

/** `prefix` stands before the names of the repositories, so that several texts live side by side. */
export function readHouse(file: string, prefix: string, folder: string = join(import.meta.dirname, 'houses')): House {
  const text = readFileSync(join(folder, file), 'utf8')
  const files = text.split(/^=== /m).slice(1).map((part) => {
    const [, repo = '', path = '', marked = ''] = /^(\S+) (\S+)\n([^]*)$/.exec(part) ?? []
    return { repo: `${prefix}/${repo}`, path, marked }
  })
  const plain = Object.entries(Object.groupBy(files, ({ repo }) => repo)).map(([repo, all = []]) => [repo, all.map(({ path, marked }) => [path, unmarked(marked)] as const)] as const)
  return {
    repositories: Object.fromEntries(plain.map(([repo, all]) => [repo, [{ files: all }]])),
    files: Object.fromEntries(plain.map(([repo, all]) => [repo, new Map(all)])),
    marks: files.flatMap(marksOf),
  }
}

const mark = /‹(-|\w+)(?:\|(\w+|\?))?(!?)(?:<(\w+))?(~?)›/gu

const unmarked = (text: string) => text.replace(mark, '')

function marksOf({ repo, path, marked }: { repo: string; path: string; marked: string }): Marked[] {
  return marked.split('\n').flatMap((line, at) =>
    [...line.matchAll(mark)].map((match): Marked => {
      const before = unmarked(line.slice(0, match.index))
      const name = /[\p{L}\p{N}_$@?!]+$/u.exec(before)?.[0] ?? ''
      const [, told = '', precise, definition, implemented = null, hard] = match
      const id = told === '-' ? null : told
      const column = [...before].length - [...name].length + 1
      return { repo, path, line: at + 1, column, name, id, preciseId: precise ?? id, isDefinition: definition === '!', implemented, isHard: hard === '~' }
    }),
  )
}
