import { DOCS_PER_SEGMENT } from './numbers.ts'
import type { SegmentEntry } from './manifest.ts'

/** So many segments of about one size become one. Each document is then copied a few times at most while an index grows. */
const FAN_IN = 8

/** Sizes of segments in steps of eight, by blocks: below 32, below 256, below 2,048; larger ones stay as they are. */
function tierOf({ blocks }: SegmentEntry): number {
  return blocks === 0 ? 0 : Math.max(0, Math.floor(Math.log2(blocks / 4) / 3))
}

const FULL_TIER = tierOf({ serial: 0, docs: 0, bytes: 0, blocks: DOCS_PER_SEGMENT / 4 })

/** The segments to be merged next, the oldest ones of the lowest tier that has enough; none if there is nothing to do. */
export function mergeable(segments: readonly SegmentEntry[]): SegmentEntry[] {
  for (let tier = 0; tier < FULL_TIER; tier++) {
    const alike = segments.filter((segment) => tierOf(segment) === tier)
    if (alike.length >= FAN_IN) return alike.slice(0, FAN_IN)
  }
  return []
}
