/**
 * Writes a run as a file. Paths are in the order of their bytes, and lines are numbered as they first occur in them, so that the file
 * depends on nothing but the history it holds. FORMAT.md has the layout.
 */

import { writeItems } from '../blocks/index.ts'
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
    const { lines } = this.builder
    const { count, order } = this.numbers
    const lengthOf = (line: number) => lines.length(order[line]) + 1
    const { starts, firsts } = writeItems(this.out, { count, lengthOf, textOf: (from, to) => this.textOf(from, to) }, { blockBytes: BLOCK_BYTES })
    this.numbersSection('starts', starts)
    this.numbersSection('firsts', [...firsts, count])
    return firsts
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
