import { isIP } from 'node:net'
import { forbidden, Problem } from './errors.ts'

/** Where people reach the server, as far as its settings say. */
export interface Reach {
  /** The address that is listened on. */
  host: string
  /** Empty when there is none. */
  publicUrl: string
}

const isLoopbackName = (name: string) => /^(?:.+\.)?localhost$/.test(name) || /^127\.[\d.]+$/.test(name) || name === '::1'

const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '')

/**
 * Refuses a request that calls a server of this machine by a foreign name. A page can give its own name the address
 * 127.0.0.1 after it was loaded (DNS rebinding) and then reads our answers as its own; numbers cannot be renamed, and on
 * other addresses than the loopback ones whoever is near can ask anyway, under names that only they know.
 */
export function assertKnownHost(request: Request, { host, publicUrl }: Reach): void {
  const asked = bare(new URL(request.url).hostname)
  const isOurs = isLoopbackName(asked) || isIP(asked) !== 0 || (publicUrl !== '' && asked === bare(new URL(publicUrl).hostname))
  if (isOurs || !isLoopbackName(bare(host.toLowerCase()))) return
  throw new Problem(421, 'http.unknown_host', `This server is not known by the name ${asked}. Set FIREBREAK_PUBLIC_URL to the address by which people reach it.`)
}

/**
 * A foreign page can make a browser send the visitor's cookie, but not hide where the request comes from. What a proxy says
 * in a header is not asked: the name in the request or the public URL decides.
 */
export function assertSameOrigin(request: Request, { publicUrl }: Pick<Reach, 'publicUrl'>): void {
  const origin = request.headers.get('origin')
  const ours = [request.headers.get('host'), publicUrl === '' ? null : new URL(publicUrl).host]
  const isForeign = origin !== null && !(URL.canParse(origin) && ours.includes(new URL(origin).host))
  if (!isForeign && request.headers.get('sec-fetch-site') !== 'cross-site') return
  throw forbidden('This request came from another site and was refused. Behind a proxy, set FIREBREAK_PUBLIC_URL to the address by which people reach Firebreak.')
}
