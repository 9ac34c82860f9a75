/** What is read of an index, and what is said of one that is broken. */

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { describe, expect, test } from 'vitest'
import { seeded } from '../../../test/support/random.ts'
import { BrokenIndex } from './broken.ts'
import type { ScipOccurrence, ScipPart, ScipSymbol } from './format.ts'
import { scipLimits, type ScipLimits } from './limits.ts'
import { readIndex } from './read.ts'
import { encodeIndex, type IndexDraft } from './scip.fixture.ts'

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function readAll(bytes: Uint8Array, { size = 64, limits = {} }: { size?: number; limits?: Partial<ScipLimits> } = {}): Promise<ScipPart[]> {
  const parts: ScipPart[] = []
  for await (const part of readIndex(inPieces(bytes, size), { ...scipLimits, ...limits })) parts.push(part)
  return parts
}

/** One line for each thing that was read. */
function print(part: ScipPart): string[] {
  if (part.kind === 'metadata') return [`by ${part.metadata.tool} ${part.metadata.version}`]
  if (part.kind === 'symbol') return [`external ${printSymbol(part.symbol)}`]
  const { path, encoding, occurrences, symbols, illFormed } = part.document
  return [`${path} in ${encoding}${illFormed > 0 ? `, ${illFormed} left out` : ''}`, ...occurrences.map(printOccurrence), ...symbols.map((each) => `  ${printSymbol(each)}`)]
}

const printOccurrence = ({ line, column, endLine, endColumn, symbol, roles, enclosing }: ScipOccurrence) =>
  `  ${line}:${column}-${endLine}:${endColumn} ${symbol}${roles > 0 ? ` roles ${roles}` : ''}${enclosing ? ` in ${enclosing.line}-${enclosing.endLine}` : ''}`

const printSymbol = ({ symbol, signature, documentation, kind, displayName, relationships }: ScipSymbol) =>
  [symbol, ...(kind > 0 ? [`kind ${kind}`] : []), ...[displayName, signature, documentation].filter(Boolean), ...relationships.map((each) => `${each.flags}→${each.symbol}`)].join(' | ')

async function outcomeOf(bytes: Uint8Array, options: Parameters<typeof readAll>[1] = {}): Promise<string> {
  try {
    return (await readAll(bytes, options)).flatMap(print).join('\n')
  } catch (error) {
    if (error instanceof BrokenIndex) return error.message
    throw error
  }
}

const whole: IndexDraft = {
  tool: 'scip-typescript', toolVersion: '0.4.0',
  documents: [
    {
      path: 'src/a.ts', encoding: 2, text: 'const a = 1\n',
      occurrences: [
        { range: [0, 6, 7], symbol: 's npm p 1 a.', roles: 1, enclosing: [0, 0, 1, 0] },
        { range: [1, 0, 2, 3], symbol: 'local 1' },
        { range: [3, 0, 4] },
        { range: [3, 5, 2], symbol: 'local 1' },
        { range: [1, -1, 2], symbol: 'local 1' },
        { range: [1, 2], symbol: 'local 1' },
        { range: [1, 2, 3, 4, 5], symbol: 'local 1' },
      ],
      symbols: [{ symbol: 's npm p 1 a.', kind: 8, displayName: 'a', signature: 'const a: 1', documentation: ['First.', 'Second.'], relationships: [{ symbol: 's npm q 2 b.', reference: true, implementation: true, typeDefinition: true, definition: true }] }],
    },
    { path: 'src/é.ts' },
  ],
  external: [{ symbol: 's npm q 2 b.', documentation: ['Elsewhere.'] }],
}

const read = `by scip-typescript 0.4.0
src/a.ts in utf-16, 4 left out
  0:6-0:7 s npm p 1 a. roles 1 in 0-1
  1:0-2:3 local 1
  s npm p 1 a. | kind 8 | a | const a: 1 | First.

Second. | 15→s npm q 2 b.
src/é.ts in unspecified
external s npm q 2 b. | Elsewhere.`

describe('an index', () => {
  test.each([1, 7, 64, 1 << 20])('comes in pieces of %i bytes', async (size) => {
    expect(await outcomeOf(encodeIndex(whole), { size })).toBe(read)
  })

  test('with fields that are not known here is read all the same', async () => {
    const strange = new BinaryWriter().tag(99, WireType.Varint).uint32(7).tag(98, WireType.LengthDelimited).string('x'.repeat(500)).tag(97, WireType.Bit64).fixed64(1).tag(96, WireType.Bit32).fixed32(1).finish()
    expect(await outcomeOf(Buffer.concat([strange, encodeIndex(whole), strange]))).toBe(read)
  })

  test('numbers of a range may stand one at a time', async () => {
    const document = new BinaryWriter().tag(1, WireType.LengthDelimited).string('a').tag(2, WireType.LengthDelimited).fork()
    for (const number of [1, 2, 3]) document.tag(1, WireType.Varint).int32(number)
    const bytes = document.tag(2, WireType.LengthDelimited).string('local 1').join().finish()
    const index = new BinaryWriter().tag(2, WireType.LengthDelimited).bytes(bytes).finish()
    expect(await outcomeOf(Buffer.concat([encodeIndex({}), index]))).toBe('by scip-test 1.0.0\na in unspecified\n  1:2-1:3 local 1')
  })

  /** Occurrences of `local 1`, each by its fields with their numbers. */
  const checkTyped = (occurrence: Record<number, number[]>, printed: string) =>
    test(`ranges as messages: ${JSON.stringify(occurrence)} → ${printed}`, async () => {
      const document = new BinaryWriter().tag(1, WireType.LengthDelimited).string('a').tag(2, WireType.LengthDelimited).fork()
      for (const [field, numbers] of Object.entries(occurrence)) {
        document.tag(Number(field), WireType.LengthDelimited).fork()
        for (const [at, number] of numbers.entries()) if (number !== 0) document.tag(at + 1, WireType.Varint).int32(number)
        document.join()
      }
      const bytes = document.tag(2, WireType.LengthDelimited).string('local 1').join().finish()
      const index = new BinaryWriter().tag(2, WireType.LengthDelimited).bytes(bytes).finish()
      expect(await outcomeOf(Buffer.concat([encodeIndex({}), index]))).toBe(`by scip-test 1.0.0\n${printed}`)
    })

  checkTyped({ 8: [1, 2, 3] }, 'a in unspecified\n  1:2-1:3 local 1')
  checkTyped({ 8: [0, 0, 3] }, 'a in unspecified\n  0:0-0:3 local 1')
  checkTyped({ 8: [] }, 'a in unspecified\n  0:0-0:0 local 1')
  checkTyped({ 9: [1, 2, 3, 4], 11: [1, 0, 9, 1] }, 'a in unspecified\n  1:2-3:4 local 1 in 1-9')
  checkTyped({ 8: [1, 2, 3], 10: [1, 0, 9] }, 'a in unspecified\n  1:2-1:3 local 1 in 1-1')
  checkTyped({ 8: [1, 5, 3] }, 'a in unspecified, 1 left out')
  checkTyped({ 9: [3, 0, 1, 0] }, 'a in unspecified, 1 left out')
})

describe('what is no index', () => {
  const long = (length: number) => 's npm p 1 ' + 'a'.repeat(length - 11) + '.'
  const check = (name: string, bytes: Uint8Array, says: string, limits: Partial<ScipLimits> = {}) => test(name, async () => expect(await outcomeOf(bytes, { limits })).toContain(says))
  const field = (tag: number[], bytes: number[] = []) => Buffer.concat([encodeIndex({}), Buffer.from([...tag, ...bytes])])

  check('nothing', new Uint8Array(0), 'does not say which program made it')
  check('text', Buffer.from('{"id": 1, "type": "vertex"}'), 'no SCIP index')
  check('a length beyond the end', field([0x12, 0xff, 0xff, 0xff, 0x0f], [1, 2, 3]), 'cut short')
  check('a length beyond all limits', field([0x12, 0xff, 0xff, 0xff, 0xff, 0x0f]), 'more than is accepted')
  check('a number without an end', field([0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), 'goes on for too long')
  check('a group', field([0x13]), 'not in its format')
  check('the field 0', field([0x02, 0x00]), 'not in its format')
  check('an occurrence beyond its document', field([0x12, 0x03], [0x12, 0x7f, 0x01]), 'not in its format')
  check('groups within groups', field([0x12, 0xc8, 0x01], Array.from({ length: 200 }, () => 0x3b)), 'not in its format')
  check('a document that is too large', encodeIndex({ documents: [{ path: 'a', text: 'x'.repeat(2000) }] }), 'a document of 20', { maxMessageBytes: 1000 })
  check('too much in all', encodeIndex({ documents: [{ path: 'a', text: 'x'.repeat(2000) }] }), 'more than 1000 bytes when it is unpacked', { maxBytes: 1000 })
  check('a symbol of megabytes', encodeIndex({ documents: [{ path: 'a', occurrences: [{ range: [0, 0, 1], symbol: long(2 << 20) }] }] }), 'a symbol of 2097152 characters')
  check('a path without an end', encodeIndex({ documents: [{ path: 'a/'.repeat(5000) }] }), 'a path of 10000 characters')
  check('more occurrences than a file has', encodeIndex({ documents: [{ path: 'a', occurrences: Array.from({ length: 30 }, () => ({ range: [0, 0, 1], symbol: 'local 1' })) }] }), 'more than 20 occurrences', { maxOccurrences: 20 })

  test('is told wherever it is cut', async () => {
    const bytes = encodeIndex(whole)
    for (let length = 0; length < bytes.length; length++) {
      const said = await outcomeOf(bytes.subarray(0, length))
      // At the border of two fields there is nothing that tells.
      expect(said === read.slice(0, said.length) || /cut short|does not say/.test(said), `${length}: ${said}`).toBe(true)
    }
  })
})

test.each([1, 2, 3, 4])('bytes changed at random (seed %i) are read or refused, never more', async (seed) => {
  const random = seeded(seed)
  const bytes = encodeIndex(whole)
  for (let round = 0; round < 500; round++) {
    const changed = Buffer.from(bytes)
    for (let change = 0; change <= random(4); change++) changed[random(changed.length)] = random(256)
    await outcomeOf(changed, { size: 1 + random(200) })
  }
})
