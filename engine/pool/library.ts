import { PathIndex, Segment, type IndexReader, type SharedSegment, type Tree } from '../snapshot/index.ts'

/** The index has changed since the question was put; put it again. */
export class StaleSegment extends Error {}

const MAX_PATH_INDEXES = 32

/** What one thread has open: segments of the index, opened when they are first asked for, and indexes of the paths of trees. */
export class Library implements IndexReader {
  readonly isCancelled: () => boolean
  private shared = new Map<number, SharedSegment>()
  private readonly open = new Map<number, Segment>()
  private readonly rechecked = new Set<Segment>()
  private readonly pathIndexes = new Map<string, PathIndex>()

  constructor(isCancelled: () => boolean) {
    this.isCancelled = isCancelled
  }

  use(segments: readonly SharedSegment[]): void {
    this.shared = new Map(segments.map((segment) => [segment.serial, segment]))
    for (const [serial, segment] of this.open) {
      if (this.shared.has(serial)) continue
      segment.close()
      this.open.delete(serial)
    }
  }

  /** To be called before what is asked together. A segment is looked at again once for all of it, not for each tree that lies in it. */
  beginQuestion(): void {
    this.rechecked.clear()
  }

  has(serial: number): boolean {
    return this.shared.has(serial)
  }

  segment(serial: number): Segment {
    const known = this.open.get(serial)
    if (known) return this.recheckOnce(known)
    const shared = this.shared.get(serial)
    if (shared === undefined) throw new StaleSegment()
    const segment = openUnlessGone(shared)
    this.open.set(serial, segment)
    return segment
  }

  private recheckOnce(segment: Segment): Segment {
    if (!this.rechecked.has(segment)) segment.recheck()
    this.rechecked.add(segment)
    return segment
  }

  paths(tree: Tree): PathIndex {
    const index = this.pathIndexes.get(tree.id) ?? new PathIndex(tree)
    this.pathIndexes.delete(tree.id)
    this.pathIndexes.set(tree.id, index)
    for (const oldest of this.pathIndexes.keys()) {
      if (this.pathIndexes.size <= MAX_PATH_INDEXES) break
      this.pathIndexes.delete(oldest)
    }
    return index
  }
}

function openUnlessGone(shared: SharedSegment): Segment {
  try {
    return new Segment(shared)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new StaleSegment()
    throw error
  }
}
