import { createServer } from 'node:http'
import type { TestProject } from 'vitest/node'
import { startPostgres, type TestPostgres } from './postgres.ts'
import { keepTemporaryInMemory } from './temporary.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with the address of the run's PostgreSQL. */
    postgresAt: string
  }
}

/**
 * What all files of a run share, held by the process that outlives them: the folder of what is temporary, and one PostgreSQL, started
 * when a file first asks for it, as making and starting one takes longer than most of what is tested on it.
 */
export default async function share({ provide }: TestProject): Promise<() => Promise<void>> {
  const release = keepTemporaryInMemory()
  let postgres: Promise<TestPostgres> | undefined
  const server = createServer((_request, response) => {
    postgres ??= startPostgres()
    postgres.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  provide('postgresAt', `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`)
  return async () => {
    server.close()
    server.closeAllConnections()
    await (await postgres?.catch(() => undefined))?.stop()
    release()
  }
}
