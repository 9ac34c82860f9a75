/** Searches the files of a commit through the index: what the scanner would find in them, and nothing else. */

import { DOCS_PER_SEGMENT, placeOf, serialOf } from '../blobs/index.ts'
import { emptyBitmap, hasAnyBit, hasBit, unite, type Bitmap } from '../blocks/index.ts'
import { SearchStopped, StepMeter } from '../regex/index.ts'
import { scanText, type DocumentResult, type ScanLimits, type ScanOutcome, type SkipReason } from '../scan/index.ts'
import { judgeUnread, type Candidates, type UnreadFacts } from './candidates.ts'
import { BINARY } from './format.ts'
import type { PathIndex } from './paths.ts'
import type { AtomPlan } from './plan.ts'
import type { IndexQuery } from './query.ts'
import type { Segment } from './segment.ts'
import { fileCount, pathOf, STRETCH, type Tree } from './tree.ts'
import { verifyDocument } from './verify.ts'

export type TreeSearch = {
  tree: Tree
  /** The files to be searched, ascending; null for all. */
  selection: Uint32Array | null
  /** Where to begin: a place in the selection, or a file. */
  from: number
  limits: ScanLimits
}

export type TreeAnswer = {
  /** The files that match, ascending. */
  results: (DocumentResult & { file: number })[]
  /** Files that could not be judged, with the first of each kind by name. */
  skipped: { reason: SkipReason; count: number; files: number[] }[]
  /** How many files were judged, by reading or without. */
  judged: number
  /** Files whose documents are not in the index (any more): they were not judged. */
  lost: number[]
  /** Bytes of text that were read for it. */
  bytesRead: number
  /** Where to go on; null at the end. */
  next: number | null
}

/** After so much the answer so far is handed over, so that others have their turn and no answer becomes large. */
const MAX_BYTES_READ = 4 * 1024 * 1024
const MAX_FILES = 50_000
const MAX_WEIGHT = 256 * 1024
const MAX_EXAMPLES = 5

/** What a thread has open to search in. */
export type IndexReader = {
  /** Throws where there is no such segment any more. */
  segment(serial: number): Segment
  paths(tree: Tree): PathIndex
  isCancelled(): boolean
}

/**
 * Searches from one place on, for as long as one answer may take. Throws `SearchStopped` once the reader is cancelled, and
 * `CorruptFile`.
 */
export function searchTree(query: IndexQuery, search: TreeSearch, reader: IndexReader): TreeAnswer {
  return new TreeSearcher(query, search, reader).run()
}

class TreeSearcher implements UnreadFacts {
  private readonly query: IndexQuery
  private readonly search: TreeSearch
  private readonly reader: IndexReader
  private readonly answer = new AnswerBook()
  private readonly paths: ReadonlyMap<AtomPlan, Bitmap>

  private readonly entered = new Map<number, Entered>()
  /** Files with a path that an atom matches; null where paths are not asked for. */
  private readonly pathHits: Bitmap | null

  // What is being judged. Documents of one commit mostly lie in one segment, so that is looked up once for many.
  private file = 0
  private place = 0
  private serial = 0
  private segment: Segment | null = null
  private candidates: Candidates = NO_CANDIDATES

  constructor(query: IndexQuery, search: TreeSearch, reader: IndexReader) {
    this.query = query
    this.search = search
    this.reader = reader
    this.paths = query.pathsIn(search.tree.id, () => reader.paths(search.tree), new StepMeter(reader))
    this.pathHits = this.paths.size === 0 ? null : unionOf(fileCount(search.tree), this.paths.values())
  }

  run(): TreeAnswer {
    const { tree, selection, from } = this.search
    const count = selection?.length ?? fileCount(tree)
    const end = Math.min(count, from + MAX_FILES)
    let at = this.pass(from, end)
    for (let reads = 0; at < end && !this.answer.isFull; reads++, at = this.pass(at + 1, end)) {
      if ((reads & 0xff) === 0 && this.reader.isCancelled()) throw new SearchStopped('cancelled')
      this.file = selection?.[at] ?? at
      const doc = tree.docs[this.file]
      if (doc >= DOCS_PER_SEGMENT) this.judge(doc)
      else if (doc === BINARY) this.judgeBinary()
      else this.answer.lost.push(this.file)
    }
    return this.answer.answer(at < count ? at : null)
  }

  /** The next place in the selection that may matter. Most files cannot match, and their document's number alone tells of most of them. */
  private pass(from: number, end: number): number {
    const { pathHits, search: { tree: { docs }, selection } } = this
    let at = from
    for (; at < end; at++) {
      if (selection === null && at % STRETCH === 0) at = this.passStretches(at, end)
      if (at === end) break
      const file = selection === null ? at : selection[at]
      const doc = docs[file]
      if (doc < DOCS_PER_SEGMENT || (pathHits !== null && hasBit(pathHits, file))) break
      if (serialOf(doc) !== this.serial) this.enter(serialOf(doc))
      const { may } = this.candidates
      if (may === null || hasBit(may, placeOf(doc))) break
    }
    this.answer.judged += at - from
    return at
  }

  /** From the beginning of a stretch to that of the first one in which a file may matter. */
  private passStretches(from: number, end: number): number {
    const { pathHits, search: { tree: { spans } } } = this
    let first = from
    for (; first < end; first += STRETCH) {
      const [low, high] = [spans[(first / STRETCH) * 2], spans[(first / STRETCH) * 2 + 1]]
      if (low < DOCS_PER_SEGMENT || serialOf(low) !== serialOf(high)) break
      if (serialOf(low) !== this.serial) this.enter(serialOf(low))
      const { may } = this.candidates
      if (may === null || hasAnyBit(may, placeOf(low), placeOf(high) + 1)) break
      if (pathHits !== null && hasAnyBit(pathHits, first, first + STRETCH)) break
    }
    return Math.min(first, end)
  }

  mayMatch(atom: AtomPlan): boolean {
    const docs = this.candidates.docs.get(atom)
    return docs !== undefined && hasBit(docs, this.place)
  }

  pathMatches(atom: AtomPlan): boolean {
    const files = this.paths.get(atom)
    return files !== undefined && hasBit(files, this.file)
  }

  private judge(doc: number): void {
    if (serialOf(doc) !== this.serial) this.enter(serialOf(doc))
    this.place = placeOf(doc)
    if (judgeUnread(this.query.plan, this) === false) this.answer.judged += 1
    else this.read()
  }

  private enter(serial: number): void {
    const entered = this.entered.get(serial) ?? this.open(serial)
    this.serial = serial
    this.segment = entered.segment
    this.candidates = entered.candidates
  }

  private open(serial: number): Entered {
    const segment = this.reader.segment(serial)
    const entered = { segment, candidates: this.query.candidatesIn(segment) }
    this.entered.set(serial, entered)
    return entered
  }

  private read(): void {
    const { segment, candidates, place, file } = this
    if (segment === null) return
    const reading = { segment, candidates, place, path: pathOf(this.search.tree, file) }
    const { outcome, bytes } = verifyDocument(reading, this.query.matcher, { limits: this.search.limits, isCancelled: this.reader.isCancelled })
    this.answer.add(file, outcome, bytes)
  }

  private judgeBinary(): void {
    if (!this.query.readsPaths) return this.answer.add(this.file, BINARY_UNREAD, 0)
    const path = pathOf(this.search.tree, this.file)
    const options = { limits: this.search.limits, isCancelled: this.reader.isCancelled }
    this.answer.add(this.file, scanText({ path, text: null, reason: 'binary' }, this.query.matcher, options), 0)
  }
}

const BINARY_UNREAD: ScanOutcome = { kind: 'skipped', reason: 'binary' }
const NO_CANDIDATES: Candidates = { docs: new Map(), blocks: new Uint32Array(0), may: null }

/** A segment that files of the tree lie in, and what of it may match. */
type Entered = { segment: Segment; candidates: Candidates }

function unionOf(size: number, sets: Iterable<Bitmap>): Bitmap {
  const union = emptyBitmap(size)
  for (const set of sets) unite(union, set)
  return union
}

/** Gathers what was found until there is enough of it. */
class AnswerBook {
  judged = 0
  readonly lost: number[] = []
  private bytesRead = 0
  private weight = 0
  private readonly results: TreeAnswer['results'] = []
  private readonly skipped = new Map<SkipReason, TreeAnswer['skipped'][number]>()

  get isFull(): boolean {
    return this.weight >= MAX_WEIGHT || this.bytesRead >= MAX_BYTES_READ
  }

  add(file: number, outcome: ScanOutcome, bytes: number): void {
    this.bytesRead += bytes
    if (outcome.kind === 'skipped') return this.skip(file, outcome.reason)
    this.judged += 1
    if (outcome.kind === 'no-match') return
    this.weight += weightOf(outcome)
    this.results.push({ file, ...outcome })
  }

  answer(next: number | null): TreeAnswer {
    return { results: this.results, skipped: [...this.skipped.values()], judged: this.judged, lost: this.lost, bytesRead: this.bytesRead, next }
  }

  private skip(file: number, reason: SkipReason): void {
    const entry = this.skipped.get(reason) ?? { reason, count: 0, files: [] }
    entry.count += 1
    if (entry.files.length < MAX_EXAMPLES) entry.files.push(file)
    this.skipped.set(reason, entry)
  }
}

/** About what a result takes on its way to another thread. */
function weightOf({ ranges, lines }: DocumentResult): number {
  return lines.reduce((sum, { text }) => sum + text.length + 60, 100 + ranges.length * 100)
}
