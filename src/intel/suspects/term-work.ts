import type { Change } from '../../../engine/terms/index.ts'
import type { RankedChange, RankRequest } from './rank.ts'

/** What is asked of the thread that keeps the terms of changes. A store is named by its folder. */
export type TermWork =
  /** Which of these commits are not there. */
  | { kind: 'missing'; folder: string; oids: readonly string[] }
  | { kind: 'add'; folder: string; changes: readonly Change[] }
  /** Makes what was added last. */
  | { kind: 'commit'; folder: string }
  | { kind: 'rank'; folder: string; request: RankRequest }
  /** Lets go of the store's files, which are about to be removed. */
  | { kind: 'close'; folder: string }

export type TermAnswer = { missing: readonly string[] } | { ranked: readonly RankedChange[] } | { done: true }
