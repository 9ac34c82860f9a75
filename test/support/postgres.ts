import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { findProgram, namesIn } from './programs.ts'

/** The user that a server started by root runs as: PostgreSQL refuses to be root. */
type Account = { uid: number; gid: number }

export type TestPostgres = {
  /** `postgres://…` of an empty database on the loopback interface. */
  url: string
  /** Ends the server and removes its data. */
  stop(): Promise<void>
}

const startPatienceMs = 30_000

/** The folder with initdb and postgres, the newest version first; undefined if no server is installed. */
export function findPostgres(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const folders = namesIn(debian).sort((a, b) => Number(b) - Number(a)).map((version) => join(debian, version, 'bin'))
  const initdb = findProgram(...folders.map((folder) => join(folder, 'initdb')), 'initdb')
  return initdb?.slice(0, -'/initdb'.length)
}

/**
 * Starts a real PostgreSQL on a free port of the loopback interface, with its data in a temporary folder. It does not
 * sync to disk: the tests kill our processes, never the machine.
 */
export async function startPostgres(): Promise<TestPostgres> {
  const programs = findPostgres()
  if (!programs) throw new Error('No PostgreSQL server was found: install it (Debian: "apt install postgresql").')
  const account = accountForServer()
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-postgres-'))
  if (account) chownSync(folder, account.uid, account.gid)
  createCluster(programs, folder, account)
  const port = await freePort()
  const server = startServer({ programs, folder, port, account })
  const url = `postgres://firebreak@127.0.0.1:${port}/postgres`
  const stop = () => stopServer(server, folder)
  await waitUntilReady(url, server).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { url, stop }
}

function accountForServer(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

function createCluster(programs: string, folder: string, account: Account | undefined): void {
  const args = ['--pgdata', join(folder, 'data'), '--username=firebreak', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']
  execFileSync(join(programs, 'initdb'), args, { ...account, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
}

function startServer(options: { programs: string; folder: string; port: number; account: Account | undefined }): ChildProcess {
  const { programs, folder, port, account } = options
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    shared_buffers: '16MB',
    max_connections: 150,
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(join(programs, 'postgres'), ['-D', join(folder, 'data'), ...args], { ...account, cwd: folder, stdio: 'ignore' })
  process.once('exit', () => server.kill('SIGQUIT'))
  return server
}

/** A port that was free a moment ago; should another process take it first, the start fails and says so. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('No free port.'))))
    })
  })
}

async function waitUntilReady(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + startPatienceMs
  while (!(await answers(url))) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with exit code ${server.exitCode} before it was ready.`)
    if (Date.now() > deadline) throw new Error(`PostgreSQL was not ready after ${startPatienceMs} ms.`)
    await sleep(50)
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function stopServer(server: ChildProcess, folder: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    // "Immediate": the data is thrown away, so nothing needs to be written out.
    server.kill('SIGQUIT')
    await ended
  }
  rmSync(folder, { recursive: true, force: true })
}
