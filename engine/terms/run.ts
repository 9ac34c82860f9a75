/** One run, open for reading. */

import { SectionFile } from '../disk/index.ts'
import { lowerBound } from '../lower-bound.ts'
import { FIELDS } from './change.ts'
import { COMMIT_BYTES, RUN, TERM_BYTES } from './format.ts'
import type { NamedVector } from './run-writer.ts'
import type { TermVector } from './vector.ts'

/** Opens a run and reads what is kept in memory: its ids, and where the terms of each commit begin. Throws `CorruptFile`. */
export function openRun(path: string): Run {
  const file = SectionFile.open(path, RUN)
  try {
    return new Run(file)
  } catch (error) {
    file.close()
    throw error
  }
}

export class Run {
  readonly from: number
  readonly count: number
  private readonly file: SectionFile
  private readonly oidBytes: number
  private readonly oids: Buffer
  private readonly byOid: Uint32Array
  /** The first four bytes of the ids, in their order: enough to tell nearly all apart without looking at the ids. */
  private readonly heads: Uint32Array
  private readonly termAt: Uint32Array
  private readonly lengths: Uint32Array

  constructor(file: SectionFile) {
    const [from, count, oidBytes] = file.readNumbers('range')
    this.file = file
    this.from = from
    this.count = count
    this.oidBytes = oidBytes
    this.oids = file.read('oids')
    this.byOid = file.readNumbers('byoid')
    this.heads = this.byOid.map((place) => this.oids.readUInt32BE(place * oidBytes))
    this.termAt = file.readNumbers('termat')
    this.lengths = file.readNumbers('lengths')
  }

  close(): void {
    this.file.close()
  }

  /** To be called before a question: what was damaged since is noticed. */
  recheck(): void {
    this.file.recheck()
  }

  get textBytes(): number {
    return this.file.length('terms') / 4 * TERM_BYTES + COMMIT_BYTES * this.count
  }

  /** The place of a commit in the run; -1 if it is not in it. */
  find(oid: Buffer): number {
    const { oids, oidBytes, byOid, heads } = this
    if (oid.length !== oidBytes) return -1
    const head = oid.readUInt32BE(0)
    for (let at = lowerBound(heads, head); heads[at] === head; at++) {
      const place = byOid[at]
      if (oid.compare(oids, place * oidBytes, (place + 1) * oidBytes) === 0) return place
    }
    return -1
  }

  /** The vectors at the places `from`…`to`−1, read at once. Throws `CorruptFile`. */
  read(from: number, to: number): TermVector[] {
    const start = this.termAt[from]
    const terms = this.numbers('terms', start, this.termAt[to])
    const counts = this.numbers('counts', start, this.termAt[to])
    return Array.from({ length: to - from }, (_none, i) => {
      const [first, end] = [this.termAt[from + i] - start, this.termAt[from + i + 1] - start]
      return { terms: terms.subarray(first, end), counts: counts.subarray(first, end), lengths: this.lengths.subarray((from + i) * FIELDS.length, (from + i + 1) * FIELDS.length) }
    })
  }

  /** How many terms the commits between two places have. */
  termsBetween(from: number, to: number): number {
    return this.termAt[to] - this.termAt[from]
  }

  /** All of it, to be written again. */
  all(): NamedVector[] {
    return this.read(0, this.count).map((vector, place) => ({ ...vector, oid: this.oids.toString('hex', place * this.oidBytes, (place + 1) * this.oidBytes) }))
  }

  private numbers(section: string, from: number, to: number): Uint32Array {
    const bytes = new Uint8Array((to - from) * 4)
    bytes.set(this.file.read(section, from * 4, bytes.length))
    return new Uint32Array(bytes.buffer)
  }
}
