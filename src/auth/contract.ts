import { z } from 'zod'
import { endpoint } from '../platform/endpoint.ts'
import { roles } from './policy.ts'

export const Role = z.enum(roles)

export const Person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: Role,
  createdAt: z.string(),
})
export type Person = z.output<typeof Person>

const personName = z.string().trim().min(1, 'give a name').max(100)
const email = z.email('give an e-mail address').max(200)
const password = z.string().min(10, 'use at least 10 characters').max(200)

/** `GET /api/v1/me`: who the credentials belong to. */
export const getMe = endpoint({
  id: 'account.get', method: 'get', path: '/api/v1/me', needs: 'account.self',
  summary: 'Who is signed in',
  answer: Person.extend({ hasPassword: z.boolean() }),
})

export const updateMe = endpoint({
  id: 'account.update', method: 'patch', path: '/api/v1/me', needs: 'account.self',
  summary: 'Change own name, e-mail address or password',
  body: z.object({ name: personName.optional(), email: email.optional(), password: password.optional(), currentPassword: z.string().optional() }),
  answer: Person,
})

/**
 * What a one-time link is for, so that its page can say so before anything happens. Does not use the link up. A POST,
 * because addresses end up in the logs of proxies and the link is still good.
 */
export const inspectLink = endpoint({
  id: 'signin.link_info', method: 'post', path: '/api/v1/sign-in/link/info', needs: null,
  summary: 'What a one-time link is for',
  body: z.object({ token: z.string().max(200) }),
  answer: z.object({
    /** claim: the owner's first visit; sign_in: a later visit; invitation: a new account. */
    purpose: z.enum(['claim', 'sign_in', 'invitation']),
    role: Role,
    name: z.string(),
    email: z.string(),
  }),
})

/** Uses a link up and sets the session cookie. `claim` and `invitation` may set name, e-mail address and password. */
export const useLink = endpoint({
  id: 'signin.link', method: 'post', path: '/api/v1/sign-in/link', needs: null,
  summary: 'Sign in by a one-time link',
  body: z.object({ token: z.string().max(200), name: personName.optional(), email: email.optional(), password: password.optional() }),
  answer: Person,
})

export const signIn = endpoint({
  id: 'signin.password', method: 'post', path: '/api/v1/sign-in', needs: null,
  summary: 'Sign in by e-mail address and password',
  body: z.object({ email: z.string().max(200), password: z.string().max(200) }),
  answer: Person,
})

export const signOut = endpoint({
  id: 'signin.out', method: 'post', path: '/api/v1/sign-out', needs: 'account.self',
  summary: 'End this session', status: 204,
})

export const listPeople = endpoint({
  id: 'people.list', method: 'get', path: '/api/v1/people', needs: 'people.read',
  summary: 'Everyone with an account',
  answer: z.object({ people: z.array(Person) }),
})

export const updatePerson = endpoint({
  id: 'people.update', method: 'patch', path: '/api/v1/people/{id}', needs: 'people.manage',
  summary: "Change a person's role; the last owner stays owner",
  params: z.object({ id: z.string() }),
  body: z.object({ role: Role }),
  answer: Person,
})

export const removePerson = endpoint({
  id: 'people.remove', method: 'delete', path: '/api/v1/people/{id}', needs: 'people.manage',
  summary: 'Remove an account and end its sessions and tokens', status: 204,
  params: z.object({ id: z.string() }),
})

export const Invitation = z.object({
  id: z.string(),
  role: Role,
  email: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
})
export type Invitation = z.output<typeof Invitation>

export const listInvitations = endpoint({
  id: 'invitations.list', method: 'get', path: '/api/v1/invitations', needs: 'people.manage',
  summary: 'Invitations that nobody has used yet',
  answer: z.object({ invitations: z.array(Invitation) }),
})

export const invite = endpoint({
  id: 'invitations.create', method: 'post', path: '/api/v1/invitations', needs: 'people.manage',
  summary: 'Make an invitation link; it is shown once', status: 201,
  body: z.object({ role: Role, email: z.union([z.literal(''), email]).default('') }),
  answer: Invitation.extend({ url: z.string() }),
})

export const revokeInvitation = endpoint({
  id: 'invitations.revoke', method: 'delete', path: '/api/v1/invitations/{id}', needs: 'people.manage',
  summary: 'Make an invitation link useless', status: 204,
  params: z.object({ id: z.string() }),
})

export const ApiToken = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
})
export type ApiToken = z.output<typeof ApiToken>

export const listTokens = endpoint({
  id: 'tokens.list', method: 'get', path: '/api/v1/tokens', needs: 'account.self',
  summary: 'Own API tokens, without their secrets',
  answer: z.object({ tokens: z.array(ApiToken) }),
})

export const createToken = endpoint({
  id: 'tokens.create', method: 'post', path: '/api/v1/tokens', needs: 'account.self',
  summary: 'Make an API token; its secret is shown once', status: 201,
  body: z.object({ name: z.string().trim().min(1, 'say what the token is for').max(100) }),
  answer: ApiToken.extend({ token: z.string() }),
})

export const revokeToken = endpoint({
  id: 'tokens.revoke', method: 'delete', path: '/api/v1/tokens/{id}', needs: 'account.self',
  summary: 'Make an API token useless at once', status: 204,
  params: z.object({ id: z.string() }),
})
