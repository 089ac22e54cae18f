import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../kernel/http.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { adminRoutes } from './admin-routes.ts'
import { codeRoutes } from './codes/routes.ts'
import { makeFirstAdministrator } from './first-administrator.ts'
import { type AccountsHost, accountsOf, clientOf } from './host.ts'
import { describeLink } from './links.ts'
import { memberRoutes } from './member-routes.ts'
import { proofIsDemanded } from './proof.ts'
import { requestReset } from './request-reset.ts'
import { resetPassword } from './reset-password.ts'
import * as schema from './schema.ts'
import { endOtherSessions, endSession, listMySessions } from './sessions.ts'
import type { SignedIn } from './sign-in.ts'

const NOTHING_MERGED: schema.Merged = { conversations: 0, enrolments: 0, files: 0 }

/** Declares the routes of accounts, sessions, links and codes. */
export function accountRoutes(app: App, host: AccountsHost): void {
  sessionRoutes(app, host)
  resetRoutes(app)
  linkRoutes(app, host)
  memberRoutes(app, host, (request, reply, opened) => arrive(host, request, reply, opened))
  codeRoutes(app)
  adminRoutes(app, () => accountsOf(host))
}

function sessionRoutes(app: App, host: AccountsHost): void {
  const sessionId = async (request: FastifyRequest) => (await accountsOf(host).sessionOf(request.headers))?.id
  app.post(
    '/api/session',
    {
      config: { access: 'public' },
      schema: {
        tags: ['accounts'],
        summary: 'Sign in',
        body: schema.SignIn,
        response: { 200: schema.SignedInAccount },
      },
    },
    async (request, reply) => {
      const opened = await accountsOf(host).signIn(request.ctx, request.body, clientOf(request))
      return arrive(host, request, reply, opened)
    },
  )
  app.get(
    '/api/session',
    {
      config: { access: 'public' },
      schema: {
        tags: ['accounts'],
        summary: 'The signed-in account, or null',
        response: { 200: schema.Account.nullable() },
      },
    },
    async (request, reply) => {
      const account = (await accountsOf(host).sessionOf(request.headers))?.account ?? null
      // Fastify sends nothing for a null.
      if (!account)
        return reply
          .type('application/json; charset=utf-8')
          .serializer(String)
          .send('null' as never)
      return account
    },
  )
  app.delete(
    '/api/session',
    {
      config: { access: 'public' },
      schema: { tags: ['accounts'], summary: 'Sign out', response: { 204: z.null() } },
    },
    async (request, reply) => {
      reply.header('set-cookie', await accountsOf(host).signOut(request.ctx, clientOf(request)))
      return reply.status(204).send(null)
    },
  )
  app.get(
    '/api/sessions',
    {
      config: { access: 'member' },
      schema: {
        tags: ['accounts'],
        summary: 'Where I am signed in',
        response: { 200: z.object({ items: z.array(schema.SessionEntry) }) },
      },
    },
    async request => ({ items: await listMySessions(request.ctx, { sessionId: await sessionId(request) }) }),
  )
  app.delete(
    '/api/sessions/:id',
    {
      config: { access: 'member' },
      schema: {
        tags: ['accounts'],
        summary: 'End a session',
        params: z.object({ id: z.uuid() }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await endSession(request.ctx, { sessionId: request.params.id })
      return reply.status(204).send(null)
    },
  )
  app.delete(
    '/api/sessions',
    {
      config: { access: 'member' },
      schema: {
        tags: ['accounts'],
        summary: 'End my other sessions',
        response: { 200: z.object({ ended: z.number() }) },
      },
    },
    async request => endOtherSessions(request.ctx, { sessionId: await sessionId(request) }),
  )
}

const SENT = 'If there is an account with this e-mail, a link to set a new password is on its way.'

function resetRoutes(app: App): void {
  app.post(
    '/api/password-resets',
    {
      config: { access: 'public' },
      schema: {
        tags: ['accounts'],
        summary: 'Ask for a link to set a new password',
        body: schema.RequestReset,
        response: { 202: z.object({ message: z.string() }) },
      },
    },
    async (request, reply) => {
      await requestReset(request.ctx, request.body)
      return reply.status(202).send({ message: SENT })
    },
  )
  app.put(
    '/api/password-resets/:token',
    {
      config: { access: 'public' },
      schema: {
        tags: ['accounts'],
        summary: 'Set a new password by a reset link',
        params: z.object({ token: schema.LinkToken }),
        body: z.object({ password: schema.Password }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await resetPassword(request.ctx, { token: request.params.token, password: request.body.password })
      return reply.status(204).send(null)
    },
  )
}

/** What somebody with a link of an administrator may do. */
function linkRoutes(app: App, host: AccountsHost): void {
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
        response: { 200: schema.Account },
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
        response: { 200: schema.Account },
      },
    },
    async (request, reply) => {
      const { email } = await acceptInvitation(request.ctx, request.body)
      return give(reply, await open(request, email, request.body.password))
    },
  )
  const open = (request: FastifyRequest, email: string, password: string) =>
    accountsOf(host).openSession(request.ctx, { email, password }, clientOf(request))
}

/**
 * A session was opened in this browser: what a member began in it without an account becomes the account's, once that is
 * proven. Staff sign in where visitors sat before; what those left is not theirs.
 */
async function arrive(host: AccountsHost, request: FastifyRequest, reply: FastifyReply, opened: SignedIn) {
  const account = give(reply, opened)
  const keyHash = host.visitorKeyOf?.(request)
  const proven = account.emailVerified || !proofIsDemanded(request.ctx)
  if (!keyHash || !host.mergeVisitor || account.role !== 'member' || !proven)
    return { ...account, merged: NOTHING_MERGED }
  const { id: accountId, personId, role, name } = account
  const ctx = { ...request.ctx, actor: { kind: 'account' as const, accountId, personId, role, name } }
  const merged = await host.mergeVisitor(ctx, { keyHash, personId })
  if (merged) host.forgetVisitor?.(reply)
  return { ...account, merged: merged ?? NOTHING_MERGED }
}

function give(reply: FastifyReply, { account, cookies }: SignedIn): schema.Account {
  reply.header('set-cookie', cookies)
  return account
}
