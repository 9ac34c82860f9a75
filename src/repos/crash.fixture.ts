import { loadConfig } from '../platform/config.ts'
import { movableClock, startServer } from './repos.fixture.ts'

/** A server to be killed: `node crash.fixture.ts DATA [ADDRESS …]` adds the addresses, says so, and goes on working. */
const [, , dataDir = '', ...addresses] = process.argv
const config = loadConfig({ FIREBREAK_DATA: dataDir, FIREBREAK_ALLOW_LOOPBACK: 'yes', FIREBREAK_FETCH_EVERY: '0' })
const { request } = await startServer({ config, clock: movableClock(), topics: [] })
for (const url of addresses) {
  await request('/api/v1/repos', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ url }) })
}
process.stdout.write('added\n')
