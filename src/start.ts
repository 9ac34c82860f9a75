import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { serve } from '@hono/node-server'
import { announce } from './announce.ts'
import { createApp, type App } from './app.ts'
import { loadConfig, type Config } from './platform/config.ts'
import { messageOf } from './platform/errors.ts'
import { keepHeapsSmall } from './platform/heap.ts'
import { serveWeb } from './platform/static.ts'

const webRoot = join(import.meta.dirname, '..', 'web', 'dist')

/** Starts the server and prints where it is. Arguments are folders and addresses of repositories to add. */
async function start(args: string[]): Promise<void> {
  keepHeapsSmall()
  const config = loadConfig(process.env)
  const app = await createApp(config)
  serveWeb(app.router, webRoot)
  const { url, localUrl, stop } = await listen(app, config)
  const withdraw = await announce(config.dataDir, localUrl)
  onSignal(async () => {
    await withdraw()
    await stop()
    await app.close()
  })
  await app.auth.ensureOwner()
  await app.auth.ensureAdminToken(join(config.dataDir, 'admin-token'))
  app.startJobs()
  console.log(`Firebreak is ready on ${url}`)
  console.log(`  Sign in (once, within 24 hours): ${await app.auth.issueSignInLink(url)}`)
  console.log(`  Data: ${config.dataDir}`)
  await addAll(app, args)
  console.log('  Stop with Ctrl-C.')
}

/** Names of all addresses of a machine, and one of them under which the machine reaches itself. */
const everyHost: Record<string, string> = { '0.0.0.0': '127.0.0.1', '[::]': '[::1]' }

function listen(app: App, config: Config): Promise<{ url: string; localUrl: string; stop(): Promise<void> }> {
  return new Promise((done, fail) => {
    const server = serve({ fetch: app.router.app.fetch, hostname: config.host, port: config.port }, ({ port }) => {
      const host = config.host.includes(':') ? `[${config.host}]` : config.host
      done({ url: config.publicUrl || `http://${host}:${port}`, localUrl: `http://${everyHost[host] ?? host}:${port}`, stop })
    })
    server.on('error', (error: NodeJS.ErrnoException) => fail(error.code === 'EADDRINUSE' ? new Error(`Port ${config.port} is taken. Stop what listens there, or choose another: PORT=7272 npm start`) : error))
    const stop = () =>
      new Promise<void>((stopped) => {
        server.close(() => stopped())
        if ('closeAllConnections' in server) server.closeAllConnections() // streams that stay open would hold the server
      })
  })
}

/** One Ctrl-C arrives several times (from the terminal and again through npm), so only a signal after a while is a second one. */
const sameSignalMs = 2_000

/** The first signal stops cleanly; a second one, or ten seconds, stops at once. */
function onSignal(stop: () => Promise<void>): void {
  let since = 0
  const handle = () => {
    if (since > 0) return Date.now() - since > sameSignalMs ? process.exit(1) : undefined
    since = Date.now()
    console.log('\nStopping …')
    setTimeout(() => process.exit(1), 10_000).unref()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(messageOf(error))
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', handle)
  process.on('SIGTERM', handle)
}

async function addAll(app: App, sources: string[]): Promise<void> {
  const owner = await app.auth.ensureOwner()
  for (const source of sources) {
    try {
      console.log(`  ${await addOne(app, owner, source)}`)
    } catch (error) {
      console.error(`  ${source}: ${messageOf(error)}`)
    }
  }
  if (sources.length > 0) return
  const { total } = await app.repos.list(owner, { limit: 1 })
  if (total === 0) console.log('  No repositories yet. The page offers a sample organisation; or start with yours: npm start -- DIR-or-URL …')
}

async function addOne(app: App, owner: Awaited<ReturnType<App['auth']['ensureOwner']>>, source: string): Promise<string> {
  if (existsSync(source)) {
    const { added, repos, refused } = await app.repos.addFolder(owner, { path: resolve(source) })
    const known = repos.length - added
    const parts = [`${added} ${added === 1 ? 'repository' : 'repositories'} added`, ...(known > 0 ? [`${known} known already`] : []), ...refused.map((each) => `${each.path}: ${each.message}`)]
    return `${source}: ${parts.join(', ')}`
  }
  const { repository, added } = await app.repos.add(owner, { url: source })
  return `${repository.name}: ${added ? 'being cloned' : 'known already'}`
}

await start(process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error))
  process.exit(1)
})
