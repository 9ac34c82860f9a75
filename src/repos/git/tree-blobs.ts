import { assertOid } from './names.ts'
import { type GitDir, gitStream, type GitOptions } from './run.ts'

/**
 * The ids of all blobs in the trees of some commits, each once, back to back as bytes: those of the first commit in the order of its
 * paths, then what the second has beside them, and so on. Targets of links are blobs too; what is missing is left out. Git looks at a
 * folder once that many commits have in common, so that a hundred releases cost little more than one.
 */
export async function treeBlobs(dir: GitDir, commits: readonly string[], { signal }: Pick<GitOptions, 'signal'> = {}): Promise<Buffer> {
  if (commits.length === 0) return Buffer.alloc(0)
  const only = ['--filter=object:type=blob', '--filter-provided-objects', '--missing=allow-any']
  const input = commits.map(oid => `${assertOid(oid)}\n`).join('')
  const parts: Buffer[] = []
  let rest = ''
  for await (const chunk of gitStream(dir, ['rev-list', '--objects', '--no-object-names', '--no-walk=unsorted', ...only, '--stdin'], { input, signal, timeoutMs: Infinity })) {
    const lines = rest + chunk.toString('latin1')
    const end = lines.lastIndexOf('\n') + 1
    rest = lines.slice(end)
    parts.push(Buffer.from(lines.slice(0, end).replaceAll('\n', ''), 'hex'))
  }
  return Buffer.concat(parts)
}
