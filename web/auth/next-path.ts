/**
 * Where to go after signing in, from the `next` of an address that anyone may have made: only a path of this very site, never
 * the sign-in itself; home otherwise. Browsers read a backslash as a slash, so `/\host` would lead away as `//host` does.
 */
export function nextPath(next: unknown, origin: string): string {
  if (typeof next !== 'string' || !next.startsWith('/') || /^\/[/\\]/.test(next)) return '/'
  const url = URL.parse(next, origin)
  if (!url || url.origin !== origin || /^\/(sign-in|welcome)(\/|$)/.test(url.pathname)) return '/'
  return `${url.pathname}${url.search}${url.hash}`
}

/** The secret of a one-time link, which stands after the `#`; empty when there is none. */
export function tokenOf(hash: string): string {
  return new URLSearchParams(hash.replace(/^#/, '')).get('token') ?? ''
}
