/** Writes a run as a file, which depends on nothing but the commits in it. FORMAT.md has the layout. */

import { writeItems, type Items } from '../blocks/index.ts'
import { writeSections, type Disk, type SectionWriter } from '../disk/index.ts'
import { BLOCK_BYTES, RUN } from './format.ts'
import type { RunBuilder } from './run-builder.ts'

/** Returns the size of the file in bytes. */
export function writeRun(builder: RunBuilder, { disk, path }: { disk: Disk; path: string }): number {
  return writeSections(disk, path, RUN, (out) => {
    writeIds(builder, out)
    writeGraph(builder, out)
    writePeople(builder, out)
    writeMessages(builder, out)
  })
}

function section(out: SectionWriter, name: string, bytes: Uint8Array): void {
  out.begin(name)
  out.write(bytes)
}

const numbers = (out: SectionWriter, name: string, values: Iterable<number>) => section(out, name, new Uint8Array(Uint32Array.from(values).buffer))
const seconds = (out: SectionWriter, name: string, values: Iterable<number>) => section(out, name, new Uint8Array(Float64Array.from(values).buffer))

function writeIds({ from, oids }: RunBuilder, out: SectionWriter): void {
  const oidBytes = (oids[0]?.length ?? 40) / 2
  const bytes = Buffer.alloc(oids.length * oidBytes)
  oids.forEach((oid, i) => bytes.write(oid, i * oidBytes, oidBytes, 'hex'))
  numbers(out, 'range', [from, oids.length, oidBytes])
  section(out, 'oids', bytes)
  // Hexadecimal digits are in the order of what they stand for.
  numbers(out, 'byoid', [...oids.keys()].sort((a, b) => ((oids[a] ?? '') < (oids[b] ?? '') ? -1 : 1)))
}

function writeGraph({ dates, parents, parentAt }: RunBuilder, out: SectionWriter): void {
  seconds(out, 'dates', dates)
  numbers(out, 'parents', parents)
  numbers(out, 'parentat', parentAt)
}

function writePeople({ people, authors, committers, times, authored }: RunBuilder, out: SectionWriter): void {
  let end = 0
  section(out, 'people', Buffer.concat(people.map(({ text }) => text)))
  numbers(out, 'peopleat', people.flatMap(({ text, nameBytes }) => [end + nameBytes, (end += text.length)]))
  numbers(out, 'authors', authors)
  numbers(out, 'signers', committers)
  seconds(out, 'times', times)
  seconds(out, 'authored', authored)
}

function writeMessages({ messages }: RunBuilder, out: SectionWriter): void {
  let end = 0
  const items: Items = {
    count: messages.length,
    lengthOf: (item) => messages[item]?.length ?? 0,
    textOf: (from, to) => Buffer.concat(messages.slice(from, to)),
  }
  const { starts, firsts } = writeItems(out, items, { blockBytes: BLOCK_BYTES })
  numbers(out, 'ends', messages.map(({ length }) => (end += length)))
  numbers(out, 'starts', starts)
  numbers(out, 'firsts', [...firsts, messages.length])
}
