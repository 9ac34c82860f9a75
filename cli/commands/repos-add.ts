import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { CallFailed } from '../../src/platform/endpoint.ts'
import { addFolder, addRepository, type Repository } from '../../src/repos/contract.ts'
import { command } from '../command.ts'
import { exit } from '../problem.ts'
import { connect, type Server } from '../server.ts'
import { settle, tellOutcome } from '../settling.ts'

type Refused = { source: string; message: string }

export const reposAdd = command({
  summary: 'Add repositories and wait until they can be searched',
  usage: 'URL|DIR …',
  words: { least: 1, most: Infinity },
  flags: { 'no-wait': { type: 'boolean', doc: 'Do not wait until they are cloned and indexed' } },
  notes: ['A URL is an https, ssh or git address. A DIR of the machine that the server runs on is searched for git repositories, bare or not.'],
  async run({ terminal, env }, { words, flags }) {
    const server = await connect(env)
    const refused: Refused[] = []
    const added: Repository[] = []
    for (const source of words) added.push(...(await addOne(server, source, refused)))
    const repos = flags['no-wait'] ? added : await settle(server, terminal, added)
    for (const { source, message } of refused) terminal.note(`${source}: ${message}`)
    if (flags.json) terminal.printJson({ repos, refused })
    const outcome = flags.json ? exit.done : tellOutcome(terminal, repos)
    const failed = refused.length > 0 || repos.some((each) => each.clone.state === 'failed')
    return failed ? exit.failed : outcome
  },
})

/** One source that is refused does not keep the others from being added. */
async function addOne(server: Server, source: string, refused: Refused[]): Promise<Repository[]> {
  try {
    if (!existsSync(source)) return [await server.call(addRepository, { body: { url: source } })]
    const answer = await server.call(addFolder, { body: { path: resolve(source) } })
    refused.push(...answer.refused.map(({ path, message }) => ({ source: path, message })))
    return answer.repos
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error
    refused.push({ source, message: error.message })
    return []
  }
}
