import { z } from 'zod'
import { isHmac } from './signature.ts'
import { fullId, type Notice, type PassedOver, type Sender } from './sender.ts'

const Repository = z.object({ full_name: z.string(), html_url: z.string().optional(), clone_url: z.string().optional(), ssh_url: z.string().optional() })

const Status = z.object({
  deployment_status: z.object({ state: z.string(), created_at: z.iso.datetime({ offset: true }), environment: z.string().optional(), environment_url: z.string().optional() }),
  deployment: z.object({ id: z.number(), sha: z.string().regex(fullId), ref: z.string(), environment: z.string() }),
  repository: Repository,
})

/** `deployment_status` events of GitHub's webhooks. Of a deployment's many states only its success is a deployment here. */
export const github: Sender = {
  isSigned: ({ headers, ...event }) => isHmac(headers.get('x-hub-signature-256')?.replace(/^sha256=/, ''), event),
  read: ({ headers, body }) => (headers.get('x-github-event') === 'deployment_status' ? readStatus(body) : { passedOver: 'only deployment_status events tell of deployments' }),
}

/** Also what Gitea's and Forgejo's actions send in the same form. */
export function readStatus(body: unknown): Notice | PassedOver {
  const { deployment_status: status, deployment, repository } = Status.parse(body)
  if (status.state !== 'success') return { passedOver: `the deployment is in the state ${status.state}` }
  return {
    repos: addressesOf(repository), commit: deployment.sha, environment: status.environment ?? deployment.environment, state: 'live', at: status.created_at,
    key: `deployment ${deployment.id}`,
    ...(deployment.ref === deployment.sha ? {} : { version: deployment.ref }),
    ...(status.environment_url ? { url: status.environment_url } : {}),
  }
}

export const addressesOf = ({ clone_url, ssh_url, html_url }: z.output<typeof Repository>): string[] => [clone_url, ssh_url, html_url].filter((address) => address !== undefined)
