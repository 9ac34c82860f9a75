import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { BrokenIndex } from './broken.ts'

/** The bytes of files one after another, unpacked if they are packed with gzip, as they are asked for. Throws `BrokenIndex`. */
export async function* unpacked(files: readonly string[]): AsyncGenerator<Uint8Array> {
  if (!(await isGzip(files))) return yield* concatenated(files)
  try {
    // What goes wrong is thrown where the bytes are taken.
    yield* pipeline(concatenated(files), createGunzip({ chunkSize: 256 * 1024 }), () => {})
  } catch (error) {
    if (!isZlibError(error)) throw error
    throw new BrokenIndex(`The index is packed with gzip, but it cannot be unpacked: ${error.code === 'Z_BUF_ERROR' ? 'it is cut short' : 'it is damaged'}.`)
  }
}

async function* concatenated(files: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const file of files) yield* createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>
}

async function isGzip(files: readonly string[]): Promise<boolean> {
  const start: number[] = []
  for (const file of files) {
    const handle = await open(file)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2 - start.length, 0).finally(() => handle.close())
    start.push(...buffer.subarray(0, bytesRead))
    if (start.length >= 2) break
  }
  return start[0] === 0x1f && start[1] === 0x8b
}

const isZlibError = (error: unknown): error is Error & { code: string } => error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')
