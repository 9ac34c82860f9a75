import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import type { z } from 'zod'
import type { Answer, Endpoint, Parsed, ProblemBody } from './endpoint.ts'
import { badInput, forbidden, notFound, Problem, tooLarge, unauthenticated } from './errors.ts'
import type { Log } from './log.ts'
import { assertKnownHost, assertSameOrigin, type Reach } from './origin.ts'

/** Who is asking. Every operation takes it, because what may be seen depends on it. */
export interface Caller {
  id: string
  name: string
  email: string
  role: string
  /** A cookie can be sent by a foreign page, a token cannot: only the first needs the origin check. */
  via: 'session' | 'token'
}

/** How requests become callers, and what a caller may do. Passed in, as the platform knows no noun. */
export interface Gate {
  authenticate(request: Request): Promise<Caller | null>
  allows(caller: Caller, action: string): boolean
}

export type Handled<E> = Parsed<E> & {
  /** Null only on endpoints that are open to everyone (`needs: null`). */
  caller: Caller
  request: Request
  /** Aborted when the client goes away. */
  signal: AbortSignal
}

export interface Router {
  app: OpenAPIHono
  /** Registers an endpoint. The handler's value is sent as JSON, unless it is a Response already. */
  serve<E extends Endpoint>(target: E, handler: (input: Handled<E>) => Promise<Answer<E> | Response> | Answer<E> | Response): void
  /** Every endpoint served so far, for the policy test and the OpenAPI document. */
  endpoints: Endpoint[]
}

/** The largest request body: a pasted log of 10 MB with room for its JSON escapes. */
const maxBodyBytes = 32 * 1024 * 1024

export interface RouterOptions {
  gate: Gate
  log: Log
  /** Absent, every name is ours; for tests. */
  reach?: Reach
  /** Hears of each answer: the path as the endpoint declares it, and how long it took until the answer began. */
  observe?: (answer: { route: string; status: number; seconds: number }) => void
}

export function createRouter({ gate, log, reach = { host: '', publicUrl: '' }, observe = () => {} }: RouterOptions): Router {
  const app = new OpenAPIHono()
  const endpoints: Endpoint[] = []
  const routes = new WeakMap<Context, string>()
  const rawPaths = new Set<string>()
  const openPaths = new Set<string>()
  app.use(secure)
  app.use(async (context, next) => {
    const begun = performance.now()
    await next()
    observe({ route: routes.get(context) ?? 'other', status: context.res.status, seconds: (performance.now() - begun) / 1000 })
  })
  app.use((context, next) => {
    assertKnownHost(context.req.raw, reach)
    return next()
  })
  // Before anything else sees the request, as a body without a stated length is read here and the request made anew.
  app.use((context, next) => {
    if (rawPaths.has(context.req.path)) return next()
    return (openPaths.has(context.req.path) ? limitStrangers : limitBody)(context, next)
  })
  app.onError((error, context) => answerError({ error, log, context }))
  app.notFound(() => answerProblem(nothingHere()))

  return {
    app,
    endpoints,
    serve(target, handler) {
      endpoints.push(target)
      if (target.rawBody) rawPaths.add(target.path)
      if (target.needs === null) openPaths.add(target.path)
      app.openAPIRegistry.registerPath(describe(target))
      app.on(target.method.toUpperCase(), target.path.replace(/\{(\w+)\}/g, ':$1'), async (context) => {
        routes.set(context, target.path)
        const caller = await admit({ gate, reach, target, request: context.req.raw })
        const input = await read(target, context)
        const value = await handler({ ...input, caller, request: context.req.raw, signal: context.req.raw.signal } as Handled<typeof target>)
        return value instanceof Response ? value : answer(value, target.status ?? 200)
      })
    },
  }
}

const limitBody = bodyLimit({ maxSize: maxBodyBytes, onError: () => answerProblem(tooLarge('input.too_large', 'The request is larger than 32 MB; send less at once.')) })
/** Reading 32 MB of JSON holds everybody up for a moment, which nobody may cause before they have signed in. */
const limitStrangers = bodyLimit({ maxSize: 64 * 1024, onError: () => answerProblem(tooLarge('input.too_large', 'The request is larger than 64 kB; signing in needs less.')) })

export const nothingHere = () => notFound('http.not_found', 'There is nothing at this address.')

/** Styles are injected by the component and editor libraries, so inline styles are allowed; inline scripts never. */
const headers: Parameters<typeof secureHeaders>[0] = {
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    fontSrc: ["'self'", 'data:'],
    workerSrc: ["'self'", 'blob:'],
    connectSrc: ["'self'"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  strictTransportSecurity: false, // a plain-http server on a laptop must stay reachable; a proxy that ends TLS sets it
  referrerPolicy: 'same-origin',
}

/** A handler that is stricter than a page (somebody else's bytes, in a sandbox) keeps its own policy. */
const secure: MiddlewareHandler = async (context, next) => {
  let own: string | null = null
  await secureHeaders(headers)(context, async () => {
    await next()
    own = context.res.headers.get('content-security-policy')
  })
  if (own !== null) context.res.headers.set('content-security-policy', own)
}

interface Admission {
  gate: Gate
  reach: Reach
  target: Endpoint
  request: Request
}

async function admit({ gate, reach, target, request }: Admission): Promise<Caller | null> {
  const caller = await gate.authenticate(request)
  if (target.needs === null) return caller
  if (!caller) throw unauthenticated()
  if (caller.via === 'session' && target.method !== 'get') assertSameOrigin(request, reach)
  if (!gate.allows(caller, target.needs)) throw forbidden(`Your role, ${caller.role}, may not do this; ask an owner of this Firebreak.`)
  return caller
}

async function read(target: Endpoint, context: Context): Promise<Record<string, unknown>> {
  const input: Record<string, unknown> = {}
  if (target.params) input['params'] = parse(target.params, withoutNul(context.req.param()), 'path')
  if (target.query) input['query'] = parse(target.query, withoutNul(flatten(context.req.queries())), 'query')
  if (target.body) input['body'] = parse(target.body, await json(context), 'body')
  return input
}

const flatten = (queries: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(queries).map(([name, values]) => [name, values.length === 1 ? values[0] : values]))

/** U+0000 stands in no name, and PostgreSQL refuses the whole query that brings one. */
function withoutNul<T extends Record<string, unknown>>(values: T): T {
  const [name] = Object.entries(values).find(([, value]) => String(value).includes('\0')) ?? []
  if (name !== undefined) throw badInput('input.invalid', `${name}: may not hold the character U+0000.`)
  return values
}

async function json(context: Context): Promise<unknown> {
  const type = context.req.header('content-type') ?? ''
  if (!type.startsWith('application/json')) throw badInput('input.not_json', 'Send the body as JSON, with the header content-type: application/json.')
  try {
    return await context.req.json()
  } catch {
    throw badInput('input.not_json', 'The body is not valid JSON.')
  }
}

function parse(schema: z.ZodType, value: unknown, part: string): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [first] = result.error.issues
  const where = first && first.path.length > 0 ? first.path.join('.') : part
  throw badInput('input.invalid', `${where}: ${first?.message ?? 'not valid'}.`, {
    issues: result.error.issues.slice(0, 20).map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
  })
}

function answer(value: unknown, status: number): Response {
  if (status === 204) return new Response(null, { status })
  return Response.json(value, { status, headers: { 'cache-control': 'private, no-store' } })
}

function answerError({ error, log, context }: { error: unknown; log: Log; context: Context }): Response {
  if (error instanceof Problem) return answerProblem(error)
  if (context.req.raw.signal.aborted) return new Response(null, { status: 499 }) // nobody reads it
  log.error({ err: error, path: context.req.path }, 'request failed')
  return answerProblem(new Problem(500, 'server.failed', 'Something broke on our side; the server log says what.'))
}

export function answerProblem(problem: Problem): Response {
  const body: ProblemBody = { code: problem.code, message: problem.message, ...(problem.details ? { details: problem.details } : {}) }
  return Response.json(body, { status: problem.status, headers: { 'cache-control': 'no-store' } })
}

type PathConfig = Parameters<OpenAPIHono['openAPIRegistry']['registerPath']>[0]

function describe(target: Endpoint): PathConfig {
  const json = (schema: z.ZodType) => ({ content: { 'application/json': { schema } } })
  return {
    operationId: target.id,
    method: target.method,
    path: target.path,
    summary: target.summary,
    request: {
      ...(target.params ? { params: target.params } : {}),
      ...(target.query ? { query: target.query } : {}),
      ...(target.body ? { body: { ...json(target.body), required: true } } : {}),
    },
    responses: { [target.status ?? 200]: { description: 'done', ...(target.answer ? json(target.answer) : {}) } },
  } as PathConfig
}

/** A file for the visitor to keep. The name is quoted as RFC 5987 has it, so no name can add a header. */
export function download(body: string | Uint8Array<ArrayBuffer>, { fileName, type }: { fileName: string; type: string }): Response {
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(fileName.toWellFormed()).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)}`
  return new Response(body, { headers: { 'content-type': type, 'content-disposition': disposition, 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' } })
}
