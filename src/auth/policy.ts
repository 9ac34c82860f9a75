/** From the least to the most that a person may do; each role may do all that the ones before it may. */
export const roles = ['viewer', 'responder', 'owner'] as const
export type Role = (typeof roles)[number]

/** The one table that says who may do what. An action that is not listed is refused. */
export const policy = {
  'account.self': 'viewer',
  'people.read': 'viewer',
  'people.manage': 'owner',
  'repos.read': 'viewer',
  'repos.add': 'responder',
  'repos.fetch': 'responder',
  'repos.add_local': 'owner',
  'repos.manage': 'owner',
  'deployments.read': 'viewer',
  'deployments.record': 'responder',
  'deployments.manage': 'owner',
  'search.run': 'viewer',
  'intel.locate': 'viewer',
  'intel.upload': 'responder',
  'impact.read': 'viewer',
  'notebooks.read': 'viewer',
  'notebooks.write': 'responder',
  'incidents.read': 'viewer',
  'incidents.write': 'responder',
  'reports.read': 'viewer',
  'system.events': 'viewer',
  'system.backup': 'owner',
} as const satisfies Record<string, Role>

export type Action = keyof typeof policy

export function allows(role: string, action: string): boolean {
  if (!Object.hasOwn(policy, action)) return false
  return roles.indexOf(role as Role) >= roles.indexOf(policy[action as Action])
}
