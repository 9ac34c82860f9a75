import { closeSync, openSync, readSync } from 'node:fs'
import { ByteWriter, realDisk, type DiskFile } from '../../../engine/disk/index.ts'

const FLUSH = 1 << 20

/** Bytes that are put aside on disk until the place is known where they belong. */
export class Spool {
  private readonly path: string
  private readonly file: DiskFile
  private readonly waiting = new ByteWriter()
  private flushed = 0

  constructor(path: string) {
    this.path = path
    this.file = realDisk.create(path)
  }

  /** Behind all that was written. */
  get length(): number {
    return this.flushed + this.waiting.length
  }

  write(bytes: Uint8Array): void {
    this.waiting.append(bytes)
    if (this.waiting.length >= FLUSH) this.flush()
  }

  /** Hands over pieces of what was written, in any order; nothing can be written afterwards. */
  *read(pieces: Iterable<{ from: number; length: number }>): Generator<Uint8Array> {
    this.flush()
    const fd = openSync(this.path, 'r')
    try {
      for (const { from, length } of pieces) yield* readPiece(fd, from, length)
    } finally {
      closeSync(fd)
    }
  }

  close(): void {
    this.file.close()
    realDisk.remove(this.path)
  }

  private flush(): void {
    this.file.write(this.waiting.view())
    this.flushed += this.waiting.length
    this.waiting.clear()
  }
}

function* readPiece(fd: number, from: number, length: number): Generator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(Math.min(length, FLUSH))
  for (let at = 0; at < length; ) {
    const read = readSync(fd, buffer, 0, Math.min(buffer.length, length - at), from + at)
    if (read === 0) throw new Error('What was put aside is gone.')
    yield buffer.subarray(0, read)
    at += read
  }
}
