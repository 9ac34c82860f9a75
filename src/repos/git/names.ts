/**
 * The gate for every name that a person, a remote or a repository chose: what passes can be given to git as an
 * argument and can never be read as an option, a revision expression or a pathspec pattern.
 */
import { GitError } from './errors.ts'

const OID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/** A full object id, SHA-1 or SHA-256, in lower case. */
export function isOid(text: string): boolean {
  return OID.test(text)
}

export function assertOid(text: string): string {
  if (!isOid(text)) throw new GitError('refused', `${shown(text)} is not a full object id of 40 or 64 hexadecimal digits.`)
  return text
}

/** Whether a full reference name such as `refs/heads/main` is one that git itself would accept (git-check-ref-format). */
export function isRefName(name: string): boolean {
  if (!/^refs\/./.test(name) || name.length > 4096) return false
  if (/[\p{Cc}\s~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$/u.test(name)) return false
  return name.split('/').every(part => !part.startsWith('.') && !part.endsWith('.lock'))
}

const REPLACEMENT = Buffer.from('\uFFFD')
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Git paths are bytes. Valid UTF-8 becomes that text; each byte that is not valid UTF-8 becomes U+FFFD followed by its
 * two hexadecimal digits. A U+FFFD that stands in the path itself is escaped the same way, so every path has one text
 * and {@link pathToBytes} gives its bytes back. The text is safe in JSON, URLs and databases.
 */
export function pathFromBytes(bytes: Buffer): string {
  if (!bytes.includes(REPLACEMENT)) {
    try {
      return strict.decode(bytes)
    } catch {
      // Not UTF-8: escaped below.
    }
  }
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at)
    text += length === 0 ? escapeByte(bytes, at) : bytes.toString('utf8', at, at + length)
    at += Math.max(length, 1)
  }
  return text
}

function escapeByte(bytes: Buffer, at: number): string {
  return `\uFFFD${bytes.toString('hex', at, at + 1)}`
}

/** Length of the valid UTF-8 character at `at`; 0 for an invalid byte or the start of a U+FFFD. */
function sequenceLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    const piece = bytes.subarray(at, at + length)
    try {
      strict.decode(piece)
      return piece.equals(REPLACEMENT) ? 0 : length
    } catch {
      // Perhaps a longer sequence.
    }
  }
  return 0
}

/** The inverse of {@link pathFromBytes}. */
export function pathToBytes(path: string): Buffer {
  const parts = path.split(/\uFFFD([0-9a-f]{2})/)
  return Buffer.concat(parts.map((part, index) => Buffer.from(part, index % 2 === 1 ? 'hex' : 'utf8')))
}

/** Whether a path holds bytes that cannot be given to a program as an argument, because arguments are UTF-8 text. */
export function isRawPath(path: string): boolean {
  return path.includes('\uFFFD')
}

/** A path inside a repository: relative, no empty, `.` or `..` part, no NUL. `''` is the root where `allowRoot`. */
export function assertPath(path: string, { allowRoot = false } = {}): string {
  if (path === '' && allowRoot) return path
  if (path.includes('\0') || path.split('/').some(part => part === '' || part === '.' || part === '..')) {
    throw new GitError('refused', `${shown(path)} is not a path inside a repository; write it like src/main.ts.`)
  }
  return path
}

/** A name made fit for a message: short, on one line, nothing invisible. */
export function shown(text: string): string {
  const short = text.length > 100 ? `${text.slice(0, 100)}…` : text
  return JSON.stringify(short).replace(/[\p{Cc}\p{Cf}]/gu, '\uFFFD')
}
