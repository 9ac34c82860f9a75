/** Documents and queries made to hurt, the same for each seed; and every way in which they can be searched. */

import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pick, seeded, type Random } from '../../test/support/random.ts'
import { quickDisk } from '../disk/faulty.fixture.ts'
import type { Disk } from '../disk/index.ts'
import type { PatternNode } from '../pattern.ts'
import { compilePattern, DEFAULT_LIMITS, scanDocument, type DocumentResult, type ScanLimits, type SkipReason } from '../scan/index.ts'
import { IndexQuery } from './query.ts'
import { searchTree, type IndexReader } from './search.ts'
import { PathIndex } from './paths.ts'
import { Segment } from './segment.ts'
import { Snapshot } from './snapshot.ts'
import { layOutTree, placeDocuments, type Tree } from './tree.ts'
import { SnapshotWriter } from './writer.ts'

export type File = { path: string; bytes: Buffer; oid: string }

const PIECES = ['foo', 'bar', 'Foo', 'FOO_BAR', 'baz(', ') {', 'x', ' ', '\t', 'é', 'É', 'ſ', 'K', 'skill', 'SKILL', '💧', '水水', '0x1f', '192.168.0.1', '\r', '\0', '\xff', '=', ';']
const BREAKS = ['\n', '\n', '\n', '\r\n', '\n\n', '']

function line(random: Random): Buffer {
  const length = random(300) === 0 ? 3000 + random(6000) : random(12)
  const parts = Array.from({ length: length > 1000 ? length / 3 : length }, () => (length > 1000 ? pick(random, ['a', 'bc', ' ', 'foo', 'é', 'zq']) : pick(random, PIECES)))
  return Buffer.concat([...parts.map((part) => (part === '\xff' ? Buffer.of(0xff) : part === '\0' ? Buffer.of(random(30) === 0 ? 0 : 0x20) : Buffer.from(part))), Buffer.from(pick(random, BREAKS))])
}

function content(random: Random): Buffer {
  const kind = random(20)
  if (kind === 0) return Buffer.alloc(0)
  const text = Buffer.concat(Array.from({ length: kind === 1 ? 250 : random(40) }, () => line(random)))
  if (kind === 2) return Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text.toString('latin1'), 'utf16le')])
  if (kind === 3) return Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), text])
  return text
}

export function corpus(seed: number, count = 80): File[] {
  const random = seeded(seed)
  const paths = new Set(Array.from({ length: count }, (_, i) => `${pick(random, ['src', 'lib/foo', 'é', 'Foo Bar', 'a\nb'])}/${i}${pick(random, ['.ts', '.go', 'foo', '_test.py'])}`))
  const contents = Array.from({ length: count - 20 }, () => content(random))
  return [...paths].sort().map((path) => {
    const bytes = pick(random, contents) // some stand in several places
    return { path, bytes, oid: createHash('sha1').update(bytes).digest('hex') }
  })
}

const ATOMS = [
  'foo', 'Foo', 'foo bar', 'skill', 'ſkill', 'SKILL', 'é', '水', '192.168', 'zqfoo', 'notthere', 'x',
  '/fo+b?/', '/^foo/', '/foo$/', '/\\bbar\\b/', '/foo.*bar/', '/foo[^z]*bar/', '/(foo|bar|baz)\\(/', '/[0-9]+\\.[0-9]+/', '/0x[0-9a-f]{2}/', '/\\n\\nfoo/', '/foo\\s+bar/', '/\\Afoo/', '/foo\\z/', '/x*/', '/^$/', '/.{30,}foo/', '/zq.{900,}foo/', '/a(bc|foo){2,3}/', '/./',
]

export function atom(text: string, field: 'content' | 'path' | 'any' = 'content'): PatternNode {
  const regex = text.startsWith('/')
  return { kind: 'atom', field, pattern: regex ? text.slice(1, -1) : text, regex }
}

export function queries(seed: number, count = 25): { pattern: PatternNode; caseSensitive: boolean }[] {
  const random = seeded(seed)
  const one = (): PatternNode => atom(pick(random, ATOMS), pick(random, ['content', 'content', 'any', 'path']))
  const tree = (depth: number): PatternNode => {
    const kind = depth === 0 ? 9 : random(10)
    if (kind < 2) return { kind: 'and', nodes: [tree(depth - 1), tree(depth - 1)] }
    if (kind === 2) return { kind: 'or', nodes: [tree(depth - 1), tree(depth - 1)] }
    if (kind === 3) return { kind: 'not', node: tree(depth - 1) }
    return one()
  }
  return Array.from({ length: count }, () => ({ pattern: tree(2), caseSensitive: random(2) === 0 }))
}

export type Question = { pattern: PatternNode; caseSensitive: boolean; limits?: Partial<ScanLimits> }

/** What is found, by path, and how many files could not be judged, by reason. */
export type Found = { matches: Map<string, DocumentResult>; skipped: Record<string, number> }

const nothing = (): Found => ({ matches: new Map(), skipped: {} })

function skip({ skipped }: Found, reason: SkipReason, count: number): void {
  skipped[reason] = (skipped[reason] ?? 0) + count
}

export function searchByScanning(files: readonly File[], { pattern, caseSensitive, limits }: Question): Found {
  const compiled = compilePattern(pattern, { caseSensitive })
  if (!compiled.ok) throw new Error(compiled.issue.message)
  const { matcher } = compiled
  const found = nothing()
  for (const { path, bytes } of files) {
    const outcome = scanDocument({ path, bytes }, matcher, { limits: { ...DEFAULT_LIMITS, ...limits } })
    if (outcome.kind === 'match') found.matches.set(path, outcome)
    if (outcome.kind === 'skipped') skip(found, outcome.reason, 1)
  }
  return found
}

let trees = 0

/** An index on a temporary folder, with what is needed to search it in this thread. */
export class TestIndex {
  readonly folder = mkdtempSync(join(tmpdir(), 'firebreak-index-'))
  private readonly open = new Map<number, Segment>()
  snapshot: Snapshot | null = null

  writer(disk: Disk = quickDisk): SnapshotWriter {
    return new SnapshotWriter({ disk, folder: this.folder })
  }

  /** Another index with the same files. */
  copy(): TestIndex {
    const copied = new TestIndex()
    cpSync(this.folder, copied.folder, { recursive: true })
    return copied
  }

  /** Adds documents, each once, in parts of so many to a segment. */
  build(files: readonly File[], perSegment = Infinity): void {
    const writer = this.writer()
    const unique = [...new Map(files.map((file) => [file.oid, file])).values()]
    unique.forEach(({ oid, bytes }, i) => {
      writer.add(oid, bytes)
      if ((i + 1) % perSegment === 0) writer.commit()
    })
    writer.commit()
  }

  treeOf(files: readonly File[]): Tree {
    const tree = layOutTree(`tree ${++trees}`, files.map(({ path }) => path))
    placeDocuments(tree, (file) => this.current().find(Buffer.from(files[file].oid, 'hex'), 0, files[file].oid.length / 2))
    return tree
  }

  /** Asks for answer after answer to the end; files that the index has not are in `lost`. */
  search(files: readonly File[], question: Question): { found: Found; lost: number[]; bytesRead: number } {
    return this.searchIn(this.treeOf(files), files, question)
  }

  searchIn(tree: Tree, files: readonly File[], { pattern, caseSensitive, limits }: Question): { found: Found; lost: number[]; bytesRead: number } {
    const compiled = IndexQuery.compile({ pattern, caseSensitive })
    if (!compiled.ok) throw new Error(compiled.issue.message)
    const found = nothing()
    const lost: number[] = []
    let bytesRead = 0
    for (let from: number | null = 0; from !== null; ) {
      const answer = searchTree(compiled.query, { tree, selection: null, from, limits: { ...DEFAULT_LIMITS, ...limits } }, this.reader())
      for (const { file, ...result } of answer.results) found.matches.set(files[file].path, result)
      for (const { reason, count } of answer.skipped) skip(found, reason, count)
      lost.push(...answer.lost)
      bytesRead += answer.bytesRead
      from = answer.next
    }
    return { found, lost, bytesRead }
  }

  close(): void {
    for (const segment of this.open.values()) segment.close()
    this.open.clear()
    rmSync(this.folder, { recursive: true })
  }

  /** Forgets what was read, as a new process would. */
  reopen(): void {
    for (const segment of this.open.values()) segment.close()
    this.open.clear()
    this.snapshot = null
  }

  private current(): Snapshot {
    this.snapshot ??= new Snapshot(this.folder)
    this.snapshot.refresh()
    return this.snapshot
  }

  private reader(): IndexReader {
    return {
      isCancelled: () => false,
      paths: (tree) => new PathIndex(tree),
      segment: (serial) => {
        const shared = this.current().share().find((segment) => segment.serial === serial)
        if (shared === undefined) throw new Error(`no segment ${serial}`)
        const segment = this.open.get(serial) ?? new Segment(shared)
        this.open.set(serial, segment)
        return segment
      },
    }
  }
}
