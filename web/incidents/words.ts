import type { RoleName, Severity, Status } from '../../src/incidents/contract.ts'

/** What each severity means, in one line: read by somebody who has to choose in a second. */
export const severityMeanings: Record<Severity, string> = {
  sev1: 'Customers cannot use it, or data is at risk. Everyone needed, now.',
  sev2: 'An important part fails for many. Work on it now.',
  sev3: 'Something fails for some, or there is a way around it.',
  sev4: 'A flaw that nobody feels yet.',
}

export const statusWords: Record<Status, string> = {
  declared: 'Declared',
  investigating: 'Investigating',
  mitigated: 'Mitigated',
  resolved: 'Resolved',
  closed: 'Closed',
}

export const statusMeanings: Record<Status, string> = {
  declared: 'Known, nobody has begun',
  investigating: 'The cause is being looked for',
  mitigated: 'It no longer hurts; the cause may remain',
  resolved: 'The cause is gone',
  closed: 'The record is complete',
}

export const roleWords: Record<RoleName, { short: string; long: string; duty: string }> = {
  commander: { short: 'IC', long: 'Incident commander', duty: 'Holds the picture, decides, and holds every role that nobody else has' },
  operations: { short: 'Ops', long: 'Operations lead', duty: 'The only one who changes the system' },
  communications: { short: 'Comms', long: 'Communications lead', duty: 'Tells those who wait' },
  planning: { short: 'Plan', long: 'Planning lead', duty: 'Follow-ups, handovers, what must be put back' },
}

interface Lifetime {
  declaredAt: string
  resolvedAt: string | null
  closedAt: string | null
}

/** When the clock of an incident stopped, or null while it runs. */
export const stoppedAt = ({ resolvedAt, closedAt }: Pick<Lifetime, 'resolvedAt' | 'closedAt'>): string | null => resolvedAt ?? closedAt

/** `02:14`, or `3 d 02:14` from a day on: hours and minutes since declaring, until it was resolved. */
export function clock(incident: Lifetime, now: number): string {
  const end = stoppedAt(incident)
  const minutes = Math.max(0, Math.floor(((end ? Date.parse(end) : now) - Date.parse(incident.declaredAt)) / 60_000))
  const days = Math.floor(minutes / 1440)
  const time = `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`
  return days > 0 ? `${days} d ${time}` : time
}

const two = (value: number) => String(value).padStart(2, '0')

export const incidentHref = ({ number }: { number: number }): string => `/incidents/${number}`
export const reportHref = ({ number }: { number: number }): string => `/incidents/${number}/report`
