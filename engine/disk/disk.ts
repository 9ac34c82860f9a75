/**
 * The few things that the engine asks of a disk, as a value: tests pass one that fails at its n-th step.
 *
 * All of it is synchronous, because files are written in worker threads only.
 */

import * as fs from 'node:fs'
import { dirname } from 'node:path'

export type DiskFile = {
  write(bytes: Uint8Array): void
  /** Returns when what was written will survive a power cut. */
  sync(): void
  close(): void
}

export type Disk = {
  makeFolder(path: string): void
  /** Names in a folder; none if there is no such folder. */
  list(path: string): string[]
  /** An empty file; what stood under the name is gone. */
  create(path: string): DiskFile
  rename(from: string, to: string): void
  /** Removes a file or a whole folder; nothing happens if there is none. */
  remove(path: string): void
  /** Makes names that were created, renamed or removed in a folder survive a power cut. */
  syncFolder(path: string): void
}

export const realDisk: Disk = {
  makeFolder: (path) => void fs.mkdirSync(path, { recursive: true, mode: 0o700 }),
  list: (path) => (fs.existsSync(path) ? fs.readdirSync(path) : []),
  create: (path) => openFile(fs.openSync(path, 'w', 0o600)),
  rename: fs.renameSync,
  remove: (path) => fs.rmSync(path, { recursive: true, force: true }),
  syncFolder(path) {
    const folder = fs.openSync(path, 'r')
    try {
      fs.fsyncSync(folder)
    } finally {
      fs.closeSync(folder)
    }
  },
}

function openFile(fd: number): DiskFile {
  return {
    write(bytes) {
      for (let at = 0; at < bytes.length; ) at += fs.writeSync(fd, bytes, at)
    },
    sync: () => fs.fsyncSync(fd),
    close: () => fs.closeSync(fd),
  }
}

/** What a writer that was stopped leaves behind ends like this, and is removed at the next start. */
export const UNFINISHED = '.new'

/** Writes a file so that at every moment there is the old one, none, or the whole new one under its name. */
export function writeWhole(disk: Disk, path: string, write: (file: DiskFile) => void): void {
  const unfinished = path + UNFINISHED
  const file = disk.create(unfinished)
  try {
    write(file)
    file.sync()
  } finally {
    file.close()
  }
  disk.rename(unfinished, path)
  disk.syncFolder(dirname(path))
}
