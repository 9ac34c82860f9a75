import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import type { Router } from '../platform/http.ts'
import type { Auth } from './auth.ts'
import * as contract from './contract.ts'
import type { Cookies } from './sessions.ts'

/** Serves contract.ts. */
export function serveAuth(router: Router, auth: Auth): void {
  serveSignIn(router, auth)
  serveAccount(router, auth)
  servePeople(router, auth)
}

function serveSignIn(router: Router, auth: Auth): void {
  const addressOf = rememberAddresses(router)
  router.serve(contract.inspectLink, ({ body, request }) => auth.inspectLink(body.token, addressOf(request)))
  router.serve(contract.useLink, async ({ body, request }) => signedIn(await auth.useLink(body, addressOf(request))))
  router.serve(contract.signIn, async ({ body, request }) => signedIn(await auth.signIn(body, addressOf(request))))
  router.serve(contract.signOut, async ({ request }) => new Response(null, { status: 204, headers: cookieHeaders(await auth.signOut(request)) }))
}

function serveAccount(router: Router, auth: Auth): void {
  router.serve(contract.getMe, ({ caller }) => auth.me(caller))
  router.serve(contract.updateMe, ({ caller, body, request }) => auth.updateMe(caller, body, request))
  router.serve(contract.listTokens, ({ caller }) => auth.listTokens(caller))
  router.serve(contract.createToken, ({ caller, body }) => auth.createToken(caller, body.name))
  router.serve(contract.revokeToken, ({ caller, params }) => auth.revokeToken(caller, params.id))
}

function servePeople(router: Router, auth: Auth): void {
  router.serve(contract.listPeople, ({ caller }) => auth.listPeople(caller))
  router.serve(contract.updatePerson, ({ caller, params, body }) => auth.setRole(caller, params.id, body.role))
  router.serve(contract.removePerson, ({ caller, params }) => auth.removePerson(caller, params.id))
  router.serve(contract.listInvitations, ({ caller }) => auth.listInvitations(caller))
  router.serve(contract.invite, ({ caller, body, request }) => auth.invite(caller, body, new URL(request.url).origin))
  router.serve(contract.revokeInvitation, ({ caller, params }) => auth.revokeInvitation(caller, params.id))
}

/**
 * The address at the other end of the connection, never a header, which anyone can write. Requests whose connection is
 * not known share one allowance of attempts.
 */
function rememberAddresses(router: Router): (request: Request) => string {
  const addresses = new WeakMap<Request, string>()
  router.app.use('/api/v1/sign-in/*', async (context, next) => {
    addresses.set(context.req.raw, peerOf(context))
    await next()
  })
  return (request) => addresses.get(request) ?? unknownPeer
}

const unknownPeer = 'unknown'

const peerOf = (context: Context) => (context.env?.incoming ? (getConnInfo(context).remote.address ?? unknownPeer) : unknownPeer)

function signedIn({ person, cookies }: { person: contract.Person; cookies: Cookies }): Response {
  const headers = cookieHeaders(cookies)
  headers.set('cache-control', 'private, no-store')
  return Response.json(person, { headers })
}

function cookieHeaders(cookies: Cookies): Headers {
  const headers = new Headers()
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  return headers
}
