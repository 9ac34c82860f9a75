/** The terms of the changes of a repository, for one thread that adds to them and reads them. In no order: commits are asked for by their ids. */

import { RunFolder, type Disk } from '../disk/index.ts'
import type { Change } from './change.ts'
import { COMMIT_BYTES, MANIFEST_VERSION, TERM_BYTES } from './format.ts'
import { openRun, type Run } from './run.ts'
import { writeRun, type NamedVector } from './run-writer.ts'
import { vectorOf, type TermVector } from './vector.ts'

/** A run is closed behind the commit with which it has so many bytes. */
const MAX_RUN_BYTES = 64 * 1024 * 1024
/** So many terms are read at once, at most; or those of one commit. */
const TERMS_AT_ONCE = 1 << 18

export type TermStoreOptions = { disk: Disk; folder: string; maxRunBytes?: number }

export class TermStore {
  private readonly disk: Disk
  private readonly maxRunBytes: number
  private readonly folder: RunFolder<Run>
  private building = new Map<string, NamedVector>()
  private buildingBytes = 0

  /** Takes up what is there, or begins. What is damaged is begun anew. */
  constructor({ disk, folder, maxRunBytes = MAX_RUN_BYTES }: TermStoreOptions) {
    this.disk = disk
    this.maxRunBytes = maxRunBytes
    this.folder = new RunFolder({ disk, folder, version: MANIFEST_VERSION, open: openRun })
  }

  /** How many commits there are on disk. */
  get length(): number {
    return this.folder.length
  }

  has(oid: string): boolean {
    return this.building.has(oid) || this.find(oid) !== null
  }

  /** A commit that is there already is passed over. */
  add(change: Change): void {
    if (this.has(change.oid)) return
    const vector = vectorOf(change)
    this.building.set(change.oid, { oid: change.oid, ...vector })
    this.buildingBytes += COMMIT_BYTES + TERM_BYTES * vector.terms.length
    if (this.buildingBytes >= this.maxRunBytes) this.commit()
  }

  /** Makes all that was added part of the store. */
  commit(): void {
    if (this.building.size > 0) this.write([...this.building.values()])
    this.building = new Map()
    this.buildingBytes = 0
    this.folder.publish()
  }

  /** Joins the last two runs if that pays; true if it did. To be called again until it is false. */
  merge({ always = false } = {}): boolean {
    const pair = this.folder.pairToJoin({ maxBytes: this.maxRunBytes, always })
    if (pair === null) return false
    const joined = pair.flatMap(({ run }) => run.all())
    this.folder.drop(pair)
    this.write(joined)
    this.folder.publish()
    return true
  }

  /** Removes the files of runs that are not part of the store any more. */
  sweep(): void {
    this.folder.sweep()
  }

  /** Visits the vectors of those commits that are there, in the order in which they are stored. Throws `CorruptFile`. */
  visit(oids: readonly string[], visit: (index: number, vector: TermVector) => void): void {
    for (const { run } of this.folder.runs) run.recheck()
    for (const [run, places] of this.placesOf(oids)) visitRun(run, places, visit)
  }

  close(): void {
    this.folder.close()
  }

  private placesOf(oids: readonly string[]): Map<Run, Place[]> {
    const places = new Map<Run, Place[]>(this.folder.runs.map(({ run }) => [run, []]))
    oids.forEach((oid, index) => {
      const found = this.find(oid)
      if (found) places.get(found.run)?.push({ place: found.place, index })
    })
    return places
  }

  private find(oid: string): { run: Run; place: number } | null {
    const bytes = Buffer.from(oid, 'hex')
    for (const { run } of this.folder.runs) {
      const place = run.find(bytes)
      if (place >= 0) return { run, place }
    }
    return null
  }

  private write(vectors: readonly NamedVector[]): void {
    const from = this.folder.end
    this.folder.write({ from, to: from + vectors.length }, (path) => writeRun(vectors, { disk: this.disk, path, from }))
  }
}

/** A commit's place in its run, and which of those asked for it is. */
type Place = { place: number; index: number }

function visitRun(run: Run, places: Place[], visit: (index: number, vector: TermVector) => void): void {
  places.sort((a, b) => a.place - b.place)
  for (let at = 0; at < places.length; ) {
    const group = nearTogether(run, places, at)
    const first = group[0]?.place ?? 0
    const vectors = run.read(first, (group.at(-1)?.place ?? first) + 1)
    for (const { place, index } of group) visit(index, vectors[place - first])
    at += group.length
  }
}

/** Those from one on whose terms, with what lies between, fit into one reading. */
function nearTogether(run: Run, places: readonly Place[], from: number): readonly Place[] {
  const first = places[from]?.place ?? 0
  let to = from + 1
  while (to < places.length && run.termsBetween(first, (places[to]?.place ?? 0) + 1) <= TERMS_AT_ONCE) to++
  return places.slice(from, to)
}
