/** The text of a file and how its bytes spell it; null when they are no text. */
export type Decoded = { text: string; encoding: 'utf-8' | 'utf-16' | 'latin-1' }

/** How far git looks for a zero byte before it calls a file text. */
const sniffedBytes = 8000

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/** UTF-16 is known by its byte order mark; what has a zero byte near its beginning is binary; what is not UTF-8 is Latin-1. */
export function decodeText(bytes: Uint8Array): Decoded | null {
  const utf16 = utf16Label(bytes)
  if (utf16) return { text: new TextDecoder(utf16).decode(bytes), encoding: 'utf-16' }
  if (bytes.subarray(0, sniffedBytes).includes(0)) return null
  try {
    return { text: strictUtf8.decode(bytes), encoding: 'utf-8' }
  } catch {
    return { text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'), encoding: 'latin-1' }
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
 * cannot be seen, or steer a terminal. Joiners are left out, because scripts and emoji need them.
 */
const suspicious = /[\p{Bidi_Control}\u200b\u2060-\u2064\ufeff\u{e0000}-\u{e007f}]|(?![\t\n\r\f])\p{Cc}/gu

/** The lines that hold such characters, 1-based, each once, at most `limit` of them. */
export function findSuspiciousLines(text: string, limit = 10_000): number[] {
  const found: number[] = []
  let line = 1
  let from = 0
  for (const { index } of text.matchAll(suspicious)) {
    for (let at = text.indexOf('\n', from); at !== -1 && at < index; at = text.indexOf('\n', from)) {
      line++
      from = at + 1
    }
    if (found.at(-1) !== line) found.push(line)
    if (found.length === limit) break
  }
  return found
}
