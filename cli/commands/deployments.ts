import { listDeployments, listRunning, type Deployment, type Running } from '../../src/deployments/contract.ts'
import { command } from '../command.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'
import { columns, shownTime } from '../table.ts'

export const deployments = command({
  summary: 'Show what runs where, now or at a moment, or all that was deployed',
  usage: '[REPO]',
  words: { least: 0, most: 1 },
  flags: {
    service: { type: 'string', value: 'NAME', doc: 'Only this service' },
    environment: { type: 'string', value: 'NAME', doc: 'Only this environment' },
    at: { type: 'string', value: 'TIME', doc: 'What ran then, such as 2026-03-01T10:00:00Z' },
    history: { type: 'boolean', doc: 'The newest fifty deployments instead' },
  },
  async run({ terminal, env }, { words: [repo], flags }) {
    const server = await connect(env)
    const { service, environment, at } = flags
    const query = Object.fromEntries(Object.entries({ repo, service, environment }).filter(([, value]) => value !== undefined))
    const answer = flags.history ? await server.call(listDeployments, { query }) : await server.call(listRunning, { query: at === undefined ? query : { ...query, at } })
    const rows = 'running' in answer ? answer.running.map(rowOfRunning) : answer.deployments.map(rowOf)
    if (flags.json) terminal.printJson(answer)
    else for (const line of columns(rows)) terminal.print(line)
    if (rows.length === 0) terminal.note('Nothing is known to run. Tell of a deployment with firebreak deploy, or by a webhook.')
    return exit.done
  },
})

const rowOf = ({ service, environment, repo, commit, version, state, deployedAt, recordedBy }: Deployment): string[] =>
  [service, environment, state === 'removed' ? 'removed' : commit.slice(0, 10), version ?? '', `since ${shownTime(deployedAt)}`, repo, `told by ${recordedBy}`]

const rowOfRunning = ({ deployment, previous }: Running): string[] => [...rowOf(deployment), previous ? `before it ${previous.commit.slice(0, 10)}` : 'the first']
