import type { z } from 'zod'

/**
 * One HTTP endpoint as data. A slice's contract.ts declares its endpoints once; the server registers them, the OpenAPI
 * document is generated from them, the web app and the CLI call them, and the policy test walks them.
 */
export interface Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  A extends z.ZodType = z.ZodType,
> {
  /** The operation id of the OpenAPI document, for example `repos.add`. */
  id: string
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** With `{name}` for each member of `params`. */
  path: string
  /** An action of the policy table (auth/policy.ts), or null when it is open to people who have not signed in. */
  needs: string | null
  summary: string
  params?: P
  query?: Q
  body?: B
  /** Absent when the answer is not JSON (a stream, a file). */
  answer?: A
  /** The status of a good answer; 200 unless said. */
  status?: number
  /** The request's body is a file of any size, which the handler reads from the request itself. Its path has no parameters. */
  rawBody?: true
}

export function endpoint<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  definition: Endpoint<P, Q, B, A>,
): Endpoint<P, Q, B, A> {
  return definition
}

type Part<Name extends string, S> = S extends z.ZodType ? (z.ZodType extends S ? unknown : { [K in Name]: S }) : unknown

/** What a caller sends to an endpoint: only the parts it declares. */
export type Input<E> =
  E extends Endpoint<infer P, infer Q, infer B, z.ZodType>
    ? InputOf<Part<'params', P> & Part<'query', Q> & Part<'body', B>>
    : never
type InputOf<S> = { [K in keyof S]: S[K] extends z.ZodType ? z.input<S[K]> : never }

/** What the handler of an endpoint receives: the same parts after validation. */
export type Parsed<E> =
  E extends Endpoint<infer P, infer Q, infer B, z.ZodType>
    ? ParsedOf<Part<'params', P> & Part<'query', Q> & Part<'body', B>>
    : never
type ParsedOf<S> = { [K in keyof S]: S[K] extends z.ZodType ? z.output<S[K]> : never }

/** What an endpoint answers, as JSON. */
export type Answer<E> = E extends Endpoint<z.ZodType, z.ZodType, z.ZodType, infer A> ? z.output<A> : never

/** The body of every answer that is not 2xx. */
export interface ProblemBody {
  code: string
  message: string
  details?: Record<string, unknown>
}

export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  readonly status: number
  readonly body: ProblemBody

  constructor(status: number, body: ProblemBody) {
    super(body.message)
    this.status = status
    this.body = body
  }
}

export interface CallOptions {
  /** `http://host:port`, without a slash at the end; empty for the page's own origin. */
  base?: string
  headers?: Record<string, string>
  signal?: AbortSignal
}

type Parts = { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown }

/** The address of an endpoint with its parameters and query filled in. */
export function hrefOf<E extends Endpoint>(target: E, input: Input<E>, base = ''): string {
  const { params = {}, query = {} } = input as Parts
  const path = target.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) search.append(name, String(one))
  }
  return `${base}${path}${search.size > 0 ? `?${search}` : ''}`
}

/** Calls an endpoint over HTTP. Throws CallFailed when the server answers with a problem. */
export async function call<E extends Endpoint>(target: E, input: Input<E>, options: CallOptions = {}): Promise<Answer<E>> {
  const { body } = input as Parts
  const response = await fetch(hrefOf(target, input, options.base), {
    method: target.method.toUpperCase(),
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: options.signal,
    credentials: 'same-origin',
  })
  if (!response.ok) throw new CallFailed(response.status, await problemOf(response))
  return (response.status === 204 ? undefined : await response.json()) as Answer<E>
}

async function problemOf(response: Response): Promise<ProblemBody> {
  const text = await response.text()
  try {
    const body = JSON.parse(text) as ProblemBody
    if (typeof body.message === 'string') return body
  } catch {
    // Not ours (a proxy's page, say): the status is all that can be told.
  }
  return { code: `http.${response.status}`, message: text.slice(0, 200) || `The server answered ${response.status}.` }
}
