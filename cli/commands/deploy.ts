import { recordDeployment, type Deployment } from '../../src/deployments/contract.ts'
import { neededFrom, repositoryOf } from '../checked-out.ts'
import { findCheckout } from '../checkout.ts'
import { command } from '../command.ts'
import { exit } from '../problem.ts'
import { connect } from '../server.ts'
import { shownTime } from '../table.ts'

const here = 'This folder'

export const deploy = command({
  summary: 'Tell that a commit runs somewhere now, as the last step of a pipeline',
  usage: '',
  words: { least: 0, most: 0 },
  flags: {
    environment: { type: 'string', value: 'NAME', doc: 'Where it runs (production)' },
    service: { type: 'string', value: 'NAME', doc: 'What runs (the last part of the repository’s name)' },
    repo: { type: 'string', value: 'NAME', doc: 'Its repository, by name or address (that of the checkout)' },
    commit: { type: 'string', value: 'OID', doc: 'The commit that runs (the one that is checked out)' },
    version: { type: 'string', value: 'TEXT', doc: 'What people call it, such as v1.4.2' },
    link: { type: 'string', value: 'ADDRESS', doc: 'Where the deployment can be looked at' },
    at: { type: 'string', value: 'TIME', doc: 'When it began to run, such as 2026-03-01T10:00:00Z (now)' },
    key: { type: 'string', value: 'TEXT', doc: 'Under the same key it is recorded once, such as the number of the pipeline’s run' },
    removed: { type: 'boolean', doc: 'It does not run there any more' },
  },
  notes: ['For example, in a pipeline: firebreak deploy --environment production --version "$TAG" --key "$RUN_ID"'],
  async run({ terminal, env }, { flags }) {
    const server = await connect(env)
    const checkout = flags.repo !== undefined && flags.commit !== undefined ? null : await findCheckout('.')
    const repo = flags.repo ?? (await repositoryOf(server, neededFrom(checkout, { what: here, flag: '--repo NAME' })))
    const commit = flags.commit ?? neededFrom(checkout, { what: here, flag: '--commit OID' }).commit
    const { environment, service, version, link: url, at, key } = flags
    const told = Object.fromEntries(Object.entries({ environment, service, version, url, at, key }).filter(([, value]) => value !== undefined))
    const deployment = await server.call(recordDeployment, { body: { repo, commit, state: flags.removed ? 'removed' : 'live', ...told } })
    if (flags.json) terminal.printJson(deployment)
    else terminal.print(sentenceOf(deployment))
    return exit.done
  },
})

function sentenceOf({ service, repo, commit, environment, deployedAt, state, known }: Deployment): string {
  const what = `${service} (${repo} at ${commit.slice(0, 10)})`
  const since = shownTime(deployedAt)
  if (state === 'removed') return `${service} does not run in ${environment} since ${since}.`
  return `${what} runs in ${environment} since ${since}.${known ? '' : ' The commit is fetched when it has been pushed.'}`
}
