import type { Alike, Candidate } from '../../../engine/fingerprints/index.ts'

/** Lines of a text, counted from 1, both included; null for all. */
export type Lines = { from: number; to: number } | null

/** What is asked of the thread that keeps the fingerprints of blobs. */
export type CopyWork =
  /** Which of these ids, back to back, are not there. */
  | { kind: 'missing'; oids: Uint8Array; oidBytes: number }
  | { kind: 'add'; blobs: readonly { oid: string; bytes: Uint8Array }[] }
  /** Makes what was added last, and merges small segments. */
  | { kind: 'commit' }
  /** Removes what none of these repositories holds. */
  | { kind: 'purge'; owners: readonly string[] }
  | { kind: 'candidates'; bytes: Uint8Array; lines: Lines; most: number }
  | { kind: 'compare'; bytes: Uint8Array; lines: Lines; others: readonly Uint8Array[] }

export type CopyAnswer =
  | { missing: readonly string[] }
  | { done: true }
  /** `tokens` is how many were asked about. */
  | { tokens: number; candidates: readonly Candidate[] }
  | { alike: readonly Alike[] }
