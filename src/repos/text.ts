import { decode, readText } from '../../engine/scan/text.ts'

/** The text of a file and how its bytes spell it; null when they are no text. */
export type Decoded = { text: string; encoding: 'utf-8' | 'utf-16' | 'latin-1' }

/** What is shown is what the searcher searches, so that its lines and columns point to the same places. */
export function decodeText(content: Uint8Array): Decoded | null {
  const read = readText(content)
  if (read.kind === 'binary') return null
  return { text: decode(read.bytes), encoding: names[read.encoding] }
}

const names = { 'utf-8': 'utf-8', 'utf-16le': 'utf-16', 'utf-16be': 'utf-16', 'latin-1': 'latin-1' } as const

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
