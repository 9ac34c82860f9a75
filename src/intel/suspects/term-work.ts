import type { Change } from '../../../engine/terms/index.ts'
import type { Candidate } from './features.ts'
import type { RankedChange, RankRequest } from './rank.ts'

/** What is asked of the thread that keeps the terms of changes. A store is named by its folder. */
export type TermWork =
  /** Which of these commits are not there. */
  | { kind: 'missing'; folder: string; oids: PackedIds }
  | { kind: 'add'; folder: string; changes: readonly Change[] }
  /** Makes what was added last. */
  | { kind: 'commit'; folder: string }
  | { kind: 'rank'; folder: string; request: PackedRequest }
  /** Lets go of the store's files, which are about to be removed. */
  | { kind: 'close'; folder: string }

export type TermAnswer = { missing: readonly string[] } | { ranked: readonly RankedChange[] } | { done: true }

/** Ids one after another, all of one length: one text is handed to a thread at once, a hundred thousand one by one. */
export interface PackedIds {
  count: number
  text: string
}

export const packIds = (oids: readonly string[]): PackedIds => ({ count: oids.length, text: oids.join('') })

export function unpackIds({ count, text }: PackedIds): string[] {
  const length = text.length / Math.max(1, count)
  return Array.from({ length: count }, (_none, at) => text.slice(at * length, (at + 1) * length))
}

export interface PackedRequest extends Omit<RankRequest, 'candidates' | 'known'> {
  candidates: PackedIds
  /** Of the candidates, in seconds since 1970. */
  times: Float64Array
  known: PackedIds
}

export function packRequest({ candidates, known, ...rest }: RankRequest): PackedRequest {
  return { ...rest, candidates: packIds(candidates.map(({ oid }) => oid)), times: Float64Array.from(candidates, ({ time }) => time), known: packIds(known) }
}

export function unpackRequest({ candidates, times, known, ...rest }: PackedRequest): RankRequest {
  return { ...rest, candidates: unpackIds(candidates).map((oid, at): Candidate => ({ oid, time: times[at] ?? 0 })), known: unpackIds(known) }
}
