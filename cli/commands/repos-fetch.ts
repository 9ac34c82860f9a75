import { setTimeout as sleep } from 'node:timers/promises'
import { fetchRepository, getRepository, type Repository } from '../../src/repos/contract.ts'
import { command } from '../command.ts'
import { exit } from '../problem.ts'
import { findRepository, hasFailed, isSettled, stateWords } from '../repositories.ts'
import { connect, type Server } from '../server.ts'
import { tellOutcome } from '../settling.ts'
import type { Terminal } from '../terminal.ts'

export const reposFetch = command({
  summary: 'Fetch a repository now, or clone it again after a failure',
  usage: 'NAME',
  words: { least: 1, most: 1 },
  flags: { 'no-wait': { type: 'boolean', doc: 'Do not wait until it is fetched' } },
  async run({ terminal, env }, { words: [name = ''], flags }) {
    const server = await connect(env)
    const before = await findRepository(server, name)
    const asked = await server.call(fetchRepository, { params: { id: before.id }, body: {} })
    const now = flags['no-wait'] ? asked : await fetched(server, terminal, before)
    if (flags.json) terminal.printJson(now)
    const outcome = flags.json ? exit.done : tellOutcome(terminal, [now])
    return hasFailed(now) ? exit.failed : outcome
  },
})

const lookEveryMs = 150
/** Only a fetch that works writes its time down; one that fails too soon to be seen at work is not waited for longer. */
const patienceMs = 15_000

async function fetched(server: Server, terminal: Terminal, before: Repository): Promise<Repository> {
  const begun = Date.now()
  for (let seenAtWork = false; ; await sleep(lookEveryMs)) {
    const now = await server.call(getRepository, { params: { id: before.id } })
    const ended = now.clone.lastFetchedAt !== before.clone.lastFetchedAt || (hasFailed(now) && (seenAtWork || Date.now() - begun > patienceMs))
    if (isSettled(now) && now.clone.phase === null && ended) return now
    seenAtWork ||= now.clone.phase !== null
    terminal.progress(`${now.name}: ${stateWords(now)}`)
  }
}
