import { Problem } from '../../platform/errors.ts'

/**
 * What can go wrong with git, as a closed set. Callers decide by `kind`; the message is for people.
 *
 * - `missing-object`: the object is not here (pruned, or never fetched by a partial clone).
 * - `corrupt`: an object or pack is here but cannot be read.
 * - `refused`: we would not even ask git (bad name, forbidden address or protocol).
 * - `too-large`: a stated limit was reached, or git's memory was; nothing partial is returned.
 * - `object-format`: SHA-1 and SHA-256 repositories were mixed.
 */
export type GitErrorKind =
  | 'missing-object' | 'unknown-revision' | 'ambiguous-revision' | 'missing-path' | 'wrong-type' | 'auth' | 'host-key'
  | 'remote-gone' | 'network' | 'redirect' | 'timeout' | 'aborted' | 'corrupt' | 'refused' | 'too-large' | 'object-format'
  | 'not-a-repository' | 'exists' | 'disk-full' | 'git-missing' | 'failed'

export class GitError extends Error {
  override readonly name = 'GitError'
  readonly kind: GitErrorKind

  constructor(kind: GitErrorKind, message: string) {
    super(redact(message))
    this.kind = kind
  }
}

const STATUS: Partial<Record<GitErrorKind, number>> = {
  'missing-object': 404, 'unknown-revision': 404, 'missing-path': 404, 'remote-gone': 404,
  'ambiguous-revision': 400, 'wrong-type': 400, refused: 400, 'object-format': 400, exists: 409, 'too-large': 413,
  auth: 400, 'host-key': 400, network: 502, redirect: 400, timeout: 504, corrupt: 500, 'disk-full': 507,
}

/** The same news for a person: a 4xx or 5xx with the stable code `git.<kind>`. */
export function toProblem(error: GitError): Problem {
  return new Problem(STATUS[error.kind] ?? 500, `git.${error.kind}`, error.message)
}

/** The first rule that matches decides, so the more telling words come first: a server's `fatal:` is often followed by a vaguer one of ours. */
const RULES: readonly (readonly [GitErrorKind, RegExp])[] = [
  ['disk-full', /No space left on device|Disk quota exceeded/i],
  ['too-large', /out of memory|cannot allocate memory/i],
  ['object-format', /mismatched algorithms|unknown hash algorithm|object-format.*(unsupported|mismatch)/i],
  ['host-key', /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/i],
  ['auth', /Authentication failed|could not read (Username|Password)|Permission denied|terminal prompts disabled|returned error: 40[13]|Access denied/i],
  ['redirect', /returned error: 30[1-8]|unable to update url base from redirection/i],
  ['remote-gone', /Repository not found|returned error: (404|410)|repository '.*' not found|does not appear to be a git repository|access denied or repository not exported|couldn't find remote ref|info\/refs not valid/i],
  ['refused', /transport '.*' not allowed|strange (pathname|hostname)|dubious ownership|argument.* not allowed|cannot use bare repository/i],
  ['not-a-repository', /not a git repository/i],
  ['missing-object', /lazy fetching disabled|could not fetch [0-9a-f]+ from promisor|missing (blob|tree|commit|object)|bad object|unable to read (tree|sha1 file|[0-9a-f]{40})|missing necessary objects|did not send all necessary objects/i],
  ['corrupt', /corrupt|bad pack|pack has|inflate|invalid (index-pack output|object|sha1 pointer)|bad tree|hash mismatch|unable to parse|index-pack (failed|died)|early EOF/i],
  ['ambiguous-revision', /is ambiguous/i],
  ['unknown-revision', /unknown revision|bad revision|Not a valid object name|Needed a single revision|no such ref/i],
  ['missing-path', /no such path|does not exist in|exists on disk, but not in/i],
  ['timeout', /timed out|Operation too slow|timeout/i],
  ['network', /Could not resolve|unable to access|Connection (refused|reset|closed)|unable to connect|Failed to connect|the remote end hung up|RPC failed|Could not read from remote|unexpected disconnect|SSL|TLS|Network is unreachable|No route to host/i],
]

/** Reads git's own words (English: we set the locale), of which a remote may send any amount. What no rule knows is `failed`. */
export function classify(stderr: string): GitErrorKind {
  const text = stderr.length > 8192 ? stderr.slice(0, 4096) + stderr.slice(-4096) : stderr
  return RULES.find(([, pattern]) => pattern.test(text))?.[0] ?? 'failed'
}

/**
 * One clear line out of git's stderr: the first `fatal:` or `error:`, else the last line.
 * Control characters go, because a remote server may write anything there.
 */
export function summarize(stderr: string): string {
  if (/out of memory|cannot allocate memory/i.test(stderr)) return 'Git needed more memory than it may use: what it was to read is too large.'
  const lines = stderr.split(/[\r\n]+/).map(line => clean(line)).filter(line => line !== '')
  const telling = lines.find(line => /^(remote: )?(fatal|error): /.test(line)) ?? lines.at(-1) ?? 'git failed without a word'
  return telling.replace(/^(remote: )?(fatal|error): /, '').slice(0, 500)
}

function clean(line: string): string {
  return redact(line.replace(/\p{Cc}/gu, ' ').trim())
}

/** Takes user names, passwords and tokens out of every URL in a text. */
export function redact(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@'"]*(?:@[^\s/@'"]*)*@/gi, '$1')
}
