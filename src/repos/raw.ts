import { basename } from 'node:path'
import { decodeText, utf16Label } from './text.ts'

const images: [type: string, is: (bytes: Buffer) => boolean][] = [
  ['image/png', (bytes) => bytes.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', (bytes) => bytes.toString('latin1', 0, 3) === '\xff\xd8\xff'],
  ['image/gif', (bytes) => /^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))],
  ['image/webp', (bytes) => /^RIFF[^]{4}WEBP$/.test(bytes.toString('latin1', 0, 12))],
]

/** The kind of image by its first bytes; null for everything else, and for SVG, which is a program as much as a picture. */
export function imageType(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 16))
  return images.find(([, is]) => is(head))?.[0] ?? null
}

/**
 * Headers under which a browser shows or saves a file of somebody else and never runs it: text is plain text whatever it
 * holds, images are the four kinds that carry no script, all else is saved, and a sandbox stands around all of it.
 */
export function rawHeaders(path: string, bytes: Uint8Array): Record<string, string> {
  return {
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
    ...typeHeaders(path, bytes),
  }
}

function typeHeaders(path: string, bytes: Uint8Array): Record<string, string> {
  const image = imageType(bytes)
  if (image) return { 'content-type': image }
  const decoded = decodeText(headOf(bytes))
  if (!decoded) return { 'content-type': 'application/octet-stream', 'content-disposition': attachment(basename(path)) }
  const charset = { 'utf-8': 'utf-8', 'utf-16': utf16Label(bytes), 'latin-1': 'iso-8859-1' }[decoded.encoding]
  return { 'content-type': `text/plain; charset=${charset}` }
}

/** Enough to tell what it is: reading 100 MB as text for a header would hold up everybody. Ends where a line does, so as to cut no character. */
function headOf(bytes: Uint8Array): Uint8Array {
  if (bytes.byteLength <= maxHeadBytes || utf16Label(bytes)) return bytes.subarray(0, maxHeadBytes)
  const end = bytes.lastIndexOf(10, maxHeadBytes - 1) + 1
  return bytes.subarray(0, end || maxHeadBytes)
}

const maxHeadBytes = 1024 * 1024

const pieceBytes = 256 * 1024

/** The body of an answer, at the pace of its reader: 100 MB at once would be copied twice, while everybody waits. */
export function inPieces(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let from = 0
  return new ReadableStream({
    pull(controller) {
      if (from < bytes.length) controller.enqueue(bytes.subarray(from, (from += pieceBytes)))
      else controller.close()
    },
  })
}

/** RFC 6266 with RFC 5987's encoding: a plain name for old clients, in which nothing can end the header or the quotes, and the true one. */
export function attachment(name: string): string {
  const plain = name.replace(/[^\w.+-]/g, '_')
  const encoded = encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
