/** What the files of the history have in common. FORMAT.md describes them. */

import type { FileKind } from '../disk/index.ts'
import { GAP_REASONS, type GapReason } from './input.ts'

export const RUN: FileKind = { letters: 'FBHR', version: 2 }
export const MANIFEST_VERSION = 1

/** Blocks of lines are at most so large: a line is searched with its block, and small ones leave more of the text unread. */
export const BLOCK_BYTES = 2048

/** In place of a death: the line still stands at the end of the run. */
export const ALIVE = -1

/** What a path is from some commit on: a small number. */
export const GONE = 0
export const TEXT = 1
const FIRST_GAP = 2

export const gapState = (reason: GapReason): number => FIRST_GAP + GAP_REASONS.indexOf(reason)

/** Null for a state that is not a gap. */
export function reasonOf(state: number): GapReason | null {
  return state < FIRST_GAP ? null : (GAP_REASONS[state - FIRST_GAP] ?? 'inconsistent')
}

/** Signed numbers as unsigned ones, small ones small: 0, -1, 1, -2 are 0, 1, 2, 3. */
export const zigzag = (n: number): number => ((n << 1) ^ (n >> 31)) >>> 0
export const unzigzag = (n: number): number => (n >>> 1) ^ -(n & 1)
