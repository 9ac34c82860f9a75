import { createHash } from 'node:crypto'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzip, gzip } from 'node:zlib'
import { promisify } from 'node:util'
import { Problem, tooLarge } from '../../platform/errors.ts'
import { newSecret } from '../../platform/ids.ts'
import { MOST_MAP_BYTES } from './source-map.ts'

const pack = promisify(gzip)
const unpack = promisify(gunzip)

/** The maps on disk, packed with gzip and named by the hash of their bytes: what two releases share is there once. */
export interface MapFiles {
  pathOf(sha256: string): string
  /** Writes a map whole or not at all. */
  keep(bytes: Uint8Array): Promise<string>
  remove(sha256: string): Promise<void>
  /** Removes what no record names, and what was left unfinished. Nothing may be under way. */
  sweep(known: ReadonlySet<string>): Promise<void>
}

export async function createMapFiles(dataDir: string): Promise<MapFiles> {
  const folder = join(dataDir, 'source-maps')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const pathOf = (sha256: string) => join(folder, `${sha256}.gz`)
  return {
    pathOf,
    async keep(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const unfinished = `${pathOf(sha256)}.${newSecret().slice(0, 10)}.new`
      try {
        await writeSynced(unfinished, await pack(bytes))
        await rename(unfinished, pathOf(sha256))
      } catch (error) {
        await rm(unfinished, { force: true })
        throw error
      }
      return sha256
    },
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
    async sweep(known) {
      for (const name of await readdir(folder)) if (!name.endsWith('.gz') || !known.has(name.slice(0, -3))) await rm(join(folder, name), { force: true })
    },
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw new Problem(507, 'server.disk_full', 'The disk of this Firebreak is full, so the source map was not kept. Free some space on it and try again.')
    throw error
  } finally {
    await file.close()
  }
}

const tooMuch = () => tooLarge('source_maps.too_large', `A source map may have ${MOST_MAP_BYTES / 1024 / 1024} MB at most; this one has more.`)

/** All of a request's body, unpacked if it is packed with gzip; refused as soon as it is too large. */
export async function receive(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > MOST_MAP_BYTES) throw tooMuch()
    chunks.push(chunk)
  }
  const bytes = Buffer.concat(chunks)
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? await unpacked(bytes) : bytes
}

async function unpacked(bytes: Buffer): Promise<Uint8Array> {
  try {
    return await unpack(bytes, { maxOutputLength: MOST_MAP_BYTES })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooMuch()
    throw new Problem(400, 'source_maps.not_a_map', 'This is no source map: it is packed with gzip and cannot be unpacked.')
  }
}
