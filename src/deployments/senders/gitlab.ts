import { z } from 'zod'
import { isSame } from './signature.ts'
import { fullId, type Sender } from './sender.ts'

const Deployment = z.object({
  status: z.string(),
  status_changed_at: z.string(),
  deployment_id: z.number(),
  environment: z.string(),
  environment_external_url: z.string().nullish(),
  ref: z.string().nullish(),
  /** The commit stands in full only at its end: `…/-/commit/OID`. */
  commit_url: z.string(),
  project: z.object({ git_http_url: z.string().optional(), git_ssh_url: z.string().optional(), web_url: z.string().optional() }),
})

/** Deployment events of GitLab's webhooks. GitLab signs nothing: it repeats the secret in a header. */
export const gitlab: Sender = {
  isSigned: ({ headers, secret }) => isSame(headers.get('x-gitlab-token'), secret),
  read({ body }) {
    if (!z.object({ object_kind: z.literal('deployment') }).safeParse(body).success) return { passedOver: 'only deployment events tell of deployments' }
    const { status, project, ...event } = Deployment.parse(body)
    if (status !== 'success') return { passedOver: `the deployment is in the state ${status}` }
    return {
      repos: [project.git_http_url, project.git_ssh_url, project.web_url].filter((address) => address !== undefined),
      commit: z.string().regex(fullId).parse(event.commit_url.split('/').at(-1)),
      environment: event.environment, state: 'live', at: timeOf(event.status_changed_at), key: `deployment ${event.deployment_id}`,
      ...(event.ref ? { version: event.ref } : {}),
      ...(event.environment_external_url ? { url: event.environment_external_url } : {}),
    }
  },
}

/** GitLab writes `2021-04-28 21:50:00 +0200`. */
function timeOf(text: string): string {
  return z.iso.datetime({ offset: true }).parse(text.trim().replace(/^(\S+) (\S+) (?:([+-]\d\d):?(\d\d)|UTC)$/, (_, day: string, time: string, hours?: string, minutes?: string) => `${day}T${time}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`))
}
