/** Outlines made to hurt, the same for each seed; and every symbol in them one after another. */

import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pick, seeded, type Random } from '../../test/support/random.ts'
import { quickDisk } from '../disk/faulty.fixture.ts'
import type { Disk } from '../disk/index.ts'
import type { PatternNode } from '../pattern.ts'
import { UNMETERED } from '../regex/index.ts'
import { SYMBOL_KINDS } from '../query/symbol-kinds.ts'
import { compilePattern } from '../scan/index.ts'
import { FAILURES } from './format.ts'
import { CompiledNames } from './names.ts'
import { SymbolSearcher } from './search.ts'
import type { OutlinedBlob } from './segment-builder.ts'
import { Segment } from './segment.ts'
import { SymbolStore } from './store.ts'
import type { CodeSymbol } from './symbol.ts'
import { SymbolWriter } from './writer.ts'

const WORDS = ['get', 'Get', 'set', 'token', 'Token', 'HTTP', 'server', '_', 'x', 'é', '水', '💧', '9', 'handle', '$', '+', ' ', 'isA', 'foo']

const nameOf = (random: Random) => Array.from({ length: random(200) === 0 ? 90 : 1 + random(4) }, () => pick(random, WORDS)).join('')

function symbolsOf(random: Random): CodeSymbol[] {
  let line = 0
  return Array.from({ length: random(25) }, () => {
    line += random(40)
    const [before, after] = [random(3), random(random(5) === 0 ? 5000 : 9)]
    const container = random(2) === 0 ? '' : pick(random, ['A', 'A.b', 'Server', 'é.水'])
    return { name: nameOf(random), kind: pick(random, SYMBOL_KINDS), container, line, column: random(200), startLine: Math.max(0, line - before), endLine: line + after }
  })
}

export const oidOf = (text: string, oidBytes = 20): string => createHash(oidBytes === 20 ? 'sha1' : 'sha256').update(text).digest('hex')

export function outlines(seed: number, count = 60, { oidBytes = 20 } = {}): OutlinedBlob[] {
  const random = seeded(seed)
  return Array.from({ length: count }, (_, i): OutlinedBlob => {
    const outline = random(8) === 0 ? { state: 'failed' as const, reason: pick(random, FAILURES) } : { state: 'done' as const, symbols: symbolsOf(random).filter(({ name }) => name.trim() === name && name !== '') }
    // Every tenth blob is that of the one before, as another grammar reads it.
    return { oid: oidOf(`${seed} ${i % 10 === 9 ? i - 1 : i}`, oidBytes), grammar: i % 10 === 9 ? 200 : random(18), outline }
  })
}

/** A text of the name; `/…/` is an expression; `!` in front: it must not match; `a&b` and `a|b` are both or either. */
export function pattern(text: string): PatternNode {
  for (const [sign, kind] of [['|', 'or'], ['&', 'and']] as const) if (!text.startsWith('/') && text.includes(sign)) return { kind, nodes: text.split(sign).map(pattern) }
  if (text.startsWith('!')) return { kind: 'not', node: pattern(text.slice(1)) }
  const regex = /^\/.*\/$/.test(text)
  return { kind: 'atom', field: 'content', pattern: regex ? text.slice(1, -1) : text, regex }
}

export type Asked = { text: string; caseSensitive: boolean }
export type Found = { file: number; symbols: CodeSymbol[] }[]

const compileNames = ({ text, caseSensitive }: Asked) => new CompiledNames({ pattern: text === '' ? null : pattern(text), caseSensitive })

/** Every name judged by itself. */
export function plainly(blobs: readonly OutlinedBlob[], { text, caseSensitive }: Asked): Found {
  const compiled = text === '' ? null : compilePattern(pattern(text), { caseSensitive })
  const matches = ({ name }: CodeSymbol) => !compiled?.ok || compiled.matcher.match({ path: '', text: Buffer.from(name) }, { maxMatches: 1, meter: UNMETERED }).kind === 'match'
  return blobs.flatMap(({ outline }, file) => {
    const symbols = outline.state === 'done' ? outline.symbols.filter(matches) : []
    return symbols.length > 0 ? [{ file, symbols: [...symbols] }] : []
  })
}

/** A store in a folder of its own. */
export class TestStore {
  readonly folder = mkdtempSync(join(tmpdir(), 'firebreak-symbols-'))
  private readonly extractor: string
  private open: SymbolStore | null = null

  constructor(extractor = 'test') {
    this.extractor = extractor
  }

  get store(): SymbolStore {
    this.open ??= new SymbolStore({ folder: this.folder, extractor: this.extractor })
    return this.open
  }

  writer(disk: Disk = quickDisk, extractor = this.extractor): SymbolWriter {
    return new SymbolWriter({ disk, folder: this.folder, extractor })
  }

  build(blobs: readonly OutlinedBlob[], perSegment = Infinity): this {
    const writer = this.writer()
    blobs.forEach((blob, i) => {
      writer.add(blob)
      if ((i + 1) % perSegment === 0) writer.commit()
    })
    writer.commit()
    return this
  }

  /** The documents of some blobs, as of a tree whose files they are. */
  docsOf(blobs: readonly OutlinedBlob[]): Uint32Array {
    return Uint32Array.from(blobs, ({ oid, grammar }) => this.store.docOf({ oids: Buffer.from(oid, 'hex'), from: 0, length: oid.length / 2, grammar }))
  }

  /** All pages of a search, with what it has cost. */
  search(blobs: readonly OutlinedBlob[], asked: Asked): { found: Found; read: number; blocks: number } {
    const query = compileNames(asked)
    const segments = this.segments()
    const searcher = new SymbolSearcher(query, { segment: (serial) => segments.get(serial) ?? neverHere(serial), isCancelled: () => false })
    const docs = this.docsOf(blobs)
    const selection = Uint32Array.from(docs.keys())
    const found: Found = []
    try {
      for (let from: number | null = 0; from !== null; ) {
        const answer = searcher.search({ docs, selection, from })
        found.push(...answer.results)
        from = answer.next
      }
    } finally {
      for (const segment of segments.values()) segment.close()
    }
    return { found, read: searcher.read, blocks: query.looked.blocks }
  }

  segments(): Map<number, Segment> {
    return new Map(this.store.share().map((shared) => [shared.serial, new Segment(shared)]))
  }

  reopen(): void {
    this.open?.close()
    this.open = null
  }

  close(): void {
    this.reopen()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function neverHere(serial: number): never {
  throw new Error(`there is no segment ${serial}`)
}
