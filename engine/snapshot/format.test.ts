/** The smallest segment, byte for byte, as FORMAT.md has it: the format cannot change unseen. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { SectionFile } from '../disk/index.ts'
import { gramOf } from '../grams/index.ts'
import { TestIndex } from './corpus.fixture.ts'
import { SEGMENT } from './format.ts'

const index = new TestIndex()
afterAll(() => index.close())

test('two documents', () => {
  const oid = (digit: string) => digit.repeat(40)
  const writer = index.writer()
  writer.add(oid('1'), Buffer.from('foo\n'))
  writer.add(oid('2'), Buffer.alloc(0))
  writer.add(oid('3'), Buffer.of(0))
  writer.commit()
  const file = SectionFile.open(join(index.folder, '1.segment'), SEGMENT)
  const numbers = (name: string) => [...file.readNumbers(name)].join(' ')
  const bytes = (name: string) => file.read(name).toString('hex')
  const padded = (digit: string) => digit.repeat(40) + '0'.repeat(24)
  const [foo, oon] = [gramOf(0x66, 0x6f, 0x6f), gramOf(0x6f, 0x6f, 0x0a)]
  expect([bytes('text'), numbers('starts'), numbers('lines'), numbers('docs'), bytes('encoding'), bytes('long')]).toEqual(['666f6f0a', '0 4 4', '0 0', '0 1 2', '0000', ''])
  expect([bytes('oids'), bytes('binaries')]).toEqual([padded('1') + padded('2'), padded('3')])
  expect([bytes('postings'), numbers('heads')]).toEqual(['0101', `2 ${foo} ${oon} 0 1 2`])
  expect([foo, oon]).toEqual([25551, 62439])
  file.close()
})

test('FORMAT.md speaks of the version that is written', () => {
  const format = readFileSync(join(import.meta.dirname, '..', 'FORMAT.md'), 'utf8')
  expect(format).toContain(`(\`${SEGMENT.letters}\`, version ${SEGMENT.version})`)
})
