import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../kernel/http.ts'
import { refuse } from '../kernel/refusal.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { adminRoutes } from './admin-routes.ts'
import { changePassword } from './change-password.ts'
import { makeFirstAdministrator } from './first-administrator.ts'
import { describeLink } from './links.ts'
import { resetPassword } from './reset-password.ts'
import * as schema from './schema.ts'
import { endOtherSessions, endSession, listMySessions } from './sessions.ts'
import type { Accounts, Client, SignedIn } from './sign-in.ts'

const SignedInAccount = z.object({ account: schema.Account })
const MaybeAccount = z.object({ account: schema.Account.nullable() })
const Done = z.object({ done: z.literal(true) })

/** Declares the routes; `host.accounts` is there by the time that one is called. */
export function accountRoutes(app: App, host: { accounts?: Accounts }): void {
  const accounts = () => {
    if (!host.accounts) refuse('unavailable', 'accounts.starting', 'Mosaic is starting. Please try again in a moment.')
    return host.accounts
  }
  signInRoutes(app, accounts)
  linkRoutes(app, accounts)
  ownRoutes(app, accounts)
  adminRoutes(app, accounts)
}

function signInRoutes(app: App, accounts: () => Accounts): void {
  app.post(
    '/api/auth/sign-in/email',
    {
      config: { access: 'public' },
      schema: { tags: ['accounts'], summary: 'Sign in', body: schema.SignIn, response: { 200: SignedInAccount } },
    },
    async (request, reply) => give(reply, await accounts().signIn(request.ctx, request.body, clientOf(request))),
  )
  app.post(
    '/api/auth/sign-out',
    { config: { access: 'public' }, schema: { tags: ['accounts'], summary: 'Sign out', response: { 200: Done } } },
    async (request, reply) => {
      reply.header('set-cookie', await accounts().signOut(request.ctx, clientOf(request)))
      return { done: true as const }
    },
  )
  for (const url of ['/api/auth/get-session', '/api/me/account'])
    app.get(
      url,
      {
        config: { access: 'public' },
        schema: { tags: ['accounts'], summary: 'The signed-in account, or null', response: { 200: MaybeAccount } },
      },
      async request => ({ account: (await accounts().sessionOf(request.headers))?.account ?? null }),
    )
}

/** What somebody with a link may do. Tokens come in bodies: addresses are logged and kept in histories. */
function linkRoutes(app: App, accounts: () => Accounts): void {
  app.post(
    '/api/account-links/describe',
    {
      config: { access: 'public' },
      schema: {
        tags: ['accounts'],
        summary: 'What a link is for',
        body: z.object({ token: schema.LinkToken }),
        response: { 200: schema.LinkPurpose },
      },
    },
    request => describeLink(request.ctx, request.body),
  )
  app.post(
    '/api/first-administrator',
    {
      config: { access: 'public' },
      schema: {
        tags: ['accounts'],
        summary: 'Make the first administrator and sign in',
        body: schema.FirstAdministrator,
        response: { 200: SignedInAccount },
      },
    },
    async (request, reply) => {
      const { email } = await makeFirstAdministrator(request.ctx, request.body)
      return give(reply, await open(request, email, request.body.password))
    },
  )
  app.post(
    '/api/invitations/accept',
    {
      config: { access: 'public' },
      schema: {
        tags: ['accounts'],
        summary: 'Accept an invitation and sign in',
        body: schema.AcceptInvitation,
        response: { 200: SignedInAccount },
      },
    },
    async (request, reply) => {
      const { email } = await acceptInvitation(request.ctx, request.body)
      return give(reply, await open(request, email, request.body.password))
    },
  )
  app.post(
    '/api/password-reset',
    {
      config: { access: 'public' },
      schema: {
        tags: ['accounts'],
        summary: 'Set a new password by a reset link',
        body: schema.ResetPassword,
        response: { 200: Done },
      },
    },
    async request => {
      await resetPassword(request.ctx, request.body)
      return { done: true as const }
    },
  )
  const open = (request: FastifyRequest, email: string, password: string) =>
    accounts().openSession(request.ctx, { email, password }, clientOf(request))
}

function ownRoutes(app: App, accounts: () => Accounts): void {
  const config = { access: 'member' as const }
  const sessionId = async (request: FastifyRequest) => (await accounts().sessionOf(request.headers))?.id
  app.post(
    '/api/me/password',
    {
      config,
      schema: { tags: ['accounts'], summary: 'Change password', body: schema.ChangePassword, response: { 200: Done } },
    },
    async request => {
      await changePassword(request.ctx, { ...request.body, sessionId: await sessionId(request) })
      return { done: true as const }
    },
  )
  app.get(
    '/api/me/sessions',
    {
      config,
      schema: {
        tags: ['accounts'],
        summary: 'Where I am signed in',
        response: { 200: z.object({ items: z.array(schema.SessionEntry) }) },
      },
    },
    async request => ({ items: await listMySessions(request.ctx, { sessionId: await sessionId(request) }) }),
  )
  app.delete(
    '/api/me/sessions/:id',
    {
      config,
      schema: {
        tags: ['accounts'],
        summary: 'End a session',
        params: z.object({ id: z.uuid() }),
        response: { 200: Done },
      },
    },
    async request => {
      await endSession(request.ctx, { sessionId: request.params.id })
      return { done: true as const }
    },
  )
  app.delete(
    '/api/me/sessions',
    {
      config,
      schema: {
        tags: ['accounts'],
        summary: 'End my other sessions',
        response: { 200: z.object({ ended: z.number() }) },
      },
    },
    async request => endOtherSessions(request.ctx, { sessionId: await sessionId(request) }),
  )
}

function give(reply: FastifyReply, { account, cookies }: SignedIn): { account: schema.Account } {
  reply.header('set-cookie', cookies)
  return { account }
}

function clientOf(request: FastifyRequest): Client {
  // The host as a trusted proxy tells it: the one that the browser asked for.
  const headers = { ...request.headers, host: request.host }
  return { headers, address: request.ip, https: request.protocol === 'https' }
}
