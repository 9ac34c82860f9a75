import { expect, test } from 'vitest'
import { Locator, readText } from './text.ts'

test('what is text, in which encoding, and what is searched of it', () => {
  const utf16 = (text: string, swap = false) => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
    return swap ? bytes.swap16() : bytes
  }
  const cases: [name: string, bytes: Buffer, expected: string][] = [
    ['empty', Buffer.alloc(0), 'utf-8 ""'],
    ['ASCII', Buffer.from('abc'), 'utf-8 "abc"'],
    ['UTF-8', Buffer.from('aé💧'), 'utf-8 "aé💧"'],
    ['byte order mark', Buffer.from('\ufeffabc'), 'utf-8 "abc"'],
    ['Latin-1', Buffer.from('caf\xe9', 'latin1'), 'latin-1 "café"'],
    ['one line in Latin-1', Buffer.from('é\ncaf\xc3\xa9\n\xe9\n', 'latin1'), 'latin-1 "é\\ncafé\\né\\n"'],
    ['NUL', Buffer.from('a\0b'), 'binary'],
    ['NUL, late', Buffer.from(`${'a'.repeat(8000)}\0`), `utf-8 ${JSON.stringify(`${'a'.repeat(8000)}\0`)}`],
    ['NUL, just within', Buffer.from(`${'a'.repeat(7999)}\0`), 'binary'],
    ['UTF-16, little end first', utf16('aé💧\r\n'), 'utf-16le "aé💧\\r\\n"'],
    ['UTF-16, big end first', utf16('aé💧', true), 'utf-16be "aé💧"'],
    ['UTF-16 that is none', Buffer.from([0xff, 0xfe, 0, 0, 1, 0]), 'binary'],
  ]
  for (const [name, bytes, expected] of cases) {
    const text = readText(bytes)
    const shown = text.kind === 'binary' ? 'binary' : `${text.encoding} ${JSON.stringify(Buffer.from(text.bytes).toString())}`
    expect(`${name}: ${shown}`).toBe(`${name}: ${expected}`)
  }
})

test('positions: lines and columns from 0, columns in code points', () => {
  const cases: [text: Buffer, positions: string][] = [
    [Buffer.from('ab\ncd'), '0=0:0 1=0:1 2=0:2 3=1:0 5=1:2'],
    [Buffer.from('é💧x\ny'), '0=0:0 2=0:1 6=0:2 7=0:3 8=1:0'],
    [Buffer.from('a\r\nb\n'), '1=0:1 2=0:2 3=1:0 5=2:0'],
    [Buffer.from('\n\n'), '0=0:0 1=1:0 2=2:0'],
  ]
  for (const [text, positions] of cases) {
    const locator = new Locator(text)
    const offsets = positions.split(' ').map((position) => parseInt(position))
    const shown = offsets.map((offset) => locator.locate(offset)).map(({ offset, line, column }) => `${offset}=${line}:${column}`)
    expect(shown.join(' ')).toBe(positions)
  }
})
