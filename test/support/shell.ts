import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { compiled } from './programs.ts'

const root = join(import.meta.dirname, '..', '..')
const program = `"${process.execPath}" --disable-warning=ExperimentalWarning "${join(root, 'cli', 'main.ts')}"`
const startPatienceMs = 30_000

export type Ran = { exit: number | null; out: string; err: string }

/** A folder with data folders of servers in it, and a shell that stands there and knows the command `firebreak`. */
export interface Shell {
  path(...parts: string[]): string
  write(name: string, content: string | Uint8Array): string
  /** `data` names the data folder in which the commands of the line look for their server. */
  run(line: string, options?: { data?: string; env?: Record<string, string>; input?: string }): Promise<Ran>
  /** `firebreak serve` over a data folder, on a free port, until it is ready. */
  serve(data: string, env?: Record<string, string>): Promise<Served>
  close(): Promise<void>
}

export type Served = { url: string; token: string; stop(): Promise<void>; get(path: string): Promise<unknown>; post(path: string, body: unknown, method?: string): Promise<unknown> }

export function openShell(): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-shell-'))
  const path = (...parts: string[]) => join(folder, ...parts)
  const servers: ChildProcess[] = []
  const environment = (data: string, env: Record<string, string> = {}) => ({
    PATH: process.env.PATH,
    HOME: folder,
    FIREBREAK_DATA: path(data),
    FIREBREAK_FETCH_EVERY: '0',
    FIREBREAK_SEARCH_WORKERS: '1',
    ...compiled,
    LOG_LEVEL: 'error',
    PORT: '9', // the discard service: nobody's server is found by chance
    ...env,
  })

  async function run(line: string, { data = 'nothing', env, input = '' }: { data?: string; env?: Record<string, string>; input?: string } = {}): Promise<Ran> {
    const child = spawn('sh', ['-c', `firebreak() { ${program} "$@"; }\n${line}`], { cwd: folder, env: environment(data, env), stdio: 'pipe' })
    child.stdin.on('error', () => {}) // a command that reads nothing closes it
    child.stdin.end(input)
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    return { exit: child.exitCode, out, err }
  }

  async function serve(data: string, env: Record<string, string> = {}): Promise<Served> {
    mkdirSync(path(data), { recursive: true })
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'cli', 'main.ts'), 'serve'], { env: environment(data, { PORT: '0', ...env }), stdio: ['ignore', 'pipe', 'pipe'] })
    servers.push(child)
    const url = await readyUrl(child)
    const token = readFileSync(path(data, 'admin-token'), 'utf8').trim()
    const send = async (path: string, init: RequestInit = {}) => {
      const response = await fetch(`${url}/api/v1${path}`, { ...init, headers: { authorization: `token ${token}`, 'content-type': 'application/json' } })
      return response.json() as Promise<unknown>
    }
    return {
      url,
      token,
      stop: () => stop(child),
      get: (path) => send(path),
      post: (path, body, method = 'POST') => send(path, { method, body: JSON.stringify(body) }),
    }
  }

  return {
    path,
    run,
    serve,
    write(name, content) {
      writeFileSync(path(name), content)
      return path(name)
    },
    async close() {
      await Promise.all(servers.map(stop))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function readyUrl(child: ChildProcess): Promise<string> {
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const deadline = Date.now() + startPatienceMs
  for (;;) {
    const url = /ready on (http:\S+)/.exec(said)?.[1]
    if (url && said.includes('Stop with')) return url
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`the server did not start: ${said}`)
    await sleep(20)
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
