import { z } from 'zod'
import { addressesOf, readStatus } from './github.ts'
import { isHmac } from './signature.ts'
import { fullId, type Notice, type PassedOver, type Sender } from './sender.ts'

const Repository = z.object({ full_name: z.string(), html_url: z.string().optional(), clone_url: z.string().optional(), ssh_url: z.string().optional() })

const Run = z.object({
  action: z.string(),
  workflow_run: z.object({ id: z.number(), conclusion: z.string().nullish(), head_sha: z.string().regex(fullId), head_branch: z.string().nullish(), completed_at: z.iso.datetime({ offset: true }).nullish(), html_url: z.string().nullish() }),
  repository: Repository,
})

/**
 * Gitea and Forgejo have no deployments of their own. A run of a workflow that ends well stands for one, in the environment that the webhook
 * was made for; what tells of deployments in GitHub's form is read as that.
 */
export const gitea: Sender = {
  isSigned: ({ headers, ...event }) => isHmac(headers.get('x-gitea-signature') ?? headers.get('x-forgejo-signature'), event),
  read({ headers, body }) {
    const kind = headers.get('x-gitea-event') ?? headers.get('x-forgejo-event')
    if (kind === 'deployment_status') return readStatus(body)
    return kind === 'workflow_run' ? readRun(body) : { passedOver: 'only workflow_run and deployment_status events tell of deployments' }
  },
}

function readRun(body: unknown): Notice | PassedOver {
  const { action, workflow_run: run, repository } = Run.parse(body)
  if (action !== 'completed' || run.conclusion !== 'success') return { passedOver: `the run is ${run.conclusion ?? action}` }
  return {
    repos: addressesOf(repository), commit: run.head_sha, environment: null, state: 'live', key: `run ${run.id}`,
    ...(run.completed_at ? { at: run.completed_at } : {}),
    ...(run.head_branch ? { version: run.head_branch } : {}),
    ...(run.html_url ? { url: run.html_url } : {}),
  }
}
