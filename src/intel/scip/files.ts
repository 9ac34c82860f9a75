import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { newSecret } from '../../platform/ids.ts'
import { Problem, tooLarge } from '../../platform/errors.ts'

/** What uploads and indexes there are on disk, by the number of the upload. */
export interface ScipFiles {
  /** Where the file of an index stands, or is to stand. */
  indexOf(id: number): string
  /** The parts of an upload in their order, if all are there; null if not. */
  partsOf(id: number, count: number): Promise<string[] | null>
  /** How many bytes the parts have that have come so far. */
  received(id: number, count: number): Promise<number>
  /** Writes a part as it comes, whole or not at all, and gives its size. What was there under its number is replaced. */
  receive(body: ReadableStream<Uint8Array>, options: { id: number; part: number; maxBytes: number }): Promise<number>
  removeUpload(id: number): Promise<void>
  /** Removes both. */
  remove(id: number): Promise<void>
  /** Removes what belongs to no upload that `isKnown`, and what was left unfinished. Nothing may be under way. */
  sweep(isKnown: (id: number) => boolean): Promise<void>
}

export async function createScipFiles(dataDir: string): Promise<ScipFiles> {
  const [uploads, indexes] = [join(dataDir, 'scip', 'uploads'), join(dataDir, 'scip', 'indexes')]
  for (const folder of [uploads, indexes]) await mkdir(folder, { recursive: true, mode: 0o700 })
  const partOf = (id: number, part: number) => join(uploads, `${id}-${part}`)
  const indexOf = (id: number) => join(indexes, `${id}.scip`)

  async function receive(body: ReadableStream<Uint8Array>, { id, part, maxBytes }: Parameters<ScipFiles['receive']>[1]): Promise<number> {
    const unfinished = `${partOf(id, part)}.${newSecret().slice(0, 10)}.new`
    try {
      const size = await writeAll(unfinished, body, maxBytes)
      await rename(unfinished, partOf(id, part))
      return size
    } catch (error) {
      await rm(unfinished, { force: true })
      throw error
    }
  }

  async function removeWhere(folder: string, condition: (name: string) => boolean): Promise<void> {
    for (const name of await readdir(folder)) if (condition(name)) await rm(join(folder, name), { force: true })
  }

  async function removeUpload(id: number): Promise<void> {
    await removeWhere(uploads, (name) => Number.parseInt(name, 10) === id)
  }

  return {
    indexOf,
    receive,
    removeUpload,
    async partsOf(id, count) {
      const parts = Array.from({ length: count }, (_, part) => partOf(id, part))
      const sizes = await Promise.all(parts.map(sizeOf))
      return sizes.includes(null) ? null : parts
    },
    async received(id, count) {
      const sizes = await Promise.all(Array.from({ length: count }, (_, part) => sizeOf(partOf(id, part))))
      return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)
    },
    async remove(id) {
      await removeUpload(id)
      await rm(indexOf(id), { force: true })
    },
    async sweep(isKnown) {
      const isLeft = (name: string) => !isKnown(Number.parseInt(name, 10))
      await removeWhere(uploads, (name) => isLeft(name) || name.endsWith('.new'))
      await removeWhere(indexes, (name) => isLeft(name) || !name.endsWith('.scip'))
    },
  }
}

const sizeOf = (path: string): Promise<number | null> => stat(path).then(({ size }) => size, () => null)

async function writeAll(path: string, body: ReadableStream<Uint8Array>, maxBytes: number): Promise<number> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(atMost(body, maxBytes))
    await file.sync()
    return (await file.stat()).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw new Problem(507, 'server.disk_full', 'The disk of this Firebreak is full, so the index was not kept. Free some space on it and try again.')
    throw error
  } finally {
    await file.close()
  }
}

async function* atMost(body: ReadableStream<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw tooLarge('scip.too_large', `The upload has more than ${maxBytes} bytes, which is more than is accepted here (FIREBREAK_SCIP_MAX_UPLOAD_BYTES).`)
    yield chunk
  }
}
