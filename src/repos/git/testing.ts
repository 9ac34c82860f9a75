/** Real repositories and a real git server for tests: a temporary folder, histories in a few lines, HTTP on loopback. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { GitError } from './errors.ts'
import { initFromStream } from './init.ts'

/** A temporary folder and a `join` into it, until `remove`. */
export function temporaryFolder(): { readonly path: (...parts: string[]) => string; readonly remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'firebreak-git-'))
  return { path: (...parts) => join(root, ...parts), remove: () => rmSync(root, { recursive: true, force: true }) }
}

const ENV = {
  PATH: process.env['PATH'] ?? '', HOME: '/dev/null/none', LC_ALL: 'C.UTF-8', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com', GIT_AUTHOR_DATE: '1700000000 +0100',
  GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.com', GIT_COMMITTER_DATE: '1700000000 +0100',
}

/** Plain git as a developer would run it, to set a scene; returns stdout without the last line break. */
export function rawGit(cwd: string, args: readonly string[], input: string | Buffer = ''): string {
  return execFileSync('git', ['-c', 'init.defaultBranch=main', '-c', 'protocol.file.allow=always', ...args], { cwd, env: ENV, input, stdio: ['pipe', 'pipe', 'ignore'], maxBuffer: 1 << 28 }).toString().trimEnd()
}

/** One commit of a fast-import stream. File values are contents (for mode 160000 a commit id); null deletes. Paths may be bytes. */
export interface Step {
  readonly branch?: string
  readonly message?: string | Buffer
  readonly author?: string | Buffer
  readonly files?: readonly (readonly [path: string | Buffer, content: string | Buffer | null, mode?: string])[]
  /** A branch that it merges. */
  readonly merges?: string
  /** Raw commands after the commit, such as a tag. */
  readonly after?: string
}

const bytes = (text: string | Buffer) => (typeof text === 'string' ? Buffer.from(text) : text)

function quote(path: string | Buffer): Buffer {
  const octal = [...bytes(path)].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('')
  return Buffer.from(`"${octal}"`)
}

/** A fast-import stream of commits, an hour apart from 2023-11-14 on. */
export function stream(steps: readonly Step[]): Buffer {
  return Buffer.concat(steps.flatMap(({ branch = 'refs/heads/main', message = 'step', author = 'Ada <ada@example.com>', files = [], merges, after = '' }, index) => {
    const date = ` ${1_700_000_000 + index * 3600} +0100\n`
    const changes = files.flatMap(([path, content, mode = '100644']) => (content === null ? ['D ', quote(path), '\n']
      : mode === '160000' ? [`M 160000 ${content} `, quote(path), '\n'] : [`M ${mode} inline `, quote(path), `\ndata ${bytes(content).length}\n`, content, '\n']))
    return [`commit ${branch}\nauthor `, author, date, 'committer Ada <ada@example.com>', date, `data ${bytes(message).length}\n`, message, '\n', ...(merges === undefined ? [] : [`merge ${merges}\n`]), ...changes, '\n', after]
  }).map(bytes))
}

/** A bare repository with these commits. */
export async function makeRepository(dir: string, steps: readonly Step[], head?: string): Promise<string> {
  await initFromStream(dir, [stream(steps)], head === undefined ? {} : { head })
  return dir
}

export interface GitServer {
  readonly url: string
  readonly port: number
  /** Every request that came: method, path and authorization header. */
  readonly requests: string[]
  close(): Promise<void>
}

export interface ServeOptions {
  /** May answer a request itself by returning true. */
  readonly before?: (request: IncomingMessage, response: ServerResponse) => boolean
  /** A pause after each 64 KB. */
  readonly pauseMs?: number
}

/** Serves the repositories below a folder over smart HTTP on 127.0.0.1. */
export async function serveGit(root: string, { before = () => false, pauseMs = 0 }: ServeOptions = {}): Promise<GitServer> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push([request.method, request.url, request.headers.authorization].filter(Boolean).join(' '))
    if (!before(request, response)) void answer(root, pauseMs, request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`, port, requests,
    close: () => new Promise(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

/** git-http-backend(1) as a CGI program. */
async function answer(root: string, pauseMs: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
  const child = spawn('git', ['http-backend'], {
    env: {
      ...ENV, GIT_PROJECT_ROOT: root, GIT_HTTP_EXPORT_ALL: '1', PATH_INFO: pathname, QUERY_STRING: search.slice(1), REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '', HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '', GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  })
  request.pipe(child.stdin)
  child.stdin.on('error', () => {})
  response.on('close', () => child.kill())
  let head: Buffer | null = Buffer.alloc(0)
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    if (head === null) response.write(chunk)
    else head = begin(response, Buffer.concat([head, chunk]))
    if (pauseMs > 0) await sleep(pauseMs)
  }
  response.end()
}

/** Sends the CGI headers once they are all there; returns what to go on with. */
function begin(response: ServerResponse, head: Buffer): Buffer | null {
  const end = head.indexOf('\r\n\r\n')
  if (end === -1) return head
  const headers = head.toString('latin1', 0, end).split('\r\n').map(line => line.split(': ') as [string, string])
  const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200'
  response.writeHead(Number.parseInt(status, 10), Object.fromEntries(headers.filter(([name]) => name !== 'Status')))
  response.write(head.subarray(end + 4))
  return null
}

/** How a piece of work ended: `done`, or the kind of its error. */
export function kindOf(work: Promise<unknown>): Promise<string> {
  return work.then(() => 'done', error => (error instanceof GitError ? error.kind : String(error)))
}

/** The full id of a revision, as plain git sees it. */
export function oidOf(dir: string, spec: string): string {
  return rawGit(dir, ['rev-parse', spec])
}

/** Every process of this machine with its parent and command line, where the system shows them. */
export function processes(): { readonly pid: number; readonly parent: number; readonly command: string }[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).flatMap(pid => {
    try {
      const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? []
      return [{ pid: Number(pid), parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ') }]
    } catch {
      // It ended while we looked.
      return []
    }
  })
}

/** Those that this process has started, itself or through others. */
export function descendants(): ReturnType<typeof processes> {
  const all = processes()
  const below = (pid: number): typeof all => all.filter(({ parent }) => parent === pid).flatMap(child => [child, ...below(child.pid)])
  return below(process.pid)
}
