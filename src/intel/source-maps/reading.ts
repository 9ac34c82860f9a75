/** What is asked of a map, wherever it is answered. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { MOST_MAP_BYTES, originalsOf, summarise, type MapSummary, type OriginalPosition, type Outcome, type Position } from './source-map.ts'

/** A map as it came, or packed with gzip in a file of ours. */
export type MapBytes = { bytes: Uint8Array } | { packed: string }

export interface MapTask {
  map: MapBytes
  /** Empty to have it summarised. */
  positions: readonly Position[]
}

export type MapAnswer = Outcome<{ summary: MapSummary | null; originals: (OriginalPosition | null)[] }>

export function answerTask({ map, positions }: MapTask): MapAnswer {
  const bytes = 'bytes' in map ? map.bytes : unpack(map.packed)
  if (bytes === null) return { ok: false, reason: 'is missing or damaged on the disk of this Firebreak' }
  if (positions.length === 0) {
    const read = summarise(bytes)
    return read.ok ? { ok: true, value: { summary: read.value, originals: [] } } : read
  }
  const read = originalsOf(bytes, positions)
  return read.ok ? { ok: true, value: { summary: null, originals: read.value } } : read
}

function unpack(path: string): Uint8Array | null {
  try {
    return gunzipSync(readFileSync(path), { maxOutputLength: MOST_MAP_BYTES })
  } catch {
    return null
  }
}
