/**
 * What the history is made from: the commits of a mainline, oldest first, each followed by what it changed against its first
 * parent. The engine knows no git; whoever reads one gives it these.
 */

export type MainlineCommit = {
  kind: 'commit'
  /** 40 or 64 hexadecimal digits. */
  oid: string
  /** When it was committed, in seconds since 1970. */
  time: number
  /** More than one for a merge. */
  parents: number
}

/** Why the lines of a file are not known: a NUL, more bytes than are indexed, not in the repository, or contradicting what was known. */
export type GapReason = 'binary' | 'too_large' | 'missing' | 'inconsistent'

export const GAP_REASONS: readonly GapReason[] = ['binary', 'too_large', 'missing', 'inconsistent']

export type FileChange =
  /** Lines of a text went and came. */
  | FilePatch
  /** The file is new, or is readable for the first time since a gap: this is all of its text. */
  | { kind: 'whole'; path: string; text: Uint8Array }
  | { kind: 'gone'; path: string }
  | { kind: 'gap'; path: string; reason: GapReason }

/**
 * What git shows of a symbolic link is its target, and of a submodule a line with its commit. These lines come and go like others, but
 * are no text of a file: such a thing has a name of its own, so that a file may come in its place.
 */
const LINK_MARK = '\0link'
const SUBMODULE_MARK = '\0submodule'

export const nameOfLink = (path: string): string => path + LINK_MARK
export const nameOfSubmodule = (path: string): string => path + SUBMODULE_MARK

/** Paths in git hold no NUL. */
export const isFileName = (name: string): boolean => !name.includes('\0')

/** The path in the repository of a file, link or submodule. */
export function pathOfName(name: string): string {
  const mark = name.indexOf('\0')
  return mark < 0 ? name : name.slice(0, mark)
}

export type FilePatch = {
  kind: 'patch'
  path: string
  /**
   * Three numbers a hunk, ascending: in front of which line of the old text (from 0) it stands, how many lines go from there on, and
   * how many come in their place.
   */
  hunks: Uint32Array
  /** The lines that come, of all hunks, each with its line feed; the last one without, if it ends the file so. */
  text: Uint8Array
}

export type MainlineEvent = MainlineCommit | FileChange
