/**
 * Writes a run as a file. Paths are in the order of their bytes, and lines are numbered as they first occur in them, so that the file
 * depends on nothing but the history it holds. FORMAT.md has the layout.
 */

import { BlockIndexBuilder, MAX_BLOCKS } from '../blocks/index.ts'
import { writeSections, type Disk, type SectionWriter } from '../disk/index.ts'
import { encodeEntries, sortByLine } from './entry-code.ts'
import { BLOCK_BYTES, RUN } from './format.ts'
import type { RunBuilder } from './run-builder.ts'
import { StreamSection } from './stream-section.ts'
import { encodeWeave, type LineNumbers } from './weave-code.ts'
import type { Weave } from './weave.ts'

const LINE_FEED = Uint8Array.of(0x0a)
const UNNUMBERED = -1

type NamedWeave = { name: Buffer; weave: Weave }

/** Returns the size of the file in bytes. */
export function writeRun(builder: RunBuilder, { disk, path, oidBytes }: { disk: Disk; path: string; oidBytes: number }): number {
  return writeSections(disk, path, RUN, (writer) => new RunWriter(builder, writer).write(oidBytes))
}

class RunWriter {
  private readonly builder: RunBuilder
  private readonly out: SectionWriter
  private readonly weaves: NamedWeave[]
  private readonly numbers: Renumbering

  constructor(builder: RunBuilder, out: SectionWriter) {
    this.builder = builder
    this.out = out
    this.weaves = [...builder.weaves].map(([path, weave]) => ({ name: Buffer.from(path), weave })).toSorted((a, b) => Buffer.compare(a.name, b.name))
    this.numbers = new Renumbering(builder.lines.count)
  }

  write(oidBytes: number): void {
    this.writeCommits(oidBytes)
    this.writePaths()
    this.writeWeaves()
    this.writeEntries(this.writeText())
  }

  private section(name: string, bytes: Uint8Array): void {
    this.out.begin(name)
    this.out.write(bytes)
  }

  private numbersSection(name: string, numbers: readonly number[]): void {
    this.section(name, new Uint8Array(Uint32Array.from(numbers).buffer))
  }

  private writeCommits(oidBytes: number): void {
    const { commits, from } = this.builder
    const oids = Buffer.alloc(commits.length * oidBytes)
    commits.forEach(({ oid }, i) => oids.write(oid, i * oidBytes, oidBytes, 'hex'))
    this.numbersSection('range', [from, commits.length, oidBytes])
    this.section('oids', oids)
    this.section('times', new Uint8Array(Float64Array.from(commits, ({ time }) => time).buffer))
    this.numbersSection('parents', commits.map(({ parents }) => parents))
  }

  private writePaths(): void {
    let end = 0
    this.section('names', Buffer.concat(this.weaves.map(({ name }) => name)))
    this.numbersSection('nameends', this.weaves.map(({ name }) => (end += name.length)))
    this.numbersSection('late', this.weaves.flatMap(({ weave }, path) => (weave.isLate ? [path] : [])))
  }

  private writeWeaves(): void {
    const section = new StreamSection(this.out, 'weaves')
    const starts = [0]
    for (const { weave } of this.weaves) {
      encodeWeave(section.bytes, weave, this.builder.entries, this.numbers)
      starts.push(section.length)
      section.flush({ all: false })
    }
    section.flush({ all: true })
    this.numbersSection('weaveat', starts)
  }

  /** The lines in blocks, and their index. Returns the first line of each block; a line that is longer than a block is several. */
  private writeText(): number[] {
    const index = new BlockIndexBuilder()
    const blockBytes = this.blockBytes()
    const starts = [0]
    const firsts: number[] = []
    this.out.begin('text')
    for (let line = 0; line < this.numbers.count; ) {
      const next = this.endOfBlock(line, blockBytes)
      const text = this.textOf(line, next)
      for (let from = 0; from < text.length; from += blockBytes) {
        const to = Math.min(text.length, from + blockBytes)
        index.add(text, from, to, text.length)
        firsts.push(line)
        starts.push(starts[starts.length - 1] + to - from)
      }
      this.out.write(text)
      line = next
    }
    index.writeTo(this.out)
    this.numbersSection('starts', starts)
    this.numbersSection('firsts', [...firsts, this.numbers.count])
    return firsts
  }

  /** Blocks are larger where lines are such that there would be more of them than an index can have. */
  private blockBytes(): number {
    let bytes = BLOCK_BYTES
    while (this.countBlocks(bytes) > MAX_BLOCKS) bytes *= 2
    return bytes
  }

  private countBlocks(blockBytes: number): number {
    let count = 0
    for (let line = 0; line < this.numbers.count; ) {
      const next = this.endOfBlock(line, blockBytes)
      count += next === line + 1 ? Math.ceil((this.lengthOf(line) + 1) / blockBytes) : 1
      line = next
    }
    return count
  }

  private lengthOf(line: number): number {
    return this.builder.lines.length(this.numbers.order[line])
  }

  /** The line behind those that fit into one block with the first; a long one is alone. */
  private endOfBlock(first: number, blockBytes: number): number {
    let line = first
    for (let bytes = 0; line < this.numbers.count; line++) {
      bytes += this.lengthOf(line) + 1
      if (bytes > blockBytes) break
    }
    return Math.max(line, first + 1)
  }

  private textOf(from: number, to: number): Buffer {
    const parts: Uint8Array[] = []
    for (let line = from; line < to; line++) parts.push(this.builder.lines.line(this.numbers.order[line]), LINE_FEED)
    return Buffer.concat(parts)
  }

  private writeEntries(firsts: readonly number[]): void {
    const byLine = sortByLine(this.numbers.count, (visit) => this.walk(visit))
    const section = new StreamSection(this.out, 'entries')
    const starts = [0]
    firsts.forEach((from, block) => {
      // The first piece of a long line has the entries of it.
      const to = from === firsts[block - 1] ? from : from === firsts[block + 1] ? from + 1 : (firsts[block + 1] ?? this.numbers.count)
      encodeEntries(section.bytes, { from, to }, byLine, this.builder.entries)
      starts.push(section.length)
      section.flush({ all: false })
    })
    section.flush({ all: true })
    this.numbersSection('entryat', starts)
  }

  private walk(visit: (entry: number, line: number, path: number) => void): void {
    const { lines } = this.builder.entries
    this.weaves.forEach(({ weave }, path) => {
      for (const entry of weave.items) visit(entry, this.numbers.of[lines[entry]], path)
    })
  }
}

/** From the numbers that lines had while the run was built to those in the file. */
class Renumbering implements LineNumbers {
  count = 0
  readonly of: Int32Array
  readonly order: Int32Array

  constructor(lineCount: number) {
    this.of = new Int32Array(lineCount).fill(UNNUMBERED)
    this.order = new Int32Array(lineCount)
  }

  take(line: number): number {
    const number = this.of[line]
    if (number === UNNUMBERED) {
      this.of[line] = this.count
      this.order[this.count++] = line
    }
    return number
  }
}
