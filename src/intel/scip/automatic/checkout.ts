import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { machine } from '../../../auth/auth.ts'
import type { Repos } from '../../../repos/repos.ts'
import type { Tree } from '../../tree.ts'

interface CheckoutOptions {
  repos: Pick<Repos, 'readBlobs'>
  /** A folder that exists and that nobody else writes to. */
  folder: string
  reads(path: string): boolean
  /** Texts that stand in the place of what the tree has. */
  files: ReadonlyMap<string, string>
  maxBytes: number
  signal: AbortSignal
}

/** More than that is no source that an indexer gets through. */
const maxFiles = 200_000

/** What a tree holds beyond what may be written to disk. */
export class TreeTooLarge extends Error {
  override readonly name = 'TreeTooLarge'
}

/**
 * Writes the files of a tree that an indexer reads, and those alone: through no git checkout, so no filter, hook or attribute is in play; no
 * links, so that nothing leads out; and no name that a file system would take for another one.
 */
export async function checkOut(tree: Tree, { repos, folder, reads, files: ours, maxBytes, signal }: CheckoutOptions): Promise<void> {
  const { files, repository } = tree
  const wanted = [...files.paths.keys()].filter((at) => files.kind(at) === 'file' && isPlain(files.paths[at] ?? '') && reads(files.paths[at] ?? '') && !ours.has(files.paths[at] ?? ''))
  const bytes = wanted.reduce((sum, at) => sum + (files.size(at) ?? 0), 0)
  if (wanted.length > maxFiles) throw new TreeTooLarge(`It has ${wanted.length} files of the language; more than ${maxFiles} are not indexed automatically.`)
  if (bytes > maxBytes) throw new TreeTooLarge(`Its files of the language have ${bytes} bytes; more than ${maxBytes} are not indexed automatically (FIREBREAK_AUTO_INDEX_SOURCE_BYTES).`)
  for (const [path, text] of ours) await write(folder, path, text)
  await repos.readBlobs(machine, repository, {
    oids: wanted.map((at) => files.oid(at)),
    onBlob: (blob, index) => (blob.state === 'read' ? write(folder, files.paths[wanted[index] ?? -1] ?? '', blob.bytes) : undefined),
    signal,
  })
}

const maxNameBytes = 255
const maxPathBytes = 2_000

/** Git's own tools refuse other paths, but a tree made by hand can hold them. */
const isPlain = (path: string) => Buffer.byteLength(path) <= maxPathBytes && path.split('/').every((name) => name !== '' && name !== '.' && name !== '..' && !name.includes('\0') && Buffer.byteLength(name) <= maxNameBytes)

/** Of two names that are one to the file system (letter case), or of a file and a folder of one name, the first counts. */
async function write(folder: string, path: string, content: string | Uint8Array): Promise<void> {
  const place = join(folder, path)
  try {
    await mkdir(dirname(place), { recursive: true, mode: 0o700 })
    await writeFile(place, content, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!['EEXIST', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}
