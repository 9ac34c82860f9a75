import { z } from 'zod'
import { machine } from '../auth/auth.ts'
import { timestamp, type Clock } from '../platform/clock.ts'
import type { Answer, Parsed } from '../platform/endpoint.ts'
import { badInput, notFound, Problem, tooLarge, unauthenticated } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import { newId, newSecret } from '../platform/ids.ts'
import type { Sealing } from '../platform/sealing.ts'
import type { Repos } from '../repos/repos.ts'
import * as contract from './contract.ts'
import type { Told } from './deployments.ts'
import type { Notice } from './senders/sender.ts'
import { senders } from './senders/senders.ts'
import type { DeploymentStore, HookRow } from './store.ts'

/** Addresses that forges and pipelines send their events to. */
export interface Hooks {
  listHooks(viewer: Caller): Promise<Answer<typeof contract.listHooks>>
  addHook(viewer: Caller, body: Parsed<typeof contract.addHook>['body']): Promise<Answer<typeof contract.addHook>>
  removeHook(viewer: Caller, id: string): Promise<void>
  /** Records what a signed event tells. Refused in the same words whether the hook is unknown or the signature wrong. */
  receive(id: string, request: Request): Promise<Answer<typeof contract.receiveEvent>>
}

interface HooksOptions {
  store: Pick<DeploymentStore, 'hooks' | 'hook' | 'addHook' | 'noteHook' | 'removeHook'>
  sealing: Sealing
  repos: Pick<Repos, 'byAddress'>
  clock: Clock
  record(viewer: Caller, told: Told): Promise<contract.Deployment>
}

/** What GitHub sends is a tenth of it; strangers may send as much before their signature is looked at. */
const maxEventBytes = 1024 * 1024

export function createHooks({ store, sealing, repos, clock, record }: HooksOptions): Hooks {
  async function admitted(id: string, request: Request): Promise<{ hook: HookRow; body: Uint8Array }> {
    const hook = await store.hook(id)
    const secret = hook && sealing.open(hook.sealed, hook.id)
    if (!hook || typeof secret !== 'string') throw notSigned()
    const body = await readBody(request)
    if (!senders[hook.kind].isSigned({ headers: request.headers, body, secret })) throw notSigned()
    return { hook, body }
  }

  async function act(hook: HookRow, headers: Headers, body: Uint8Array): Promise<Answer<typeof contract.receiveEvent>> {
    const notice = readEvent(hook, headers, body)
    if ('passedOver' in notice) return { recorded: 0, message: `Passed over: ${notice.passedOver}.` }
    const told = await toldBy(hook, notice)
    const { service, environment, repo } = await record({ ...machine, name: hook.kind }, told)
    return { recorded: 1, message: `Recorded ${service} of ${repo} in ${environment}.` }
  }

  async function toldBy(hook: HookRow, { repos: addresses, environment, ...notice }: Notice): Promise<Told> {
    const where = environment ?? hook.environment
    if (where === null) throw badInput('deployments.no_environment', 'The event names no environment; make the webhook anew with one.')
    for (const address of addresses) {
      const found = await repos.byAddress(machine, address)
      if (found) return { ...notice, repo: found.name, environment: where }
    }
    throw notFound('repos.not_found', `None of the repositories here is cloned from ${addresses[0] ?? 'where the event came from'}. Add it first.`)
  }

  return {
    listHooks: async () => ({ hooks: (await store.hooks()).map(present) }),
    async addHook(viewer, { kind, environment }) {
      const [id, secret] = [newId('hook'), newSecret()]
      const row = { id, kind, environment, sealed: sealing.seal(secret, id), created_at: timestamp(clock), created_by: viewer.name, last_at: null, last_outcome: null }
      await store.addHook(row)
      return { hook: present(row), secret }
    },
    async removeHook(_viewer, id) {
      if (!(await store.removeHook(id))) throw notFound('deployments.hook_not_found', 'There is no such webhook (any more).')
    },
    async receive(id, request) {
      const { hook, body } = await admitted(id, request)
      const note = (outcome: string) => store.noteHook(hook.id, { at: timestamp(clock), outcome })
      try {
        const answer = await act(hook, request.headers, body)
        await note(answer.message)
        return answer
      } catch (error) {
        await note(error instanceof Problem ? `Refused: ${error.message}` : 'Something broke on our side; the server log says what.')
        throw error
      }
    },
  }
}

const notSigned = () => unauthenticated('This event is not signed with the secret of its webhook.')

async function readBody(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.length
    if (size > maxEventBytes) throw tooLarge('input.too_large', 'The event is larger than 1 MB.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function readEvent({ kind }: HookRow, headers: Headers, bytes: Uint8Array) {
  try {
    return senders[kind].read({ headers, body: JSON.parse(new TextDecoder().decode(bytes)) })
  } catch (error) {
    if (error instanceof SyntaxError) throw badInput('input.not_json', 'The event is not JSON; choose application/json as the content type of the webhook.')
    if (!(error instanceof z.ZodError)) throw error
    const [first] = error.issues
    throw badInput('input.invalid', `The event is not as ${kind} sends it: ${first?.path.join('.') ?? ''}: ${first?.message ?? ''}.`)
  }
}

function present({ id, kind, environment, created_at, created_by, last_at, last_outcome }: HookRow): contract.Hook {
  return {
    id, kind, environment, path: `${contract.receiveEvent.path}?hook=${id}`, createdAt: created_at, createdBy: created_by,
    last: last_at === null ? null : { at: last_at, outcome: last_outcome ?? '' },
  }
}
