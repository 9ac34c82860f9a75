/** Code made up by a seed, copies of it with known changes, and stores of both. */

import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pick, type Random } from '../../test/support/random.ts'
import { quickDisk } from '../disk/faulty.fixture.ts'
import { fingerprintsOf, possibleFingerprints } from './fingerprints.ts'
import { FingerprintStore } from './store.ts'
import { tokensOf, type Tokens } from './tokens.ts'
import { FingerprintWriter } from './writer.ts'

const NAMES = ['order', 'total', 'rate', 'user', 'items', 'index', 'cache', 'price', 'limit', 'name', 'client', 'body']
const SHAPES = ['if (A < B) { C.D(1) }', 'for (const A of B) C.push(A.D)', 'const A = B(C, D) ?? "x"', 'return { A, B: C[D] }', 'A.B = C + D * 2', 'while (!A.B()) { C += D }', 'throw new Error(`A ${B} in ${C}`)', 'A = B ? C : D.x[0]', 'switch (A) { case 1: B(C); break }', 'await A.B(C => D(C))']

/** A text of so many lines. */
export function codeOf(random: Random, lines: number): string {
  return Array.from({ length: lines }, () => pick(random, SHAPES).replaceAll(/\b[A-D]\b/g, () => `${pick(random, NAMES)}${random(40)}`)).join('\n')
}

export const tokens = (text: string): Tokens => tokensOf(Buffer.from(text))
export const oidOf = (text: string): string => createHash('sha1').update(text).digest('hex')

export class TestStore {
  readonly folder = mkdtempSync(join(tmpdir(), 'fingerprints-'))
  private store: FingerprintStore | null = null

  writer(disk = quickDisk): FingerprintWriter {
    return new FingerprintWriter({ disk, folder: this.folder })
  }

  /** Each `commitEvery` texts a segment. */
  build(texts: readonly string[], commitEvery = Infinity): this {
    const writer = this.writer()
    texts.forEach((text, at) => {
      writer.add(oidOf(text), Buffer.from(text))
      if (at % commitEvery === commitEvery - 1) writer.commit()
    })
    writer.commit()
    return this
  }

  /** The texts that share something, by their place. */
  sharing(text: string, texts: readonly string[]): number[] {
    this.store ??= new FingerprintStore(this.folder)
    this.store.refresh()
    const found = new Set(this.store.candidates(tokens(text), { most: Infinity }).map(({ oid }) => oid.slice(0, 40)))
    return [...texts.keys()].filter((at) => found.has(oidOf(texts[at])))
  }

  missing(texts: readonly string[]): number {
    this.store ??= new FingerprintStore(this.folder)
    return this.store.missing(Buffer.concat(texts.map((text) => Buffer.from(oidOf(text), 'hex'))), 20).length
  }

  reopen(): void {
    this.store?.close()
    this.store = null
  }

  close(): void {
    this.reopen()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** What a store must find, without one. */
export function plainly(text: string, texts: readonly string[]): number[] {
  const wanted = new Set(possibleFingerprints(tokens(text)))
  return [...texts.keys()].filter((at) => fingerprintsOf(tokens(texts[at])).some((hash) => wanted.has(hash)))
}
