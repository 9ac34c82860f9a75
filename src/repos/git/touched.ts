import { assertOid, pathFromBytes } from './names.ts'
import { type GitDir, gitStream, type GitOptions, splitBytes } from './run.ts'

/** Longer than any path that git can write out; what is beyond is cut. */
const MAX_TOKEN_BYTES = 64 * 1024
const COLON = 58

interface Touching {
  readonly passes: (path: string) => boolean
  readonly signal?: GitOptions['signal']
}

/** Which of these commits change a path that passes. */
export async function commitsTouching(dir: GitDir, oids: readonly string[], { passes, signal }: Touching): Promise<Set<string>> {
  const touching = new Set<string>()
  for await (const { commit, path } of changesOf(dir, oids, signal)) {
    if (!touching.has(commit) && passes(pathFromBytes(path))) touching.add(commit)
  }
  return touching
}

/** Which paths that pass are changed by at least one of these commits. */
export async function pathsTouched(dir: GitDir, oids: readonly string[], { passes, signal }: Touching): Promise<Set<string>> {
  const touched = new Set<string>()
  for await (const { path: bytes } of changesOf(dir, oids, signal)) {
    const path = pathFromBytes(bytes)
    if (!touched.has(path) && passes(path)) touched.add(path)
  }
  return touched
}

/**
 * What commits change against their first parent; a root changes all that it has. A rename is a path that goes and one that
 * comes.
 */
async function* changesOf(dir: GitDir, oids: readonly string[], signal: GitOptions['signal']): AsyncGenerator<{ commit: string; path: Buffer }> {
  if (oids.length === 0) return
  const args = ['diff-tree', '--stdin', '--root', '-r', '--diff-merges=first-parent', '--raw', '-z', '--no-renames', '--no-abbrev']
  const input = oids.map(oid => `${assertOid(oid)}\n`).join('')
  let commit = ''
  let isPath = false
  // A name, a line of facts that begins with a colon, a path, the next facts: a path may look like either of the others.
  for await (const token of splitBytes(gitStream(dir, args, { input, signal, timeoutMs: Infinity }), 0, MAX_TOKEN_BYTES)) {
    if (isPath) yield { commit, path: token }
    else if (token[0] !== COLON) commit = token.toString('latin1')
    isPath = !isPath && token[0] === COLON
  }
}
