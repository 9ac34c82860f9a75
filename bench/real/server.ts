/** The real program over a folder of repositories, and what it takes of the machine. */
import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Repository } from '../../src/repos/contract.ts'
import { cpuSecondsInAll } from '../measure.ts'

export interface Server {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: unknown): Promise<T>
  /** The answer as it comes; for streams. */
  open(path: string): Promise<Response>
  residentMb(): number
  /** What it and the processes that it has started have taken of the processors so far. */
  cpuSeconds(): number
  /** The longest that the event loop has been held up since this was last asked, in milliseconds. */
  longestDelayMs(): Promise<number>
  stop(): Promise<void>
}

export async function startServer(dataDir: string): Promise<Server> {
  const env = { ...process.env, FIREBREAK_DATA: dataDir, PORT: '0', FIREBREAK_FETCH_EVERY: '0', LOG_LEVEL: 'error' }
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/start.ts')], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await addressOf(child)
  const headers = { authorization: `token ${readFileSync(join(dataDir, 'admin-token'), 'utf8').trim()}`, 'content-type': 'application/json' }
  const open = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(url + path, { ...init, headers })
    if (!response.ok) throw new Error(`${path.split('?')[0]}: ${response.status} ${await response.text()}`)
    return response
  }
  return {
    open,
    get: async <T>(path: string) => (await (await open(path)).json()) as T,
    post: async <T>(path: string, body: unknown) => (await (await open(path, { method: 'POST', body: JSON.stringify(body) })).json()) as T,
    residentMb: () => residentMb(child),
    cpuSeconds: () => cpuSecondsWithChildren(child),
    longestDelayMs: async () => Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(await (await open('/metrics')).text())?.[1]) * 1000,
    stop: () => stop(child),
  }
}

/** The address that the program prints when it is ready to answer; the token is written just before the sign-in link. */
function addressOf(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let printed = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
    const address = /Firebreak is ready on (\S+)\n/.exec(printed)?.[1]
    if (address) resolve(address)
  })
  child.once('exit', (code) => reject(new Error(`The server ended with code ${code}.\n${printed}`)))
  return promise
}

function residentMb({ pid }: ChildProcess): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  } catch {
    return NaN // only Linux tells
  }
}

/** Those that have ended are counted in the process that waited for them. */
const cpuSecondsWithChildren = ({ pid = 0 }: ChildProcess): number => [pid, ...startedBy(pid)].map(cpuSecondsInAll).reduce((sum, seconds) => sum + seconds, 0)

/** What a process has started and still runs, and what that has started. */
function startedBy(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
    return children.flatMap((child) => [child, ...startedBy(child)])
  } catch {
    return [] // it has ended
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const { promise, resolve } = Promise.withResolvers<void>()
  child.once('exit', () => resolve())
  child.kill('SIGTERM')
  await promise
}

const pollMs = 250

/** Adds every repository below a folder and waits until all can be searched. Those that cannot be cloned stay failed. */
export async function addAll(server: Server, folder: string): Promise<Repository[]> {
  await server.post('/api/v1/repos/folder', { path: folder })
  while (true) {
    const { repos } = await server.get<{ repos: Repository[] }>('/api/v1/repos?limit=1000')
    if (repos.every(isSettled)) return repos
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
}

const isSettled = ({ clone, index }: Repository) => clone.state === 'failed' || (clone.state === 'ready' && index.state !== 'waiting' && index.state !== 'running')
