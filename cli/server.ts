import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { call, CallFailed, hrefOf, type Answer, type Endpoint, type Input } from '../src/platform/endpoint.ts'
import { Failure } from './problem.ts'

type Env = Record<string, string | undefined>

/** A Firebreak that answers commands. */
export interface Server {
  /** Without a slash at the end. */
  url: string
  call<E extends Endpoint>(target: E, input: Input<E>): Promise<Answer<E>>
  /** For answers that are streams or files; `body` is sent as it is. */
  open<E extends Endpoint>(target: E, input: Input<E>, body?: ReadableStream<Uint8Array>): Promise<Response>
}

/** Where a server is and how to be let in, found out but not tried yet. */
export interface Address {
  url: string
  token: string | null
  /** For messages. */
  tokenFrom: string
  /** The process that said it serves there; null when nobody did. */
  pid: number | null
  /** The address was not given by hand: it is the server of this user on this machine. */
  own: boolean
}

export const dataDirOf = (env: Env): string => env['FIREBREAK_DATA'] || join(homedir(), '.firebreak')

export async function findAddress(env: Env): Promise<Address> {
  const given = env['FIREBREAK_URL']?.replace(/\/+$/, '')
  if (given && !URL.canParse(given)) throw new Failure(`FIREBREAK_URL is no address: ${given}. It looks like http://127.0.0.1:7171.`, { code: 'cli.bad_url' })
  const announced = given ? null : await readAnnouncement(env)
  const url = given ?? announced?.url ?? `http://127.0.0.1:${env['PORT'] || 7171}`
  return { url, ...(await findToken(env, url)), pid: announced?.pid ?? null, own: !given }
}

/** What a running server writes into its data folder (src/announce.ts). */
async function readAnnouncement(env: Env): Promise<{ url: string; pid: number } | null> {
  try {
    const { url, pid } = JSON.parse(await readFile(join(dataDirOf(env), 'server.json'), 'utf8')) as { url: unknown; pid: unknown }
    return typeof url === 'string' && URL.canParse(url) && typeof pid === 'number' ? { url, pid } : null
  } catch {
    return null // no server wrote it, or it is not to be read by us: the usual address is tried
  }
}

export const adminTokenFile = (env: Env): string => join(dataDirOf(env), 'admin-token')

/** The machine's own token is the owner's, so it is sent to nobody but this machine. */
async function findToken(env: Env, url: string): Promise<Pick<Address, 'token' | 'tokenFrom'>> {
  if (env['FIREBREAK_TOKEN']) return { token: env['FIREBREAK_TOKEN'], tokenFrom: 'FIREBREAK_TOKEN' }
  if (!isThisMachine(url)) return { token: null, tokenFrom: 'FIREBREAK_TOKEN' }
  const file = adminTokenFile(env)
  return { token: await readFile(file, 'utf8').then((text) => text.trim(), () => null), tokenFrom: file }
}

const isThisMachine = (url: string) => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname)

/** The server as commands use it. What goes wrong on the way is told in words that say how to mend it. */
export async function connect(env: Env): Promise<Server> {
  const address = await findAddress(env)
  const { url, token } = address
  if (token === null && !isThisMachine(url)) throw new Failure(`Set FIREBREAK_TOKEN to an API token of ${url}; you make one in its settings.`, { code: 'cli.no_token' })
  const headers: Record<string, string> = token === null ? {} : { authorization: `token ${token}` }
  return {
    url,
    call: (target, input) => inWords(address, () => call(target, input, { base: url, headers })),
    open: (target, input, body) => inWords(address, () => openWith({ target, input, body, base: url, headers, send: fetch })),
  }
}

interface Opening<E extends Endpoint> {
  target: E
  input: Input<E>
  body: ReadableStream<Uint8Array> | undefined
  base: string
  headers: Record<string, string>
  /** `fetch`, or the same in this process. */
  send(request: Request): Promise<Response>
}

/** Sends a request and gives its answer unread. Throws CallFailed when the answer is a problem. */
export async function openWith<E extends Endpoint>({ target, input, body, base, headers, send }: Opening<E>): Promise<Response> {
  const json = (input as { body?: unknown }).body
  const sent = body ? { headers, body, duplex: 'half' as const } : json === undefined ? { headers } : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(json) }
  const response = await send(new Request(hrefOf(target, input, base), { method: target.method.toUpperCase(), ...sent }))
  if (response.ok) return response
  const text = await response.text()
  throw new CallFailed(response.status, problemIn(text) ?? { code: `http.${response.status}`, message: `The server answered ${response.status}.` })
}

function problemIn(text: string): CallFailed['body'] | null {
  try {
    const body = JSON.parse(text) as CallFailed['body']
    return typeof body.message === 'string' ? body : null
  } catch {
    return null
  }
}

/** True when a Firebreak answers there. */
export async function answers({ url }: Address): Promise<boolean> {
  return fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5_000) }).then(({ ok }) => ok, () => false)
}

async function inWords<T>(address: Address, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof CallFailed && error.status === 401) throw refused(address)
    if (error instanceof TypeError && error.message === 'fetch failed') throw unreachable(address, error)
    throw error
  }
}

function refused({ url, token, tokenFrom, own }: Address): Failure {
  const why = token === null ? 'asks for an API token, and none was found' : 'does not know this API token'
  const mend = own && tokenFrom !== 'FIREBREAK_TOKEN' ? `Its data folder may be another one: set FIREBREAK_DATA as the server has it.` : 'Make one in its settings and set FIREBREAK_TOKEN.'
  return new Failure(`Firebreak on ${url} ${why} (${tokenFrom}). ${mend}`, { code: 'cli.unauthorized' })
}

function unreachable({ url, own }: Address, error: TypeError): Failure {
  const cause = error.cause as { code?: string; message?: string } | undefined
  const why = cause?.code ?? cause?.message ?? 'no answer'
  const mend = own ? 'Start it with npm start; if it runs elsewhere, set FIREBREAK_URL and FIREBREAK_TOKEN.' : 'Check FIREBREAK_URL, and that the server runs.'
  return new Failure(`Firebreak does not answer on ${url} (${why}). ${mend}`, { code: 'cli.unreachable' })
}
