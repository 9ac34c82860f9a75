import type { Match as Span } from '../../engine/regex/index.ts'
import type { DocumentResult, Range } from '../../engine/scan/index.ts'
import type { CodeSymbol } from '../../engine/symbols/index.ts'
import type { Owner, Repository } from '../repos/contract.ts'
import type { WholeCommit } from '../repos/repos.ts'

export interface FoundRepository {
  kind: 'repo'
  repository: Repository
  ranges: readonly Span[]
}

/** A file found by its path, its content, or both. */
export interface FoundFile {
  kind: 'file'
  repository: Repository
  rev: string
  commit: string
  path: string
  /** Its place among the files of the commit. */
  at: number
  pathRanges: readonly Span[]
  content: DocumentResult | null
}

/** Symbols of one file, found by their names or by what was found on these. */
export interface FoundSymbols {
  kind: 'symbols'
  repository: Repository
  rev: string
  commit: string
  path: string
  /** Its place among the files of the commit. */
  at: number
  /** In the order of their positions; at least one. */
  symbols: CodeSymbol[]
  /** The name of one of them is what was asked for, and not only contains it. */
  isWhole: boolean
}

/** A commit found by its message or by the lines that it changes. */
export interface FoundCommit {
  kind: 'commit'
  repository: Repository
  rev: string
  change: WholeCommit
  /** In the message; none if the diff decided. */
  ranges: Range[]
  diff: FoundDiff | null
}

/** The changed lines of a commit that match, as text in git's form of a diff without the lines around. */
export interface FoundDiff {
  text: string
  /** In the text. */
  ranges: Range[]
  added: number
  removed: number
  /** There is more that matches than the text shows. */
  truncated: boolean
}

/** Somebody who owns files that were found; of no one place. */
export interface FoundOwner {
  kind: 'owner'
  owner: Owner
  files: number
  repositories: number
}

export type Found = FoundRepository | FoundFile | FoundSymbols | FoundCommit | FoundOwner
