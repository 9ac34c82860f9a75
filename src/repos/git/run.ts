/**
 * The only door to the git program. Every call has an environment and a configuration of our own, its own process group,
 * and limits of time, output and memory. No argument passes through a shell: the one that sets the memory limit runs a
 * constant text and becomes git.
 *
 * What keeps a hostile repository from running anything:
 *
 * - No system, user or XDG configuration is read, and HOME is a place that cannot exist.
 * - The configuration of our mirrors is written by us alone; what could run a program is switched off again on the
 *   command line, which wins over every file.
 * - A foreign repository is only ever read by `upload-pack` and `pack-objects` (see mirror.ts), which know no hook,
 *   filter or textconv of the repository they serve.
 * - No network protocol is allowed unless the caller names it, and missing objects are never fetched on the side.
 *
 * Credentials travel in the environment of the one process that needs them (readable by the same user only), to which the launcher
 * gives them, never in arguments, URLs or configuration files.
 */
import { totalmem } from 'node:os'
import { Readable } from 'node:stream'
import { classify, GitError, redact, summarize } from './errors.ts'
import { launch, type Program } from './launcher.ts'

/** The path of a bare mirror that we made. */
export type GitDir = string

export interface GitOptions {
  readonly signal?: AbortSignal | undefined
  /** What git reads on stdin; without it stdin is empty. */
  readonly input?: string | Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array> | undefined
  /** Bytes of stdout after which the process is killed with `too-large`. */
  readonly maxOutput?: number | undefined
  readonly timeoutMs?: number | undefined
  /** Bytes of address space for each process; see {@link DEFAULT_MAX_MEMORY}. */
  readonly maxMemory?: number | undefined
  /** Added to the environment; the only way for a credential. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** Added as `-c key=value`; visible to every user of the machine, so never a secret. */
  readonly config?: readonly (readonly [key: string, value: string])[] | undefined
  /** Gives way to everything else that this machine has to do. */
  readonly background?: boolean | undefined
  /** Sees stderr as it comes; used for progress. */
  readonly onStderr?: ((text: string) => void) | undefined
  /** Exit codes that are an answer and not a failure; 0 when absent. */
  readonly okCodes?: readonly number[] | undefined
}

export interface GitResult {
  readonly stdout: Buffer
  readonly stderr: string
  readonly code: number
}

const DEFAULT_TIMEOUT_MS = 60_000
const DEFAULT_MAX_OUTPUT = 64 * 1024 * 1024
const MAX_STDERR = 64 * 1024
const GIB = 1024 ** 3

/**
 * Git holds a compressed answer of a server, a commit or a tree in memory as a whole, so a few megabytes of a hostile one
 * would take all that the machine has. A quarter of it, but as much as indexing the largest real repositories needs.
 */
const DEFAULT_MAX_MEMORY = Math.min(16 * GIB, Math.max(2 * GIB, totalmem() / 4))

/** Where the system knows no such limit (macOS), git runs without. */
const LIMITED = 'ulimit -v "$0" 2>/dev/null || true; exec git "$@"'
const BACKGROUND = LIMITED.replace('exec', 'exec nice -n 10')
/** What a shell ends with when it finds no program, or one that cannot be run. */
const NO_PROGRAM: readonly number[] = [126, 127]

/** A directory cannot stand below a device, so nothing can ever be planted here. */
const NOWHERE = '/dev/null/none'

const CONFIG: readonly (readonly [string, string])[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.attributesFile', '/dev/null'],
  ['core.excludesFile', '/dev/null'],
  ['core.quotePath', 'true'],
  ['core.logAllRefUpdates', 'false'],
  // Larger objects are streamed rather than held in memory while a pack is indexed.
  ['core.bigFileThreshold', '64m'],
  // A large mirror must be read within the memory limit: mapped piece by piece.
  ['core.packedGitWindowSize', '64m'],
  ['core.packedGitLimit', '1g'],
  ['credential.helper', ''],
  ['credential.interactive', 'false'],
  ['log.showSignature', 'false'],
  ['protocol.ext.allow', 'never'],
  ['protocol.fd.allow', 'never'],
  ['http.followRedirects', 'false'],
  ['http.lowSpeedLimit', '1'],
  ['http.lowSpeedTime', '60'],
  ['transfer.credentialsInUrl', 'die'],
  ['fetch.unpackLimit', '1'],
  ['fetch.recurseSubmodules', 'false'],
  ['submodule.recurse', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['safe.bareRepository', 'explicit'],
]

function environment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    HOME: NOWHERE,
    XDG_CONFIG_HOME: NOWHERE,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_SSH_COMMAND: 'ssh -oBatchMode=yes -oClearAllForwardings=yes -oPermitLocalCommand=no -oConnectTimeout=30 -oServerAliveInterval=30',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_PAGER: 'cat',
    ...extra,
  }
}

function commandLine(dir: GitDir | null, args: readonly string[], config: GitOptions['config'] = []): string[] {
  const settings = [...CONFIG, ...config].flatMap(([key, value]) => ['-c', `${key}=${value}`])
  return [...settings, ...(dir === null ? [] : [`--git-dir=${dir}`]), ...args]
}

/** A git process under way. `ended` never rejects: it says how the process ended, in our words. */
export interface Running extends Pick<Program, 'stdin' | 'stdout'> {
  readonly ended: Promise<{ readonly code: number; readonly stderr: string; readonly error: GitError | null }>
  /** Ends the whole process group; the reason becomes the error of `ended`. */
  kill(reason: GitError): void
}

/** Starts git and leaves its pipes to the caller. Prefer {@link git} and {@link gitStream}. */
export function start(dir: GitDir | null, args: readonly string[], options: GitOptions = {}): Running {
  const kilobytes = Math.floor((options.maxMemory ?? DEFAULT_MAX_MEMORY) / 1024)
  const script = options.background ? BACKGROUND : LIMITED
  const program = launch('/bin/sh', ['-c', script, String(kilobytes), ...commandLine(dir, args, options.config)], environment(options.env))
  let killed: GitError | null = null
  const kill = (reason: GitError) => {
    killed ??= reason
    program.kill()
  }
  const stderr = collectStderr(program.stderr, options.onStderr)
  const ended = program.ended.then(ending => {
    const said = stderr()
    const code = 'code' in ending ? ending.code : -1
    const unstarted = 'failed' in ending ? missing(ending.failed) : NO_PROGRAM.includes(code) ? missing(summarize(said)) : null
    return { code, stderr: said, error: killed ?? unstarted ?? failure(code, said, options.okCodes) }
  })
  const disarm = armLimits(kill, options)
  void ended.then(disarm)
  return { stdin: program.stdin, stdout: program.stdout, ended, kill }
}

const missing = (why: string) => new GitError('git-missing', `Git could not be started: ${why}. Install git 2.39 or newer.`)

function collectStderr(stderr: Readable, onStderr: GitOptions['onStderr']): () => string {
  let text = ''
  stderr.setEncoding('utf8')
  stderr.on('data', (chunk: string) => {
    // The beginning holds the cause, the end holds what git made of it.
    text += chunk
    if (text.length > MAX_STDERR) text = text.slice(0, MAX_STDERR / 2) + text.slice(-MAX_STDERR / 2)
    onStderr?.(chunk)
  })
  return () => redact(text)
}

function armLimits(kill: Running['kill'], { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: GitOptions): () => void {
  const abort = () => kill(new GitError('aborted', 'The work was cancelled.'))
  const timer = timeoutMs === Infinity ? undefined
    : setTimeout(() => kill(new GitError('timeout', `Git took longer than ${Math.ceil(timeoutMs / 1000)} s and was stopped.`)), timeoutMs)
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort, { once: true })
  return () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

function failure(code: number, stderr: string, okCodes: readonly number[] = [0]): GitError | null {
  if (okCodes.includes(code)) return null
  return new GitError(classify(stderr), summarize(stderr))
}

function feed({ stdin, kill }: Running, input: GitOptions['input']): void {
  if (input === undefined || typeof input === 'string' || input instanceof Uint8Array) {
    stdin.end(input ?? '')
    return
  }
  const source = Readable.from(input)
  // Half an input must never pass for a whole one, so git is stopped rather than given an early end.
  source.on('error', error => kill(error instanceof GitError ? error : new GitError('failed', `The input of git failed: ${error.message}`)))
  stdin.on('close', () => source.destroy())
  source.pipe(stdin)
}

/** Runs git to its end and returns what it wrote. Throws {@link GitError}. `dir` null: no repository. */
export async function git(dir: GitDir | null, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  const chunks: Buffer[] = []
  let code = 0
  let stderr = ''
  for await (const chunk of pump(dir, args, options, ended => { ({ code, stderr } = ended) })) chunks.push(chunk)
  return { stdout: Buffer.concat(chunks), stderr, code }
}

/** The same as {@link git}, but stdout is handed over as it comes, with back-pressure. Leaving the loop early kills git. */
export async function* gitStream(dir: GitDir | null, args: readonly string[], options: GitOptions = {}): AsyncGenerator<Buffer> {
  yield* pump(dir, args, { maxOutput: Infinity, ...options }, () => {})
}

async function* pump(
  dir: GitDir | null, args: readonly string[], options: GitOptions, onEnd: (ended: { code: number; stderr: string }) => void,
): AsyncGenerator<Buffer> {
  const { maxOutput = DEFAULT_MAX_OUTPUT, signal } = options
  if (signal?.aborted) throw new GitError('aborted', 'The work was cancelled.')
  const running = start(dir, args, options)
  feed(running, options.input)
  let size = 0
  try {
    for await (const chunk of running.stdout as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxOutput) running.kill(new GitError('too-large', `Git's answer is larger than the limit of ${maxOutput} bytes.`))
      if (size > maxOutput) break
      yield chunk
    }
    const ended = await running.ended
    if (ended.error) throw ended.error
    onEnd(ended)
  } finally {
    running.kill(new GitError('aborted', 'The work was cancelled.'))
  }
}

/** Splits a byte stream at `separator`; the last piece is given even when the separator is missing. Longer pieces than `maxLength` are cut. */
export async function* splitBytes(chunks: AsyncIterable<Buffer>, separator: number, maxLength = Infinity): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  let length = 0
  const take = (part: Buffer) => {
    const room = maxLength - length
    length += part.length
    if (room > 0) parts.push(part.length > room ? part.subarray(0, room) : part)
  }
  for await (const chunk of chunks) {
    let from = 0
    for (let at = chunk.indexOf(separator); at !== -1; at = chunk.indexOf(separator, from)) {
      take(chunk.subarray(from, at))
      yield parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)
      parts = []
      length = 0
      from = at + 1
    }
    if (from < chunk.length) take(chunk.subarray(from))
  }
  if (length > 0) yield Buffer.concat(parts)
}
