/** The thread that keeps the fingerprints of blobs and compares texts: either would hold up the event loop. */

import { workerData } from 'node:worker_threads'
import { Holdings } from '../../../engine/blobs/index.ts'
import { realDisk } from '../../../engine/disk/index.ts'
import { alike, FingerprintStore, FingerprintWriter, tokensOf, tokensOn, type Tokens } from '../../../engine/fingerprints/index.ts'
import { answerAll } from '../../../engine/thread.ts'
import { readText } from '../../../engine/scan/index.ts'
import type { CopyAnswer, CopyWork, Lines } from './copy-work.ts'

export interface CopyThreadData {
  folder: string
  /** The folder of who holds which blobs. */
  held: string
}

const { folder, held } = workerData as CopyThreadData
const holdings = new Holdings({ disk: realDisk, folder: held })
// A damaged store is begun anew by its writer, so that is opened first.
const writer = new FingerprintWriter({ disk: realDisk, folder })
const store = new FingerprintStore(folder)
/** Added and not committed: a job and a question may have read the same blob. */
const waiting = new Set<string>()

answerAll((asked: CopyWork): CopyAnswer => {
  switch (asked.kind) {
    case 'missing':
      return { missing: store.missing(asked.oids, asked.oidBytes) }
    case 'add':
      for (const blob of asked.blobs) add(blob)
      return { done: true }
    case 'commit':
      return commit()
    case 'purge':
      return purge(asked.owners)
    case 'candidates': {
      const tokens = tokensIn(asked.bytes, asked.lines)
      return { tokens: tokens.count, candidates: store.candidates(tokens, asked) }
    }
    case 'compare': {
      const tokens = tokensIn(asked.bytes, asked.lines)
      return { alike: asked.others.map((other) => alike(tokens, tokensIn(other, null))) }
    }
  }
})

function add({ oid, bytes }: { oid: string; bytes: Uint8Array }): void {
  if (waiting.has(oid) || store.missing(Buffer.from(oid, 'hex'), oid.length / 2).length === 0) return
  waiting.add(oid)
  writer.add(oid, bytes)
}

function commit(): CopyAnswer {
  writer.commit()
  waiting.clear()
  while (writer.merge());
  return tidied()
}

function purge(owners: readonly string[]): CopyAnswer {
  const alive = holdings.held(owners)
  if (alive !== null) writer.purge((oid) => alive.some((table) => table.has(oid)), { thorough: true })
  return tidied()
}

function tidied(): CopyAnswer {
  store.refresh()
  writer.sweep()
  return { done: true }
}

/** None for what is no text. */
function tokensIn(bytes: Uint8Array, lines: Lines): Tokens {
  const text = readText(bytes)
  const tokens = tokensOf(text.kind === 'binary' ? new Uint8Array() : text.bytes)
  return lines === null ? tokens : tokensOn(tokens, lines)
}
