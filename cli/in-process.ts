import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from './problem.ts'
import { adminTokenFile, answers, connect, dataDirOf, findAddress, openWith, type Address, type Server } from './server.ts'

type Env = Record<string, string | undefined>

/** Starts the server in this process; it ends with the process. */
export async function becomeServer(args: string[]): Promise<void> {
  process.argv = [process.execPath, 'serve', ...args]
  await import('../src/start.ts')
}

/** What backup and restore need of a server. */
export type Records = Pick<Server, 'open'> & { /** Nobody serves them: they were opened in this process. */ offline: boolean }

/**
 * Acts on the running server; where this user's server does not run, on the records in the data folder themselves, in this
 * process and without listening anywhere. `fresh` allows for a data folder with nothing in it yet.
 */
export async function withRecords<T>(env: Env, { fresh }: { fresh: boolean }, act: (records: Records) => Promise<T>): Promise<T> {
  const address = await findAddress(env)
  if (!address.own || (await answers(address))) return act({ ...(await connect(env)), offline: false })
  assertStopped(env, address)
  if (!fresh && !env['DATABASE_URL'] && !existsSync(join(dataDirOf(env), 'firebreak.db'))) {
    throw new Failure(`There is nothing to back up: no Firebreak runs on ${address.url}, and ${dataDirOf(env)} holds no records.`, { code: 'cli.no_records' })
  }
  return actHere(env, act)
}

/** A server that is too busy to answer writes to the records all the same. */
function assertStopped(env: Env, { url, pid }: Address): void {
  if (pid === null || !isRunning(pid)) return
  throw new Failure(`Process ${pid} said that it serves on ${url}, but does not answer. Stop it first; if it is no Firebreak, remove ${join(dataDirOf(env), 'server.json')}.`, { code: 'cli.server_hangs' })
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function actHere<T>(env: Env, act: (records: Records) => Promise<T>): Promise<T> {
  const [{ createApp }, { loadConfig }] = await Promise.all([import('../src/app.ts'), import('../src/platform/config.ts')])
  const app = await createApp(loadConfig({ ...env, LOG_LEVEL: env['LOG_LEVEL'] ?? 'error' }))
  try {
    await app.auth.ensureOwner()
    await app.auth.ensureAdminToken(adminTokenFile(env))
    const headers = { authorization: `token ${(await readFile(adminTokenFile(env), 'utf8')).trim()}` }
    const send = async (request: Request) => app.router.app.fetch(request)
    return await act({ offline: true, open: (target, input, body) => openWith({ target, input, body, base: 'http://firebreak.localhost', headers, send }) })
  } finally {
    await app.close()
  }
}
