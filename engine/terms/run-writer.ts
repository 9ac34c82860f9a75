/** Writes a run as a file, which depends on nothing but the vectors in it. FORMAT.md has the layout. */

import { writeSections, type Disk } from '../disk/index.ts'
import { RUN } from './format.ts'
import type { TermVector } from './vector.ts'

export type NamedVector = TermVector & { oid: string }

/** Vectors of one repository: at least one, and all ids of one length. */
export function writeRun(vectors: readonly NamedVector[], { disk, path, from }: { disk: Disk; path: string; from: number }): void {
  const oids = Buffer.from(vectors.map(({ oid }) => oid).join(''), 'hex')
  writeSections(disk, path, RUN, (out) => {
    const section = (name: string, parts: Iterable<Uint8Array>) => {
      out.begin(name)
      for (const part of parts) out.write(part)
    }
    section('range', [bytesOf(Uint32Array.of(from, vectors.length, oids.length / vectors.length))])
    section('oids', [oids])
    section('byoid', [bytesOf(orderOfIds(vectors))])
    section('lengths', vectors.map(({ lengths }) => bytesOf(lengths)))
    section('termat', [bytesOf(startsOf(vectors))])
    section('terms', vectors.map(({ terms }) => bytesOf(terms)))
    section('counts', vectors.map(({ counts }) => bytesOf(counts)))
  })
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array) => new Uint8Array(buffer, byteOffset, byteLength)

/** Hexadecimal digits are in the order of what they stand for. */
const orderOfIds = (vectors: readonly NamedVector[]) => Uint32Array.from([...vectors.keys()].sort((a, b) => ((vectors[a]?.oid ?? '') < (vectors[b]?.oid ?? '') ? -1 : 1)))

function startsOf(vectors: readonly NamedVector[]): Uint32Array {
  const starts = new Uint32Array(vectors.length + 1)
  vectors.forEach(({ terms }, place) => (starts[place + 1] = starts[place] + terms.length))
  return starts
}
