import { z } from 'zod'
import { endpoint } from '../platform/endpoint.ts'

/** A commit that began to run as a service in an environment, or the end of that. */
export const Deployment = z.object({
  id: z.string(),
  /** The name of the repository. */
  repo: z.string(),
  /** The full id. It may have been told before the repository was fetched: then `known` is false, and nothing can be read at it yet. */
  commit: z.string(),
  known: z.boolean(),
  /** What runs: the name of the repository's last part unless it was told. */
  service: z.string(),
  environment: z.string(),
  /** As the sender calls it, `v1.4.2` or the number of a build. */
  version: z.string().nullable(),
  /** Where the sender shows it. */
  url: z.string().nullable(),
  /** `removed`: from then on the service does not run in that environment. */
  state: z.enum(['live', 'removed']),
  deployedAt: z.string(),
  recordedAt: z.string(),
  /** Who told of it: a person or a token by name, or a webhook by its kind. */
  recordedBy: z.string(),
})
export type Deployment = z.output<typeof Deployment>

/** What runs in one place, with what ran there before. */
export const Running = z.object({
  deployment: Deployment,
  /** The newest one before it with another commit; null for the first. */
  previous: Deployment.nullable(),
})
export type Running = z.output<typeof Running>

const word = (what: string) => z.string().trim().min(1, `name the ${what}`).max(200).regex(/^[^\p{Cc}]*$/u, `the ${what} may hold no control characters`)
const moment = z.iso.datetime({ offset: true, error: 'give a time such as 2026-03-01T10:00:00Z' })
const link = z.url({ protocol: /^https?$/, error: 'give an http or https address' }).max(2000)

/**
 * Tells of a deployment. Told twice under one key, or without one while the very commit runs there already, it is recorded once. The order in
 * which deployments are told does not matter: each has its time.
 */
export const recordDeployment = endpoint({
  id: 'deployments.record', method: 'post', path: '/api/v1/deployments', needs: 'deployments.record', status: 201,
  summary: 'Tell that a commit runs as a service in an environment',
  body: z.object({
    repo: z.string().min(1, 'name the repository').max(2000).describe('Its name here, or the address it is cloned from'),
    commit: z.string().trim().min(1, 'name the commit').max(200).describe('A full id, which need not be fetched yet, or any revision that is'),
    service: word('service').optional(),
    environment: word('environment').default('production'),
    version: z.string().trim().min(1).max(200).optional(),
    url: link.optional(),
    state: z.enum(['live', 'removed']).default('live'),
    /** When it happened; now unless said. */
    at: moment.optional(),
    /** Of the sender's own; of a repository's deployments each has another. */
    key: z.string().min(1).max(200).optional(),
  }),
  answer: Deployment,
})

const filters = {
  repo: z.string().max(2000).optional(),
  service: z.string().max(200).optional(),
  environment: z.string().max(200).optional(),
}

export const listDeployments = endpoint({
  id: 'deployments.list', method: 'get', path: '/api/v1/deployments', needs: 'deployments.read',
  summary: 'Deployments, the newest first, one page',
  query: z.object({ ...filters, after: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(500).default(50) }),
  answer: z.object({ deployments: z.array(Deployment), next: z.string().nullable() }),
})

export const listRunning = endpoint({
  id: 'deployments.running', method: 'get', path: '/api/v1/deployments/running', needs: 'deployments.read',
  summary: 'What runs where, now or at a moment, by service and environment',
  query: z.object({ ...filters, at: moment.optional() }),
  answer: z.object({ running: z.array(Running) }),
})

export const removeDeployment = endpoint({
  id: 'deployments.remove', method: 'delete', path: '/api/v1/deployments/{id}', needs: 'deployments.record', status: 204,
  summary: 'Take back a deployment that was told by mistake', params: z.object({ id: z.string() }),
})

/** Where a forge or a pipeline sends its events to. */
export const Hook = z.object({
  id: z.string(),
  kind: z.enum(['github', 'gitlab', 'gitea', 'cdevents']),
  /** Given to what the sender gives no environment for. */
  environment: z.string().nullable(),
  /** The path of the address that events are sent to. */
  path: z.string(),
  createdAt: z.string(),
  createdBy: z.string(),
  /** What came of the last event; null before the first. */
  last: z.object({ at: z.string(), outcome: z.string() }).nullable(),
})
export type Hook = z.output<typeof Hook>
export type HookKind = Hook['kind']

export const listHooks = endpoint({
  id: 'deployments.hooks', method: 'get', path: '/api/v1/deployments/hooks', needs: 'deployments.manage',
  summary: 'Webhooks that tell of deployments; their secrets are never given back', answer: z.object({ hooks: z.array(Hook) }),
})

export const addHook = endpoint({
  id: 'deployments.add_hook', method: 'post', path: '/api/v1/deployments/hooks', needs: 'deployments.manage', status: 201,
  summary: 'Make an address and a secret for a sender of deployments',
  body: z.object({ kind: Hook.shape.kind, environment: word('environment').nullable().default(null) }),
  /** The secret is told this once. */
  answer: z.object({ hook: Hook, secret: z.string() }),
})

export const removeHook = endpoint({
  id: 'deployments.remove_hook', method: 'delete', path: '/api/v1/deployments/hooks/{id}', needs: 'deployments.manage', status: 204,
  summary: 'Accept no more events at an address', params: z.object({ id: z.string() }),
})

/** Open to whoever signs with the hook's secret. An event that tells of no finished deployment is accepted and passed over. */
export const receiveEvent = endpoint({
  id: 'deployments.receive', method: 'post', path: '/api/v1/deployments/events', needs: null, status: 202, rawBody: true,
  summary: 'Take an event from a forge or a pipeline',
  query: z.object({ hook: z.string().max(100).default('') }),
  answer: z.object({ recorded: z.number().int(), message: z.string() }),
})
