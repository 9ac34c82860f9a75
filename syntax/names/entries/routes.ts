export const VERBS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'])

/** `users` and `:id` make `/users/:id`. */
export function pathJoin(prefix: string, path: string): string {
  const parts = [prefix, path].map((part) => part.replaceAll(/^\/+|\/+$/g, '')).filter(Boolean)
  return `/${parts.join('/')}`
}
