import { assertOid, pathFromBytes } from './names.ts'
import { type GitDir, gitStream, type GitOptions, splitBytes } from './run.ts'

/** Longer than any path that git can write out; what is beyond is cut. */
const MAX_TOKEN_BYTES = 64 * 1024
const COLON = 58

/**
 * Which of these commits change a path that passes, against their first parent; a root changes all that it has. A rename is a
 * path that goes and one that comes.
 */
export async function commitsTouching(
  dir: GitDir, oids: readonly string[], passes: (path: string) => boolean, { signal }: Pick<GitOptions, 'signal'> = {},
): Promise<Set<string>> {
  const touching = new Set<string>()
  if (oids.length === 0) return touching
  const args = ['diff-tree', '--stdin', '--root', '-r', '--diff-merges=first-parent', '--raw', '-z', '--no-renames', '--no-abbrev']
  const input = oids.map(oid => `${assertOid(oid)}\n`).join('')
  let commit = ''
  let isPath = false
  // A name, a line of facts that begins with a colon, a path, the next facts: a path may look like either of the others.
  for await (const token of splitBytes(gitStream(dir, args, { input, signal, timeoutMs: Infinity }), 0, MAX_TOKEN_BYTES)) {
    if (isPath && !touching.has(commit) && passes(pathFromBytes(token))) touching.add(commit)
    if (!isPath && token[0] !== COLON) commit = token.toString('latin1')
    isPath = !isPath && token[0] === COLON
  }
  return touching
}
