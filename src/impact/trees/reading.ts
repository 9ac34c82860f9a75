/** What the thread is asked that reads trees, and what it answers. */
import type { Gap, Project } from '../dependencies/project.ts'
import type { ServiceFacts } from '../services/facts.ts'

/** A file of a tree that some reader looks at. */
export interface TreeFile {
  path: string
  /** The id of its blob. */
  oid: string
}

/** Everything that the readers tell of one tree. */
export interface TreeReading {
  projects: Project[]
  /** Those of single projects stand with them. */
  gaps: Gap[]
}

/** Why there is no text of a file. */
export type Unreadable = 'too_large' | 'missing' | 'binary'

export type ReadingQuestion =
  /** Which of these blobs the thread does not hold. */
  | { kind: 'lacking'; oids: readonly string[] }
  /** It holds them until others are asked for. */
  | { kind: 'hold'; blobs: readonly ({ oid: string; bytes: Uint8Array } | { oid: string; unreadable: Unreadable })[] }
  | { kind: 'projects'; files: readonly TreeFile[] }
  | { kind: 'services'; files: readonly TreeFile[] }

export type ReadingAnswer = { lacking: string[] } | { held: true } | TreeReading | ServiceFacts
