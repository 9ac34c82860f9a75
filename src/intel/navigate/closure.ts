import type { Target } from './target.ts'

/** All that is reached over steps, each once, what one began with included. */
export async function closure(from: readonly Target[], next: (target: Target) => Promise<readonly Target[]>): Promise<Target[]> {
  const keyOf = ({ tree, path, range }: Target) => `${tree.repository.id} ${path}:${range.line}:${range.column}`
  const found = new Map(from.map((each) => [keyOf(each), each]))
  for (const each of found.values()) for (const other of await next(each)) if (!found.has(keyOf(other))) found.set(keyOf(other), other)
  return [...found.values()]
}
