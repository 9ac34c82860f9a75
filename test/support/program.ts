import { spawn, type ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compiled } from './programs.ts'

/** The real program in a process of its own, as `npm start` runs it once everything is prepared. */
export interface Program {
  url: string
  /** Signs in once. */
  link: string
  /** Of the machine's owner. */
  token: string
  pid: number
  /** Everything printed so far. */
  output(): string
  /** Ctrl-C; resolves with the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL: no goodbye. */
  kill(): Promise<void>
}

const startMs = 60_000

export async function startProgram({ dataDir, args = [], env = {} }: { dataDir: string; args?: string[]; env?: Record<string, string> }): Promise<Program> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../../src/start.ts'), ...args], {
    env: { ...process.env, ...compiled, PORT: '0', HOST: '127.0.0.1', FIREBREAK_DATA: dataDir, DATABASE_URL: '', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<number | null>((done) => child.once('exit', done))
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (printed += text))
  const link = await waitFor(child, () => /http:\/\/\S+\/welcome#token=\S+/.exec(printed)?.[0], () => printed)
  return {
    url: new URL(link).origin,
    link,
    token: (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim(),
    pid: child.pid ?? 0,
    output: () => printed,
    stop() {
      child.kill('SIGINT')
      return exited
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function waitFor(child: ChildProcess, find: () => string | undefined, printed: () => string): Promise<string> {
  for (const end = Date.now() + startMs; Date.now() < end; await new Promise((wake) => setTimeout(wake, 25))) {
    const found = find()
    if (found) return found
    if (child.exitCode !== null) throw new Error(`The program ended with ${child.exitCode}:\n${printed()}`)
  }
  child.kill('SIGKILL')
  throw new Error(`The program was not ready in time:\n${printed()}`)
}
