import { edit, filesOf } from '../changes.ts'
import { locked, node24 } from '../npm.ts'
import { bump, release } from '../release.ts'
import { commit, merge, branch, revert, tag } from '../steps.ts'
import type { History } from '../steps.ts'

const { add, addAs } = filesOf('shop-http')

export const shopHttp: History = {
  name: 'acme/shop-http',
  description: 'HTTP server and client shared by the TypeScript services',
  steps: [
    commit('mara', '2024-12-02 10:05', 'Take the server out of pricing and storefront\n\nBoth had the same forty lines, and only one of them answered 404.', [
      add('README.md', 'package.json', 'tsconfig.json', '.gitignore', 'src/index.ts', 'src/reply.ts', 'src/env.ts', 'src/log.ts', 'src/serve.ts'),
      edit('src/index.ts', "export { getJson, postJson, UpstreamError } from './client.ts'\n", ''),
      locked,
    ]),
    commit('mara', '2024-12-02 14:40', 'Test how paths are matched', [add('test/match.test.ts', '.ci/test.yaml')]),
    branch('client'),
    commit('tomas', '2024-12-04 09:31', 'Add a client for the other services', [
      add('src/client.ts'),
      edit('src/client.ts', '3_000', '10_000'),
    ], { on: 'client' }),
    commit('tomas', '2024-12-04 11:02', 'Give up on a slow service after three seconds\n\nAs decided in platform-docs 0001.', [
      edit('src/client.ts', '10_000', '3_000'),
    ], { on: 'client' }),
    commit('tomas', '2024-12-04 11:20', 'Export the client', [add('src/index.ts')], { on: 'client' }),
    commit('wei', '2024-12-04 12:10', 'Say who owns this', [addAs('CODEOWNERS', 'CODEOWNERS.first'), add('catalog-info.yaml')]),
    merge('mara', '2024-12-05 09:15', 'client', 2),
    release({ by: 'mara', at: '2024-12-05 09:40', version: '1.0.0', notes: ['Server, client, variables and log lines'] }),
    bump('2025-03-10 04:00', '@types/node', '22.15.3'),
    bump('2025-03-17 04:00', 'typescript', '5.8.3'),
    commit('wei', '2025-04-02 10:12', 'Log when the server is told to stop', [
      edit('src/serve.ts', '  return server\n', "  process.once('SIGTERM', () => stop(service, server))\n  return server\n"),
      edit(
        'src/serve.ts',
        'async function answer(',
        "function stop(service: string, server: Server): void {\n  log('info', 'stopping', { service })\n  server.close()\n}\n\nasync function answer(",
      ),
    ]),
    release({ by: 'wei', at: '2025-04-02 10:30', version: '1.1.0', notes: ['SIGTERM lets running requests finish'] }),
    commit('priya', '2025-06-11 15:20', 'Keep connections to other services open for a minute', [
      edit('src/client.ts', "{ method: 'GET' }", "{ method: 'GET', headers: { connection: 'keep-alive', 'keep-alive': 'timeout=60' } }"),
    ]),
    release({ by: 'priya', at: '2025-06-11 15:44', version: '1.2.0', notes: ['Connections to other services are kept open'] }),
    revert(
      'priya',
      '2025-06-13 08:05',
      'Keep connections to other services open for a minute',
      'fetch sets connection headers itself and refuses ours on some versions of Node.',
    ),
    release({ by: 'priya', at: '2025-06-13 08:12', version: '1.2.1', notes: ['Connections are left to fetch again'] }),
    commit('jonas', '2025-09-23 16:33', 'Tell the route in the log line of a failure', [
      edit('src/serve.ts', '.catch(failed)', '.catch((error) => failed(incoming, error))'),
      edit(
        'src/serve.ts',
        'function failed(error: unknown): Reply {\n',
        "function failed(incoming: IncomingMessage, error: unknown): Reply {\n  log('error', 'request failed', { method: incoming.method, path: incoming.url })\n",
      ),
    ]),
    release({ by: 'jonas', at: '2025-09-24 09:02', version: '1.3.0', notes: ['A failed request is logged with its path'] }),
    bump('2025-11-10 04:00', 'typescript', '5.9.3'),
    commit('wei', '2025-11-18 10:45', 'Require Node 24', [node24, edit('.ci/test.yaml', 'node:22', 'node:24')]),
    release({ by: 'wei', at: '2025-11-18 11:05', version: '1.4.0', notes: ['Node 24 or newer'] }),
    commit('ines', '2026-02-25 13:18', 'Explain the variables in the readme', [
      edit(
        'README.md',
        'Questions:',
        'A service that calls others names them by variables that end in `_URL`; `required()` refuses to start without them.\n\nQuestions:',
      ),
    ]),
    branch('release/1.5'),
    release({ by: 'mara', at: '2026-05-06 09:30', version: '1.5.0', notes: ['Documentation; no change of behaviour'], on: 'release/1.5' }),
    commit('jonas', '2026-09-11 11:26', 'Share the regional table\n\nThe lookup is the one of pricing, so that services do not write it again.', [
      add('src/regional-rates.ts', 'test/regional-rates.test.ts', 'CODEOWNERS'),
      edit(
        'src/index.ts',
        "export { log } from './log.ts'\n",
        "export { log } from './log.ts'\nexport { byRegion, taxIn } from './regional-rates.ts'\nexport type { RegionalRate, RegionalRates } from './regional-rates.ts'\n",
      ),
    ]),
    release({ by: 'jonas', at: '2026-09-11 11:50', version: '1.6.0', notes: ['byRegion and taxIn read the regional table'] }),
    tag('jonas', '2026-09-11 11:52', 'stable', 'What new services should start from'),
  ],
}
