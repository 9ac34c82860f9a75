/** One run, open for reading, in whatever thread. */

import { crc32 } from 'node:zlib'
import { BlockIndex, emptyBitmap, hasBit, ItemBlocks, nextBit, setBit, setBits, type Bitmap } from '../blocks/index.ts'
import { SectionFile, type SharedFile } from '../disk/index.ts'
import type { GramQuery } from '../grams/index.ts'
import { COMMIT_BYTES, RUN } from './format.ts'
import type { GraphPart } from './graph.ts'
import type { Signature } from './input.ts'

/** What threads share of a run. All arrays are shared memory and never change. */
export type SharedRun = GraphPart & {
  serial: number
  file: SharedFile
  oidBytes: number
  oids: Uint8Array
  /** The places of the commits in the run, in the order of their ids. */
  byOid: Uint32Array
  /** When each was committed, and written by its author, in seconds since 1970. */
  times: Float64Array
  authored: Float64Array
  authors: Uint32Array
  committers: Uint32Array
  /** For each person where the name ends in the text of all of them, and where the e-mail with its brackets does. */
  peopleAt: Uint32Array
  /** Where each message ends in the text, with its line feed. */
  ends: Uint32Array
  /** Where each block starts in the text, and the end. */
  starts: Uint32Array
  /** The commit that each block starts in, and the number of commits. */
  firsts: Uint32Array
  heads: Uint32Array
}

/** Opens a run and reads what is kept in memory, unless it is one of those that are open. Throws `CorruptFile`. */
export function openRun(path: string, serial: number, opened: readonly Run[] = []): Run {
  const file = SectionFile.open(path, RUN)
  const known = opened.find(({ shared }) => shared.serial === serial && isSameFile(shared.file, file.shared))
  try {
    if (known === undefined) return new Run(readShared(file, serial), file)
  } catch (error) {
    file.close()
    throw error
  }
  file.close()
  return known
}

function readShared(file: SectionFile, serial: number): SharedRun {
  const numbers = (name: string) => file.readNumbers(name)
  const seconds = (name: string) => new Float64Array(numbers(name).buffer)
  const [from, count, oidBytes] = numbers('range')
  return {
    serial, file: file.shared, from, to: from + count, oidBytes, oids: new Uint8Array(numbers('oids').buffer), byOid: numbers('byoid'),
    dates: seconds('dates'), parents: numbers('parents'), parentAt: numbers('parentat'), times: seconds('times'), authored: seconds('authored'),
    authors: numbers('authors'), committers: numbers('signers'), peopleAt: numbers('peopleat'),
    ends: numbers('ends'), starts: numbers('starts'), firsts: numbers('firsts'), heads: numbers('heads'),
  }
}

/** Whether two files have the same pages: a folder may have been deleted, and its numbers be given anew. */
const isSameFile = (one: SharedFile, other: SharedFile) => Buffer.compare(bytesOf(one.checksums), bytesOf(other.checksums)) === 0

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array) => new Uint8Array(buffer, byteOffset, byteLength)

/** Where a run begins and ends in the graph. */
export type Borders = {
  /** Commits that are no parents in the run. */
  heads: number[]
  /** Commits before the run that are parents in it. */
  outside: number[]
}

export class Run {
  readonly shared: SharedRun
  private readonly file: SectionFile
  private readonly index: BlockIndex
  private readonly blocks: ItemBlocks
  private people: Buffer | undefined
  private ends: Borders | undefined

  constructor(shared: SharedRun, file = new SectionFile(shared.file)) {
    this.shared = shared
    this.file = file
    this.blocks = new ItemBlocks(shared.firsts)
    this.index = new BlockIndex(file, { heads: shared.heads, blockCount: this.blocks.count })
  }

  close(): void {
    this.file.close()
  }

  /** To be called before a question: see `SectionFile`. */
  recheck(): void {
    this.file.recheck()
  }

  /** The same for the same content only. */
  get identity(): string {
    return `${this.shared.serial}-${crc32(bytesOf(this.shared.file.checksums)).toString(16)}`
  }

  get borders(): Borders {
    this.ends ??= findBorders(this.shared)
    return this.ends
  }

  get count(): number {
    return this.shared.to - this.shared.from
  }

  /** Bytes of all messages with a line feed each, and of what is kept in memory of the commits. */
  get textBytes(): number {
    return this.file.length('text') + this.file.length('parents') + this.file.length('people') + COMMIT_BYTES * this.count
  }

  oidAt(place: number): string {
    const { oids, oidBytes } = this.shared
    return Buffer.from(oids.buffer, place * oidBytes, oidBytes).toString('hex')
  }

  /** The place of a commit in the run; -1 if it is not in it. */
  find(oid: Buffer): number {
    const { byOid, oids, oidBytes } = this.shared
    if (oid.length !== oidBytes) return -1
    let low = 0
    let high = byOid.length - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      const place = byOid[middle]
      const order = oid.compare(oids, place * oidBytes, (place + 1) * oidBytes)
      if (order === 0) return place
      if (order > 0) low = middle + 1
      else high = middle - 1
    }
    return -1
  }

  /** The blocks that may hold a message that matches; of a long message, all. */
  candidates(query: GramQuery): Bitmap {
    const blocks = this.index.candidates(query, this.blocks.widen)
    this.blocks.widen(blocks)
    return blocks
  }

  /** The places of the commits whose messages lie in these blocks. */
  commitsIn(blocks: Bitmap): Bitmap {
    const { firsts } = this.shared
    const commits = emptyBitmap(this.count)
    for (let block = nextBit(blocks, 0); block >= 0; block = nextBit(blocks, block + 1)) {
      setBits(commits, firsts[block], Math.max(firsts[block] + 1, firsts[block + 1]))
    }
    return commits
  }

  /** The block that a message begins in. */
  blockOf(place: number): number {
    return this.blocks.blockOf(place)
  }

  /** The text of a block, with all pieces of its message if that is a long one. */
  text(block: number): Buffer {
    const { starts } = this.shared
    const { end } = this.blocks.groupOf(block)
    return this.file.read('text', starts[block], starts[end] - starts[block])
  }

  /** Where a message stands in the text of the block that it begins in, without its line feed. */
  span(place: number, block: number): { from: number; to: number } {
    const { ends, starts } = this.shared
    return { from: (place === 0 ? 0 : ends[place - 1]) - starts[block], to: ends[place] - 1 - starts[block] }
  }

  /** `Name <e-mail>` of each person. */
  *signatures(): Generator<Uint8Array> {
    const { peopleAt } = this.shared
    const people = this.allPeople()
    for (let at = 1, from = 0; at < peopleAt.length; from = peopleAt[at], at += 2) yield people.subarray(from, peopleAt[at])
  }

  /** Who wrote a commit, and when. */
  author(place: number): Signature {
    return this.signature(this.shared.authors[place], this.shared.authored[place])
  }

  committer(place: number): Signature {
    return this.signature(this.shared.committers[place], this.shared.times[place])
  }

  private signature(person: number, time: number): Signature {
    const { peopleAt } = this.shared
    const [from, middle, end] = [person === 0 ? 0 : peopleAt[2 * person - 1], peopleAt[2 * person], peopleAt[2 * person + 1]]
    const people = this.allPeople()
    return { name: people.toString('utf8', from, middle), email: people.toString('utf8', middle + 2, end - 1), time }
  }

  private allPeople(): Buffer {
    this.people ??= this.file.read('people')
    return this.people
  }
}

function findBorders({ from, to, parents }: GraphPart): Borders {
  const isParent = emptyBitmap(to - from)
  const outside = new Set<number>()
  for (const parent of parents) {
    if (parent < from) outside.add(parent)
    else setBit(isParent, parent - from)
  }
  const heads: number[] = []
  for (let commit = from; commit < to; commit++) if (!hasBit(isParent, commit - from)) heads.push(commit)
  return { heads, outside: [...outside] }
}
