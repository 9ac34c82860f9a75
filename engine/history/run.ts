/** One run, open for reading, in whatever thread. */

import { BlockIndex, ItemBlocks, type Bitmap, type BlockGroup } from '../blocks/index.ts'
import { ByteReader, CorruptFile, ReadAhead, SectionFile, type SharedFile } from '../disk/index.ts'
import type { GramQuery } from '../grams/index.ts'
import { decodeEntries } from './entry-code.ts'
import { RUN } from './format.ts'
import { decodeStates, decodeWeave, type ReadWeave } from './weave-code.ts'
import type { StateChange } from './weave.ts'

const FEW_STATES_BYTES = 64

/** What threads share of a run. All arrays are shared memory and never change. */
export type SharedRun = {
  serial: number
  file: SharedFile
  /** The position of the first commit, and the one behind the last. */
  from: number
  to: number
  oidBytes: number
  /** Where each block starts in the text, and the end. */
  starts: Uint32Array
  /** The line that each block starts in, and the number of lines. */
  firsts: Uint32Array
  /** Where the entries of the lines of each block start, and the end. */
  entryAt: Uint32Array
  names: Uint8Array
  nameEnds: Uint32Array
  weaveAt: Uint32Array
  /** Paths whose changes in the first commit are told by the run before. */
  late: Uint32Array
  heads: Uint32Array
}

/** Opens a run and reads what is kept in memory. Throws `CorruptFile`. */
export function openRun(path: string, serial: number): Run {
  const file = SectionFile.open(path, RUN)
  const numbers = (name: string) => file.readNumbers(name)
  const [from, count, oidBytes] = numbers('range')
  const shared = {
    serial, file: file.shared, from, to: from + count, oidBytes, starts: numbers('starts'), firsts: numbers('firsts'), entryAt: numbers('entryat'),
    names: sharedBytes(file.read('names')), nameEnds: numbers('nameends'), weaveAt: numbers('weaveat'), late: numbers('late'), heads: numbers('heads'),
  }
  return new Run(shared, file)
}

function sharedBytes(bytes: Uint8Array): Uint8Array {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
  shared.set(bytes)
  return shared
}

export class Run {
  readonly shared: SharedRun
  private readonly file: SectionFile
  private readonly index: BlockIndex
  private readonly blocks: ItemBlocks
  private readonly texts: ReadAhead
  private readonly entryBytes: ReadAhead

  constructor(shared: SharedRun, file = new SectionFile(shared.file)) {
    this.shared = shared
    this.file = file
    this.blocks = new ItemBlocks(shared.firsts)
    this.texts = new ReadAhead(file, 'text')
    this.entryBytes = new ReadAhead(file, 'entries')
    this.index = new BlockIndex(file, { heads: shared.heads, blockCount: this.blockCount })
  }

  close(): void {
    this.file.close()
  }

  /** To be called before a question: see `SectionFile`. */
  recheck(): void {
    this.file.recheck()
  }

  get blockCount(): number {
    return this.shared.starts.length - 1
  }

  get lineCount(): number {
    return this.shared.firsts[this.blockCount]
  }

  get pathCount(): number {
    return this.shared.nameEnds.length
  }

  /** Bytes of all lines with their line feeds. */
  get textBytes(): number {
    return this.shared.starts[this.blockCount]
  }

  /** Ids of the commits, back to back. */
  oids(): Buffer {
    return this.file.read('oids')
  }

  /** When each commit was made, in seconds since 1970. */
  times(): Float64Array {
    return new Float64Array(new Uint8Array(this.file.read('times')).buffer)
  }

  parents(): Uint32Array {
    return this.file.readNumbers('parents')
  }

  /** As `input.ts` names files, links and submodules. */
  nameOf(path: number): string {
    const { names, nameEnds } = this.shared
    return Buffer.from(names.subarray(path === 0 ? 0 : nameEnds[path - 1], nameEnds[path])).toString()
  }

  /** Numbers of what is no file but a link or submodule: its lines change, and are not searched as text. */
  links(): ReadonlySet<number> {
    this.linkNumbers ??= namesWithNul(this.shared)
    return this.linkNumbers
  }
  private linkNumbers: ReadonlySet<number> | undefined

  /** The number of a path by its name, or -1 where nothing of it changed in this run. */
  findPath(path: string): number {
    const { names, nameEnds } = this.shared
    const wanted = Buffer.from(path)
    let low = 0
    let high = nameEnds.length - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      const order = wanted.compare(names, middle === 0 ? 0 : nameEnds[middle - 1], nameEnds[middle])
      if (order === 0) return middle
      if (order > 0) low = middle + 1
      else high = middle - 1
    }
    return -1
  }

  /** The first position of which the run tells what was born and died in a file. */
  since(path: number): number {
    return this.shared.from + Number(this.shared.late.includes(path))
  }

  weave(path: number): ReadWeave {
    const bytes = this.weaveBytes(path)
    return this.decoded(() => decodeWeave(new ByteReader(bytes)))
  }

  /** What a file was, from which commit on, ascending. These stand in front of its lines, and are mostly one or two. */
  states(path: number): StateChange[] {
    try {
      return decodeStates(new ByteReader(this.weaveBytes(path, FEW_STATES_BYTES))).states
    } catch (error) {
      if (error instanceof RangeError) return this.weave(path).states
      throw error
    }
  }

  private weaveBytes(path: number, most = Infinity): Buffer {
    const { weaveAt } = this.shared
    return this.file.read('weaves', weaveAt[path], Math.min(most, weaveAt[path + 1] - weaveAt[path]))
  }

  /** The blocks that may hold a line that matches; of a long line, all. */
  candidates(query: GramQuery): Bitmap {
    const blocks = this.index.candidates(query, this.blocks.widen)
    this.blocks.widen(blocks)
    return blocks
  }

  /** The block with the pieces that belong to the same line. */
  groupOf(block: number): BlockGroup {
    return this.blocks.groupOf(block)
  }

  /** The text of blocks, which ends with a line feed. */
  text({ block, end }: BlockGroup): Buffer {
    const { starts } = this.shared
    return this.file.read('text', starts[block], starts[end] - starts[block])
  }

  /** The same for those who go from block to block: the bytes are overwritten by the next. */
  passingText({ block, end }: BlockGroup): Buffer {
    const { starts } = this.shared
    return this.texts.read(starts[block], starts[end] - starts[block])
  }

  /** The block that a line begins in. */
  blockOf(line: number): number {
    return this.blocks.blockOf(line)
  }

  /** Where and when lines of a block stood: those that are wanted, by their place in the block. */
  entries({ block, end }: BlockGroup, isWanted: (line: number) => boolean, visit: (line: number, path: number, birth: number, death: number) => void): void {
    const { entryAt, firsts } = this.shared
    const bytes = this.entryBytes.read(entryAt[block], entryAt[end] - entryAt[block])
    this.decoded(() => decodeEntries(new ByteReader(bytes), firsts[end] - firsts[block], isWanted, visit))
  }

  private decoded<T>(decode: () => T): T {
    try {
      return decode()
    } catch (error) {
      if (error instanceof RangeError) throw new CorruptFile(this.shared.file.path, `cannot be read: ${error.message}`)
      throw error
    }
  }
}

function namesWithNul({ names, nameEnds }: SharedRun): ReadonlySet<number> {
  const found = new Set<number>()
  let path = 0
  for (let at = names.indexOf(0); at >= 0; at = names.indexOf(0, at + 1)) {
    while (nameEnds[path] <= at) path += 1
    found.add(path)
  }
  return found
}
