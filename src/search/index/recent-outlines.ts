import type { Outline } from '../../../engine/symbols/index.ts'
import type { BlobInLanguage } from './symbol-index.ts'

/** The symbols of blobs that are in no tracked revision, or not yet in the store: what was told of them last is kept in memory. */
export interface RecentOutlines {
  of(blob: BlobInLanguage): Outline | undefined
  note(blob: BlobInLanguage, outline: Outline): void
}

/** Some 200 bytes of memory each; a file without any counts as one. */
const maxSymbols = 200_000

export function createRecentOutlines(): RecentOutlines {
  const recent = new Map<string, Outline>()
  let symbols = 0
  const keyOf = ({ oid, language }: BlobInLanguage) => `${oid} ${language}`

  function forget(key: string): void {
    const outline = recent.get(key)
    if (outline && recent.delete(key)) symbols -= weightOf(outline)
  }

  return {
    of(blob) {
      const outline = recent.get(keyOf(blob))
      if (outline) {
        recent.delete(keyOf(blob))
        recent.set(keyOf(blob), outline)
      }
      return outline
    },
    note(blob, outline) {
      forget(keyOf(blob))
      recent.set(keyOf(blob), outline)
      symbols += weightOf(outline)
      for (const oldest of recent.keys()) {
        if (symbols <= maxSymbols) return
        forget(oldest)
      }
    },
  }
}

const weightOf = (outline: Outline) => 1 + (outline.state === 'done' ? outline.symbols.length : 0)
