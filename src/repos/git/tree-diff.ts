import { GitError } from './errors.ts'
import { assertOid, pathFromBytes } from './names.ts'
import { type GitDir, gitStream, splitBytes } from './run.ts'
import type { TreeEntry } from './tree.ts'

/** What stands at a path in the later of two commits; null where nothing does any more. */
export interface EntryChange {
  readonly path: string
  readonly entry: Omit<TreeEntry, 'path' | 'size'> | null
}

/** A record of modes and ids and one of the path for each change; a rename is a file that goes and one that comes. */
export const DIFF_TREE = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev'] as const

/** The files, links and submodules in which two commits differ, in git's order of bytes; null if there are more than `limit`. */
export async function diffTrees(dir: GitDir, from: string, to: string, { limit }: { readonly limit: number }): Promise<EntryChange[] | null> {
  const args = [...DIFF_TREE, '--end-of-options', assertOid(from), assertOid(to)]
  const changes: EntryChange[] = []
  let head: string[] | null = null
  for await (const record of splitBytes(gitStream(dir, args), 0)) {
    if (head === null) head = record.toString('latin1').slice(1).split(' ')
    else {
      changes.push({ path: pathFromBytes(record), entry: entryOf(head) })
      head = null
      if (changes.length > limit) return null
    }
  }
  return changes
}

const KINDS: Readonly<Record<string, TreeEntry['kind']>> = { '100644': 'file', '100755': 'executable', '120000': 'link', '160000': 'submodule' }

/** `<old mode> <new mode> <old id> <new id> <status>`, as git-diff-tree(1) prints them with --raw. */
export function entryOf([, mode = '', , oid = '', status]: string[]): EntryChange['entry'] {
  if (status === undefined) throw new GitError('failed', 'Git answered with a difference that is none.')
  return status === 'D' ? null : { kind: KINDS[mode] ?? 'file', mode, oid }
}
