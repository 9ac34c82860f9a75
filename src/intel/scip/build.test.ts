/** The file of an index holds what the index says: held against a plain reading of the same documents. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CorruptFile } from '../../../engine/disk/index.ts'
import { seeded } from '../../../test/support/random.ts'
import { BrokenIndex } from './broken.ts'
import { buildIndex } from './build.ts'
import { buildFile } from './build-file.ts'
import { IndexFile } from './index-file.ts'
import { scipLimits, type ScipLimits } from './limits.ts'
import { encodeIndex, type IndexDraft, type SymbolDraft } from './scip.fixture.ts'

let folder: string
let count = 0
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'firebreak-scip-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function build(draft: IndexDraft, { root = '', limits = {} }: { root?: string; limits?: Partial<ScipLimits> } = {}) {
  const path = join(folder, `${++count}.scip`)
  const built = await buildFile({ source: once(encodeIndex(draft)), path, root, limits: { ...scipLimits, ...limits } })
  return { ...built, path, file: new IndexFile(path) }
}

/** Every occurrence of every symbol, a line each, sorted. */
function occurrencesIn(file: IndexFile): string[] {
  const found: string[] = []
  for (let document = 0; document < file.head.documents; document++) {
    const reader = file.document(document)
    for (const { symbol, roles, line, column, endLine, endColumn, enclosing } of reader.next(Infinity)) {
      const name = 'local' in symbol ? reader.locals[symbol.local]?.name : file.symbolText(symbol.global)
      found.push(`${file.pathOf(document)} ${line}:${column}-${endLine}:${endColumn} ${name} ${roles}${enclosing ? ` in ${enclosing.line}:${enclosing.column}-${enclosing.endLine}:${enclosing.endColumn}` : ''}`)
    }
  }
  return found.sort()
}

function plainOccurrences({ documents = [] }: IndexDraft): string[] {
  const four = ([line = 0, column = 0, third = 0, fourth]: number[]) => (fourth === undefined ? `${line}:${column}-${line}:${third}` : `${line}:${column}-${third}:${fourth}`)
  return documents.flatMap(({ path, occurrences = [] }) => occurrences.map(({ range, symbol, roles = 0, enclosing }) => `${path} ${four(range)} ${symbol} ${roles}${enclosing ? ` in ${four(enclosing)}` : ''}`)).sort()
}

/** Which documents mention which global symbols, and how. */
const mentionsIn = (file: IndexFile) =>
  Array.from({ length: file.head.symbols }, (_, symbol) => file.mentions(symbol).map(({ document, kinds }) => `${file.symbolText(symbol)} ${file.pathOf(document)} ${kinds}`)).flat().sort()

function plainMentions({ documents = [] }: IndexDraft): string[] {
  const kinds = new Map<string, number>()
  for (const { path, occurrences = [] } of documents) {
    for (const { symbol = '', roles = 0 } of occurrences) {
      if (symbol.startsWith('local ')) continue
      const key = `${symbol} ${path}`
      kinds.set(key, (kinds.get(key) ?? 0) | (roles & 1 ? 1 : 2))
    }
  }
  return [...kinds].map(([key, kind]) => `${key} ${kind}`).sort()
}

function randomDraft(seed: number): IndexDraft {
  const random = seeded(seed)
  const symbols = Array.from({ length: 40 }, (_, i) => (random(4) === 0 ? `local ${i}` : `s npm ${'pqr'[random(3)]} 1 m${random(9)}/é${i}#`))
  const range = () => [random(300), random(100)].concat(random(3) === 0 ? [300 + random(300), random(20)] : [100 + random(90)])
  return {
    documents: Array.from({ length: 30 }, (_, i) => ({
      path: `d${random(7)}/f${i}.ts`,
      occurrences: Array.from({ length: random(60) }, () => ({ range: range(), symbol: symbols[random(40)] ?? '', roles: random(16), ...(random(3) === 0 ? { enclosing: range() } : {}) })),
    })),
  }
}

test.each([1, 2, 3, 4, 5])('a random index (seed %i) comes out as it went in', async (seed) => {
  const draft = randomDraft(seed)
  const { file, head } = await build(draft)
  expect(occurrencesIn(file)).toEqual(plainOccurrences(draft))
  expect(mentionsIn(file)).toEqual(plainMentions(draft))
  expect(head.occurrences).toBe(plainOccurrences(draft).length)
  const paths = Array.from({ length: file.head.documents }, (_, document) => file.pathOf(document))
  expect(paths).toEqual([...paths].sort())
  for (const [document, path] of paths.entries()) expect(file.documentsAt(path)).toEqual([document])
  for (let symbol = 0; symbol < head.symbols; symbol++) expect(file.find(file.symbolText(symbol))).toBe(symbol)
  expect([file.find('s npm p 1 nothing.'), file.documentsAt('none')]).toEqual([null, []])
})

describe('what is told of symbols', () => {
  const animal: SymbolDraft = { symbol: 's npm zoo 1 Animal#', kind: 21, signature: 'interface Animal', documentation: ['Breathes.'] }
  const dog: SymbolDraft = { symbol: 's npm dogs 2 Dog#', kind: 7, displayName: 'Dog', relationships: [{ symbol: animal.symbol, implementation: true }, { symbol: 'local 1', reference: true }] }
  const rex: SymbolDraft = { symbol: 'local 3', displayName: 'rex', relationships: [{ symbol: dog.symbol, typeDefinition: true }] }
  const draft: IndexDraft = {
    documents: [{ path: 'dog.ts', occurrences: [{ range: [0, 0, 3], symbol: dog.symbol, roles: 1 }, { range: [1, 0, 3], symbol: rex.symbol, roles: 1 }], symbols: [dog, dog, rex] }],
    external: [animal],
  }

  test('can be asked for by their numbers', async () => {
    const { file, packages } = await build(draft)
    const [a, d] = [file.find(animal.symbol) ?? -1, file.find(dog.symbol) ?? -1]
    expect(file.facts(a)).toEqual({ kind: 21, displayName: '', signature: 'interface Animal', documentation: 'Breathes.' })
    expect(file.facts(d)).toEqual({ kind: 7, displayName: 'Dog', signature: '', documentation: '' })
    expect([file.related(d, 'out'), file.related(a, 'in'), file.related(a, 'out')]).toEqual([[{ symbol: a, flags: 2 }], [{ symbol: d, flags: 2 }], []])
    expect(file.document(0).locals).toEqual([{ name: 'local 3', facts: { kind: 0, displayName: 'rex', signature: '', documentation: '' }, relations: [{ to: { global: d }, flags: 4 }] }])
    expect(packages).toEqual([{ manager: 'npm', name: 'dogs', version: '2', defines: true }, { manager: 'npm', name: 'zoo', version: '1', defines: false }])
  })

  test('parts of one document are one after another', async () => {
    const { file } = await build({ documents: [{ path: 'b' }, { path: 'a', occurrences: [{ range: [0, 0, 1], symbol: 'local 1' }] }, { path: 'a' }, { path: 'c' }] })
    expect(file.documentsAt('a').map((document) => file.document(document).next(9).length)).toEqual([1, 0])
  })
})

describe('paths', () => {
  const check = (root: string, path: string, expected: string) =>
    test(`${path.slice(0, 40)} below ${root || 'the top'}: ${expected}`, async () => {
      const outcome = await build({ documents: [{ path }] }, { root }).then(({ file }) => file.pathOf(0), (error: unknown) => (error instanceof BrokenIndex ? 'refused' : String(error)))
      expect(outcome).toBe(expected)
    })

  check('', 'src/a.ts', 'src/a.ts')
  check('packages/a', 'src/a.ts', 'packages/a/src/a.ts')
  check('packages/a', '../b/c.ts', 'packages/b/c.ts')
  check('packages/a', '../../../etc/passwd', 'refused')
  check('', '../a.ts', 'refused')
  check('', '/etc/passwd', 'refused')
  check('', '', 'refused')
  check('', '.', 'refused')
  check('', 'a/', 'refused')
  check('', 'a\0b', 'refused')
  check('', 'a/./b//c', 'a/b/c')
})

test('a document beside the repository is left out of the others', async () => {
  const { file } = await build({ documents: [{ path: '../../cache/go-build/a', occurrences: [{ range: [0, 0, 1], symbol: 'local 1' }] }, { path: 'a.go' }] })
  expect([file.head.documents, file.pathOf(0), file.head.illFormed]).toEqual([1, 'a.go', 1])
})

describe('an index beyond a limit is refused, and nothing of it is left', () => {
  const check = (name: string, limits: Partial<ScipLimits>, says: string) =>
    test(name, async () => {
      const before = readdirSync(folder)
      await expect(build(randomDraft(1), { limits })).rejects.toThrow(says)
      expect(readdirSync(folder)).toEqual(before)
    })

  check('documents', { maxDocuments: 10 }, 'more than 10 documents')
  check('symbols', { maxSymbols: 10 }, 'more than 10 symbols')
  check('text of symbols', { maxSymbolText: 300 }, 'more than 300 characters')
  check('mentions', { maxMentions: 100 }, 'mention more symbols')
})

describe('in a process', () => {
  const never = new AbortController().signal
  const bytes = encodeIndex(randomDraft(7))

  async function outcomeOf(parts: Uint8Array[], limits: Partial<ScipLimits> = {}): Promise<string> {
    const number = ++count
    const files = parts.map((_, i) => join(folder, `${number}.part-${i}`))
    files.forEach((file, i) => writeFileSync(file, parts[i] ?? ''))
    const path = join(folder, `${number}.scip`)
    try {
      await buildIndex({ files, path, root: '', limits: { ...scipLimits, ...limits } }, never)
      return occurrencesIn(new IndexFile(path)).join() === plainOccurrences(randomDraft(7)).join() ? 'right' : 'wrong'
    } catch (error) {
      return error instanceof BrokenIndex ? error.message : String(error)
    }
  }

  const packed = gzipSync(bytes)
  const bomb = gzipSync(Buffer.concat([encodeIndex({}), ...Array.from({ length: 40 }, () => encodeIndex({ documents: [{ path: 'a', text: ' '.repeat(1 << 20) }] }))]))
  test.each([
    ['as it is', [bytes], {}, 'right'],
    ['packed', [packed], {}, 'right'],
    ['packed, in parts', [packed.subarray(0, 1), packed.subarray(1, 300), packed.subarray(300)], {}, 'right'],
    ['packed and cut short', [packed.subarray(0, packed.length - 100)], {}, 'cannot be unpacked: it is cut short'],
    ['packed and damaged', [Buffer.concat([packed.subarray(0, 60), Buffer.alloc(40, 0xff), packed.subarray(100)])], {}, 'cannot be unpacked: it is damaged'],
    ['a bomb', [bomb], { maxBytes: 1 << 20 }, 'more than 1048576 bytes when it is unpacked'],
    ['no index', [Buffer.from('hello')], {}, 'no SCIP index'],
  ])('%s', async (_, parts, limits, says) => {
    expect(bomb.length).toBeLessThan(100_000)
    expect(await outcomeOf(parts, limits)).toContain(says)
  })

  test('that needs more memory than it may is refused', async () => {
    const file = join(folder, 'large')
    const occurrences = Array.from({ length: 50_000 }, (_, i) => ({ range: [i, 0, 1], symbol: `s npm p 1 ${'long/'.repeat(200)}${i}#` }))
    writeFileSync(file, encodeIndex({ documents: [{ path: 'a', occurrences }] }))
    const building = buildIndex({ files: [file], path: join(folder, 'large.scip'), root: '', limits: scipLimits }, never, 32)
    await expect(building).rejects.toThrow(new BrokenIndex('The index needs more memory than it may use here. Index parts of the repository and upload each with its root.'))
  })

  test('that cannot be read from the disk is no broken index', async () => {
    const building = buildIndex({ files: [join(folder, 'none')], path: join(folder, 'none.scip'), root: '', limits: scipLimits }, never)
    await expect(building).rejects.toThrow('ENOENT')
  })

  test('can be stopped', async () => {
    const stop = new AbortController()
    const file = join(folder, 'stopped')
    writeFileSync(file, bytes)
    const building = buildIndex({ files: [file], path: join(folder, 'stopped.scip'), root: '', limits: scipLimits }, stop.signal)
    stop.abort(new Error('enough'))
    await expect(building).rejects.toThrow('enough')
  })
})

test.each([1, 2, 3])('an index with bytes changed at random (seed %i) is refused, or its file can be read to the end', async (seed) => {
  const random = seeded(seed)
  const bytes = encodeIndex(randomDraft(seed))
  let refused = 0
  for (let round = 0; round < 60; round++) {
    const changed = Buffer.from(bytes)
    for (let change = 0; change <= random(3); change++) changed[random(changed.length)] = random(256)
    const path = join(folder, `${++count}.scip`)
    try {
      await buildFile({ source: once(changed), path, root: '', limits: scipLimits })
      const file = new IndexFile(path)
      occurrencesIn(file)
      mentionsIn(file)
      file.close()
    } catch (error) {
      expect(error).toBeInstanceOf(BrokenIndex)
      refused++
    }
    rmSync(path, { force: true })
  }
  expect(refused).toBeGreaterThan(0)
  expect(refused).toBeLessThan(60)
})

test.each([1, 2])('a flipped bit of the file (seed %i) is told, or was not read', async (seed) => {
  const random = seeded(seed)
  const { path, file } = await build(randomDraft(1))
  file.close()
  const right = readFileSync(path)
  const whole = new IndexFile(path)
  const expected = occurrencesIn(whole).join()
  whole.close()
  for (let round = 0; round < 40; round++) {
    const changed = Buffer.from(right)
    const at = random(changed.length)
    changed[at] = (changed[at] ?? 0) ^ (1 << random(8))
    writeFileSync(path, changed)
    try {
      const damaged = new IndexFile(path)
      expect(occurrencesIn(damaged).join()).toBe(expected)
      damaged.close()
    } catch (error) {
      expect(error).toBeInstanceOf(CorruptFile)
    }
  }
})
