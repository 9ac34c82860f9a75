import { describe, expect, it } from 'vitest'
import { readSignal } from './signal.ts'
import { readWindow } from './window.ts'

const kinds = { word: '', name: '=', path: '/' }
const printed = (text: string) => readSignal(text).map(({ text: word, kind, count }) => `${kinds[kind]}${word}${count > 1 ? `×${count}` : ''}`).join(' ')

describe('the terms of a signal', () => {
  it.each([
    ['the lock is locked', 'the lock×2 is'],
    ['maxRetries in src/retry.c', '=maxRetries max Retries in src retry /src/retry.c'],
    ['retry.c failed at 0x7ffd12345 after 12', 'retry failed at after 12 /retry.c'],
    ['broken by 1a2b3c4d5e and 1A2B3C4D5E6F', 'broken by and'],
    ['it fails\n\nFixes: 1a2b3c4d ("add feature")\nSigned-off-by: Ada', 'it fails'],
    ['feedback facade decade', 'feedback facade decade'],
    ['', ''],
  ])('of %j are %j', (text, expected) => expect(printed(text)).toBe(expected))

  it('are not more than it may have', () => expect(readSignal(Array.from({ length: 5_000 }, (_none, i) => `word${i}`).join(' ')).length).toBe(400))
})

describe('windows', () => {
  it.each([['', null], ['90d', 7_776_000], ['36h', 129_600], [' 2W ', 1_209_600], ['1y', 31_536_000]])('%j is %j seconds', (text, seconds) => expect(readWindow(text)).toBe(seconds))
  it.each(['0d', '90', 'd', '-1d', '1e3d', '90 days'])('%j is refused', (text) => expect(() => readWindow(text)).toThrow('A window is a number and a unit'))
})
