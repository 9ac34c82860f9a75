import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Step } from '../../repos/git/testing.ts'

/**
 * Repositories as one readable text: `=== repository path` begins a file. Behind a name, `‹x!›` marks the definition of x, `‹x›` a use of
 * it, and `‹-›` a name that no repository here defines. A module is defined at
 * the beginning of a file, behind no name. Ids are those of one text.
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
  isDefinition: boolean
}

export interface House {
  repositories: Record<string, readonly Step[]>
  marks: Marked[]
}

/** `prefix` stands before the names of the repositories, so that several texts live side by side. */
export function readHouse(file: string, prefix: string): House {
  const text = readFileSync(join(import.meta.dirname, 'houses', file), 'utf8')
  const files = text.split(/^=== /m).slice(1).map((part) => {
    const [, repo = '', path = '', marked = ''] = /^(\S+) (\S+)\n([^]*)$/.exec(part) ?? []
    return { repo: `${prefix}/${repo}`, path, marked }
  })
  const repositories = Object.groupBy(files, ({ repo }) => repo)
  const steps = Object.entries(repositories).map(([repo, all = []]) => [repo, [{ files: all.map(({ path, marked }) => [path, unmarked(marked)] as const) }]] as const)
  return { repositories: Object.fromEntries(steps), marks: files.flatMap(marksOf) }
}

const mark = /‹(-|\w+)(!?)›/gu

const unmarked = (text: string) => text.replace(mark, '')

function marksOf({ repo, path, marked }: { repo: string; path: string; marked: string }): Marked[] {
  return marked.split('\n').flatMap((line, at) =>
    [...line.matchAll(mark)].map((match): Marked => {
      const before = unmarked(line.slice(0, match.index))
      const name = /[\p{L}\p{N}_$@?!]+$/u.exec(before)?.[0] ?? ''
      const [, id = '', definition = ''] = match
      return { repo, path, line: at + 1, column: [...before].length - [...name].length + 1, name, id: id === '-' ? null : id, isDefinition: definition === '!' }
    }),
  )
}
