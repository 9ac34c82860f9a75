import { describe, expect, test } from 'vitest'
import { nearest } from './near.ts'
import { createTerminal, type Piece } from './terminal.ts'

const escape = '\u001b'

function open({ isTTY, env = {} }: { isTTY: boolean; env?: Record<string, string> }) {
  let written = ''
  const stream = { isTTY, columns: 20, write: (text: string) => ((written += text), true) } as unknown as NodeJS.WriteStream
  return { terminal: createTerminal({ stdout: stream, stderr: stream, env }), written: () => written }
}

describe('what a repository says, on a terminal', () => {
  const check = (pieces: Piece[], shown: string, env: Record<string, string> = { NO_COLOR: '1' }) =>
    test(`${JSON.stringify(pieces)} ${JSON.stringify(env)} → ${JSON.stringify(shown)}`, () => {
      const { terminal, written } = open({ isTTY: true, env })
      terminal.print(...pieces)
      expect(written()).toBe(`${shown}\n`)
    })

  check(['plain\ttext, ünïcode 👩‍🚒'], 'plain\ttext, ünïcode 👩‍🚒')
  check([`${escape}[31mred${escape}]0;title\u0007`], '<U+001B>[31mred<U+001B>]0;title<U+0007>')
  check(['if (a) \u202e{ \u2066// \u2069'], 'if (a) <U+202E>{ <U+2066>// <U+2069>')
  check(['a\rb\nc\u009b2J'], 'a<U+000D>b<U+000A>c<U+009B>2J')
  check([{ text: `a${escape}b`, style: 'bold' }], 'a<U+001B>b')
  check([{ text: `a${escape}b`, style: 'bold' }], `${escape}[1ma<U+001B>b${escape}[22m`, {})
  check([{ text: 'a', style: 'bold' }], 'a', { TERM: 'dumb' })
})

describe('a terminal and a pipe', () => {
  test('programs get the bytes as they are, and no colour', () => {
    const { terminal, written } = open({ isTTY: false })
    terminal.print({ text: `a${escape}[1m`, style: 'red' })
    terminal.progress('never shown')
    expect(written()).toBe(`a${escape}[1m\n`)
  })

  test('JSON on a terminal is the same value without characters that act', () => {
    const value = { text: `\u202e${escape}` }
    const { terminal, written } = open({ isTTY: true })
    terminal.printJson(value, { oneLine: true })
    expect(written()).toBe('{"text":"\\u202E\\u001b"}\n')
    expect(JSON.parse(written())).toEqual(value)
  })

  test('progress is one line that makes way for everything else', () => {
    const { terminal, written } = open({ isTTY: true })
    terminal.progress('longer than twenty columns')
    terminal.print('done')
    terminal.progress(null)
    expect(written()).toBe(`\r${escape}[Klonger than twenty \r${escape}[Kdone\n`)
  })
})

describe('near misses', () => {
  test.each([
    ['serch', 'search'],
    ['saerch', 'search'],
    ['repos lst', 'repos list'],
    ['restor', 'restore'],
    ['reprot', 'report'],
    ['kubectl', undefined],
    ['', undefined],
  ])('%s → %s', (typed, found) => expect(nearest(typed, ['search', 'repos list', 'report', 'restore'])).toBe(found))
})
