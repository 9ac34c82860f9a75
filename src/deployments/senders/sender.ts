import type { z } from 'zod'
import type { recordDeployment } from '../contract.ts'

/** What an event tells: a deployment as one would tell of it by hand, save that its repository is known by any of several addresses. */
export type Notice = Omit<z.output<NonNullable<typeof recordDeployment.body>>, 'repo' | 'environment'> & { repos: readonly string[]; environment: string | null }

/** An event that tells of no deployment, and why: it is accepted, and nothing comes of it. */
export type PassedOver = { passedOver: string }

/** One kind of sender: how it shows that an event is its own, and what its events say. */
export interface Sender {
  /** Whether the event was sent by who knows the secret. Compares in constant time. */
  isSigned(event: { headers: Headers; body: Uint8Array; secret: string }): boolean
  /** Throws a `ZodError` for an event that is not as its kind says. */
  read(event: { headers: Headers; body: unknown }): Notice | PassedOver
}

/** A commit's id in full, as events carry it. */
export const fullId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
