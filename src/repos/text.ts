import { isUtf8 } from 'node:buffer'
import { decode, readText } from '../../engine/scan/text.ts'

/** The text of a file and how its bytes spell it; null when they are no text. */
export type Decoded = { text: string; encoding: 'utf-8' | 'utf-16' | 'latin-1' }

/** What is shown is what the searcher searches, so that its lines and columns point to the same places. */
export function decodeText(content: Uint8Array): Decoded | null {
  const read = readText(content)
  if (read.kind === 'binary') return null
  if (read.encoding === 'unknown') return { text: decodeByLine(read.bytes), encoding: 'latin-1' }
  return { text: decode(read.bytes, true), encoding: read.encoding === 'utf-8' ? 'utf-8' : 'utf-16' }
}

const blockBytes = 16 * 1024
/** Some tens of milliseconds: millions of broken lines, one by one, would hold up everybody for half a minute. */
const maxSingleLines = 20_000

/**
 * One wrong byte must not spoil the other lines: each line is UTF-8 if it can be, else Latin-1. Lines that are UTF-8 are
 * read in blocks; once too many had to be read one by one, the blocks that are not UTF-8 are Latin-1 as a whole.
 */
function decodeByLine(bytes: Uint8Array): string {
  const parts: string[] = []
  let single = 0
  for (const block of linesTogether(bytes, blockBytes)) {
    const isSound = isUtf8(block)
    if (isSound || single > maxSingleLines) parts.push(decode(block, isSound))
    else single += decodeLines(block, parts)
  }
  return parts.join('')
}

/** Adds the text of each line to `parts`; returns how many there were. */
function decodeLines(block: Uint8Array, parts: string[]): number {
  const before = parts.length
  for (const line of linesTogether(block, 1)) parts.push(decode(line, isUtf8(line)))
  return parts.length - before
}

/** Whole lines, as many together as make up `least` bytes. */
function* linesTogether(bytes: Uint8Array, least: number): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(10, from + least - 1) + 1 || bytes.length
    yield bytes.subarray(from, end)
    from = end
  }
}

export function utf16Label(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
}

/** As an editor counts: a line feed at the end begins no further line. */
export function countLines(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++
  return lines + (text === '' || text.endsWith('\n') ? 0 : 1)
}

/**
 * Characters that make code read otherwise than it runs: they reorder text (bidirectional controls, "Trojan Source"),
 * cannot be seen, or steer a terminal. Joiners are left out, because scripts and emoji need them. Written out as code units,
 * because by Unicode property the same search takes ten times as long.
 */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const suspicious = /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|\udb40[\udc00-\udc7f]/g

/** The lines that hold such characters, 1-based, each once, at most `limit` of them. Each character is looked at once, however many are found. */
export function findSuspiciousLines(text: string, limit = 10_000): number[] {
  const found: number[] = []
  let line = 1
  let from = 0
  suspicious.lastIndex = 0
  for (let match = suspicious.exec(text); match && found.length < limit; match = suspicious.exec(text)) {
    for (let at = text.indexOf('\n', from); at !== -1 && at < match.index; at = text.indexOf('\n', from)) {
      line++
      from = at + 1
    }
    found.push(line)
    const end = text.indexOf('\n', match.index)
    if (end === -1) break
    suspicious.lastIndex = end
  }
  return found
}
