import type { ExitCriterion, Incident, RoleName, TimelineEntry } from './contract.ts'
import type { State } from './store.ts'

export type Who = Incident['declaredBy']
/** A change as it was asked for, with people already looked up. */
export interface Change {
  title?: string | undefined
  severity?: Incident['severity'] | undefined
  status?: Incident['status'] | undefined
  summary?: string | undefined
  services?: string[] | undefined
  roles?: Partial<Record<RoleName, Who | null>> | undefined
  exitCriteria?: ExitCriterion[] | undefined
}

type Told = Pick<TimelineEntry, 'kind' | 'text'>

const statuses: Incident['status'][] = ['declared', 'investigating', 'mitigated', 'resolved', 'closed']

/** The state after a change, and a sentence for the timeline for each thing that is now different. Nothing different: no sentences. */
export function applyChange(state: State, change: Change, at: string): { state: State; told: Told[] } {
  const told = [...tellHead(state, change), ...tellRoles(state, change), ...tellCriteria(state.exitCriteria, change.exitCriteria)]
  const next: State = {
    ...state,
    title: change.title ?? state.title,
    severity: change.severity ?? state.severity,
    summary: change.summary ?? state.summary,
    services: change.services ? [...new Set(change.services)] : state.services,
    roles: { ...state.roles, ...change.roles },
    exitCriteria: change.exitCriteria ?? state.exitCriteria,
    ...(change.status ? reached(state, change.status, at) : {}),
  }
  next.commander = next.roles.commander
  return { state: told.length > 0 ? { ...next, updatedAt: at } : state, told }
}

/** Times at which the later stages were reached: kept when passed, cleared when the incident goes back before them. */
function reached(state: State, status: Incident['status'], at: string): Partial<State> {
  const time = (stage: Incident['status'], known: string | null) => (statuses.indexOf(status) >= statuses.indexOf(stage) ? (known ?? at) : null)
  return { status, mitigatedAt: time('mitigated', state.mitigatedAt), resolvedAt: time('resolved', state.resolvedAt), closedAt: time('closed', state.closedAt) }
}

function tellHead(state: State, change: Change): Told[] {
  const told: Told[] = []
  if (differs(change.title, state.title)) told.push({ kind: 'title', text: `Renamed to “${change.title}”` })
  if (differs(change.severity, state.severity)) told.push({ kind: 'severity', text: `Severity ${state.severity.toUpperCase()} → ${change.severity?.toUpperCase()}` })
  if (differs(change.status, state.status)) told.push({ kind: 'status', text: `Status ${state.status} → ${change.status}` })
  if (differs(change.summary, state.summary)) told.push({ kind: 'summary', text: change.summary === '' ? 'Summary removed' : `Summary: ${change.summary}` })
  if (change.services) told.push(...tellServices(new Set(state.services), new Set(change.services)))
  return told
}

const differs = <T>(wanted: T | undefined, now: T) => wanted !== undefined && wanted !== now

function tellServices(before: Set<string>, after: Set<string>): Told[] {
  const added = [...after.difference(before)]
  const removed = [...before.difference(after)]
  return [
    ...(added.length > 0 ? [{ kind: 'services' as const, text: `Affected: ${added.join(', ')}` }] : []),
    ...(removed.length > 0 ? [{ kind: 'services' as const, text: `Not affected after all: ${removed.join(', ')}` }] : []),
  ]
}

function tellRoles(state: State, { roles = {} }: Change): Told[] {
  return Object.entries(roles).flatMap(([role, who]) => {
    if (who === undefined || state.roles[role as RoleName]?.id === who?.id) return []
    const name = `${role[0]?.toUpperCase()}${role.slice(1)}`
    return [{ kind: 'role' as const, text: who ? `${name}: ${who.name}` : `${name}: nobody` }]
  })
}

function tellCriteria(before: readonly ExitCriterion[], after: readonly ExitCriterion[] | undefined): Told[] {
  if (!after) return []
  const old = new Map(before.map((criterion) => [criterion.id, criterion]))
  const kept = new Set(after.map((criterion) => criterion.id))
  const told = after.flatMap((criterion) => tellCriterion(old.get(criterion.id), criterion))
  const removed = before.filter((criterion) => !kept.has(criterion.id)).map((criterion) => `Exit criterion removed: ${criterion.text}`)
  return [...told, ...removed].map((text) => ({ kind: 'criterion', text }))
}

function tellCriterion(before: ExitCriterion | undefined, after: ExitCriterion): string[] {
  if (!before) return [`Exit criterion: ${after.text}`]
  const changed = before.text === after.text ? [] : [`Exit criterion changed: ${after.text}`]
  return before.met === after.met ? changed : [...changed, `${after.met ? 'Met' : 'No longer met'}: ${after.text}`]
}
