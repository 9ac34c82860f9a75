import type { Project } from './project.ts'

/**
 * By place in the project's `dependencies`: the place of the one before it on the shortest way from the project, the first in the order of
 * the project where several are as short; -1 for what the project asks for itself, and for what nothing is known to ask for. Cycles are no
 * matter, and the time is linear.
 */
export function shortestPaths({ dependencies }: Pick<Project, 'dependencies'>): Int32Array {
  const before = new Int32Array(dependencies.length).fill(-1)
  const seen = new Uint8Array(dependencies.length)
  const queue: number[] = []
  for (const [place, { direct }] of dependencies.entries()) {
    if (!direct) continue
    seen[place] = 1
    queue.push(place)
  }
  for (const from of queue) {
    for (const to of dependencies[from]?.requires ?? []) {
      if (seen[to] !== 0) continue
      seen[to] = 1
      before[to] = from
      queue.push(to)
    }
  }
  return before
}

/** `@shop/http 2.1.0`, or what is known of it. */
export const nameWithVersion = ({ name, version }: { name: string; version: string | null }): string => (version === null ? name : `${name} ${version}`)

/** What a project is called: as it is published, or after its folder, or after its repository. */
export function projectLabel({ name, version, folder }: Pick<Project, 'name' | 'version' | 'folder'>, repo: string): string {
  const last = (path: string) => path.split('/').findLast(Boolean)
  return name === null ? (last(folder) ?? last(repo) ?? repo) : nameWithVersion({ name, version })
}
