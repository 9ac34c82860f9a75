import { isIP } from 'node:net'
import { type AddressPolicy, classifyAddress, isAllowed } from './address.ts'

export interface Credentials {
  readonly username: string
  readonly password: string
}

export type UrlRefusal =
  | 'repos.url.empty' | 'repos.url.too-long' | 'repos.url.characters' | 'repos.url.option' | 'repos.url.local-path' | 'repos.url.scheme'
  | 'repos.url.malformed' | 'repos.url.credentials' | 'repos.url.host' | 'repos.url.address' | 'repos.url.path'

export type RemoteScheme = 'https' | 'http' | 'ssh' | 'git'

/** A remote that may be asked. `url` is normalised and holds no password; `name` is `host[:port]/path` without `.git`. */
export interface RemoteUrl {
  readonly url: string
  readonly scheme: RemoteScheme
  /** Lower case, IPv6 in brackets, as in a URL. */
  readonly host: string
  readonly port: number
  readonly name: string
  readonly credentials?: Credentials
  /** True where anyone on the way can read or change what is sent (http and git). */
  readonly cleartext: boolean
}

export type ParsedUrl = ({ readonly ok: true } & RemoteUrl) | { readonly ok: false; readonly code: UrlRefusal; readonly message: string }

const DEFAULT_PORT: Readonly<Record<RemoteScheme, number>> = { https: 443, http: 80, ssh: 22, git: 9418 }
const MAX_LENGTH = 2048
const HOW = 'Write it like https://host/owner/name.git, ssh://git@host/owner/name.git or git@host:owner/name.git.'

const refuse = (code: UrlRefusal, message: string) => ({ ok: false as const, code, message })
type Refusal = ReturnType<typeof refuse>

/**
 * Decides whether a text names a remote repository that we may mirror: https, http, ssh and git URLs and the scp-like
 * `user@host:path`. Everything that git would read as something else (remote helpers, local paths, options) is refused.
 * Literal addresses are judged here in every notation; names are judged when they are resolved ({@link assertAllowedHost}).
 */
export function parseRemoteUrl(text: string, policy: AddressPolicy = {}): ParsedUrl {
  const trimmed = text.trim()
  const refusal = refuseText(trimmed)
  if (refusal) return refusal
  const parts = splitUrl(trimmed) ?? splitScp(trimmed)
  return 'ok' in parts ? parts : build(parts, policy)
}

function refuseText(text: string): Refusal | null {
  if (text === '') return refuse('repos.url.empty', `The repository URL is empty. ${HOW}`)
  if (text.length > MAX_LENGTH) return refuse('repos.url.too-long', `The repository URL is longer than ${MAX_LENGTH} characters.`)
  if (/[\p{Cc}\p{Cf}\p{Z}\\"'`<>|^{}]/u.test(text) || /%(?:[01][0-9a-f]|7f|5c)/i.test(text)) {
    return refuse('repos.url.characters', 'The repository URL holds a space, quote, backslash or control character. Remove it.')
  }
  if (text.startsWith('-')) return refuse('repos.url.option', `The repository URL begins with "-". ${HOW}`)
  if (/^[\w+.-]*::/.test(text)) return refuse('repos.url.scheme', `Git's remote helpers ("name::") are not allowed. ${HOW}`)
  if (/^(?:[./~]|[a-z]:[/]|file:)/i.test(text)) {
    return refuse('repos.url.local-path', 'This is a path on a machine, not a URL. A local folder is added as a folder, by the owner of this machine.')
  }
  return null
}

interface Parts {
  readonly scheme: RemoteScheme
  readonly userinfo: string
  readonly host: string
  readonly port: string
  readonly path: string
  /** Written as host:path, which starts at the user's home where ssh://host/path starts at the root. */
  readonly fromHome?: boolean
}

function splitUrl(text: string): Parts | Refusal | null {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^]*)$/i.exec(text)
  if (!match) return null
  const [, scheme = '', authority = '', path = ''] = match
  const known = scheme.toLowerCase()
  if (!isScheme(known)) return refuse('repos.url.scheme', `The protocol "${scheme}" is not allowed; use https, ssh or git.`)
  const [userinfo, server, ...more] = authority.includes('@') ? authority.split('@') : ['', authority]
  if (more.length > 0) return refuse('repos.url.malformed', 'The repository URL has several "@" before its path. Write an "@" inside a password as %40.')
  const found = /^(\[[0-9a-f:.]+\]|[^:[\]]*)(?::(\d{0,5}))?$/i.exec(server ?? '')
  if (!found) return refuse('repos.url.host', `The host of the repository URL cannot be read. ${HOW}`)
  return { scheme: known, userinfo: userinfo ?? '', host: found[1] ?? '', port: found[2] ?? '', path }
}

function isScheme(text: string): text is RemoteScheme {
  return Object.hasOwn(DEFAULT_PORT, text)
}

function splitScp(text: string): Parts | Refusal {
  const match = /^(?:([^@:/]+)@)?(\[[0-9a-f:.]+\]|[^@:/[\]]+):([^:@]+)$/i.exec(text)
  const [, user = '', host = '', path = ''] = match ?? []
  if (!match || isScheme(host.toLowerCase())) return refuse('repos.url.malformed', `This is not a repository URL. ${HOW}`)
  return { scheme: 'ssh', userinfo: user, host, port: '', ...(path.startsWith('/') ? { path } : { path: `/${path}`, fromHome: true }) }
}

function build({ scheme, userinfo, host: rawHost, port: rawPort, path, fromHome }: Parts, policy: AddressPolicy): ParsedUrl {
  const host = normalizeHost(rawHost)
  if (host === null) return refuse('repos.url.host', `"${rawHost}" is not a host name. ${HOW}`)
  const port = rawPort === '' ? DEFAULT_PORT[scheme] : Number(rawPort)
  if (port < 1 || port > 65_535) return refuse('repos.url.host', 'The port of the repository URL must be between 1 and 65535.')
  const refusal = refuseAddress(host, policy) ?? refusePath(path)
  if (refusal) return refusal
  const user = readUser(scheme, userinfo)
  if ('ok' in user) return user
  const server = port === DEFAULT_PORT[scheme] ? host : `${host}:${port}`
  return {
    ok: true, scheme, host, port, url: fromHome ? `${user.shown}${server}:${path.slice(1)}` : `${scheme}://${user.shown}${server}${path}`, name: `${server}${nameOf(path)}`,
    cleartext: scheme === 'http' || scheme === 'git', ...(user.credentials ? { credentials: user.credentials } : {}),
  }
}

/** One form for every notation, by the URL standard: lower case, Punycode, 0x7f.1 and 2130706433 as 127.0.0.1. Null when it is no host. */
function normalizeHost(host: string): string | null {
  if (host === '' || host.startsWith('-') || host.includes('%')) return null
  try {
    const { hostname } = new URL(`http://${host}/`)
    return /^(?:\[[0-9a-f:]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?)$/.test(hostname) ? hostname.replace(/\.$/, '') : null
  } catch {
    return null
  }
}

function refuseAddress(host: string, policy: AddressPolicy): Refusal | null {
  const literal = /^(?:.*\.)?localhost$/.test(host) ? '127.0.0.1' : host.replace(/^\[|\]$/g, '')
  if (isIP(literal) === 0 || isAllowed(literal, policy)) return null
  return refuse('repos.url.address', `${host} is a ${classifyAddress(literal)} address, which this server does not connect to.`)
}

function refusePath(path: string): Refusal | null {
  if (/[?#]/.test(path)) return refuse('repos.url.path', 'The repository URL has a query or fragment ("?", "#"). Use the clone URL that the forge shows.')
  const parts = decode(path)?.split('/').slice(1)
  if (!parts || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>"\\]/u.test(parts.join('/'))) return refuse('repos.url.path', 'The path of the repository URL has a wrong %-escape, or one for a character that a repository cannot have in its name.')
  if (parts.every(part => part === '')) return refuse('repos.url.path', `The repository URL has no path. ${HOW}`)
  if (parts.some(part => part === '.' || part === '..' || part.startsWith('-'))) {
    return refuse('repos.url.path', 'A part of the repository path is "." or ".." or begins with "-". Use the clone URL that the forge shows.')
  }
  return null
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/** The path as people write it. "@" stays escaped, because it separates a repository from its revision in links. */
function nameOf(path: string): string {
  const parts = (decode(path) ?? path).split('/').filter(part => part !== '')
  return `/${parts.join('/').replace(/\.git$/i, '')}`.replaceAll('@', '%40')
}

/** Over ssh the user is part of the address (git@…); over https it is half of a credential and leaves the URL. */
function readUser(scheme: RemoteScheme, userinfo: string): { readonly shown: string; readonly credentials?: Credentials } | Refusal {
  const [username, password] = userinfo.split(/:([^]*)/).map(part => decode(part))
  const wrong = username === null || password === null || /[\p{Cc}]/u.test(`${username}${password}`)
  if (wrong) return refuse('repos.url.credentials', 'The user name or password in the repository URL has a wrong %-escape.')
  if (!username && !password) return { shown: '' }
  if (scheme === 'git') return refuse('repos.url.credentials', 'The git protocol knows no users. Remove the user from the URL, or use https.')
  if (scheme !== 'ssh') return { shown: '', credentials: { username: username ?? '', password: password ?? '' } }
  if (password !== undefined) return refuse('repos.url.credentials', 'A password cannot be used over ssh. Use a key, or an https URL.')
  return /^[\w.][\w.@+-]*$/.test(username ?? '') ? { shown: `${username}@` } : refuse('repos.url.credentials', 'The ssh user name holds characters that are not allowed.')
}
