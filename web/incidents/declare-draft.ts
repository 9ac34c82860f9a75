import { z } from 'zod'
import { pinEvidence } from '../../src/incidents/contract.ts'
import type { Input } from '../../src/platform/endpoint.ts'

/** What may be pinned: the client says only what, the server reads it. */
export type What = Input<typeof pinEvidence>['body']['what']

/** What another page hands to the form that declares: what it found, and what to pin once there is an incident. */
export interface DeclareDraft {
  title: string
  signal: string
  pin: What | null
}

const empty: DeclareDraft = { title: '', signal: '', pin: null }
const key = 'fb-declare'
const Stored = z.object({
  title: z.string().catch(''),
  signal: z.string().catch(''),
  pin: pinEvidence.body ? pinEvidence.body.shape.what.nullable().catch(null) : z.null(),
})

/** Any part that is missing or not what it should be counts as absent. */
export function parseDraft(text: string | null): DeclareDraft {
  if (text === null) return empty
  try {
    const draft = Stored.parse(JSON.parse(text))
    return { ...draft, title: draft.title.slice(0, 300) }
  } catch {
    return empty
  }
}

export const readDraft = (): DeclareDraft => parseDraft(sessionStorage.getItem(key))
export const forgetDraft = (): void => sessionStorage.removeItem(key)

/** Storage has a limit of some MB; a larger signal has to be pasted again, which beats an error. */
export function leaveDraft(draft: Partial<DeclareDraft>): void {
  try {
    sessionStorage.setItem(key, JSON.stringify({ ...empty, ...draft }))
  } catch {
    sessionStorage.setItem(key, JSON.stringify({ ...empty, ...draft, signal: '' }))
  }
}
