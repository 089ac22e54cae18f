import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../kernel/http.ts'
import { changeEmail } from './change-email.ts'
import { changePassword } from './change-password.ts'
import { redeemCode } from './codes/redeem-code.ts'
import { type AccountsHost, accountsOf, clientOf } from './host.ts'
import { requestErasure } from './request-erasure.ts'
import * as schema from './schema.ts'
import type { SignedIn } from './sign-in.ts'
import { updateProfile } from './update-profile.ts'
import { requestProof, verifyEmail } from './verify-email.ts'

type Arrive = (
  request: FastifyRequest,
  reply: FastifyReply,
  opened: SignedIn,
) => Promise<z.infer<typeof schema.SignedInAccount>>

const Verified = z.object({ kind: z.enum(['verification', 'email_change', 'email_undo']) })

/** `/api/account`: making one, and what its owner does with it. */
export function memberRoutes(app: App, host: AccountsHost, arrive: Arrive): void {
  const config = { access: 'member' as const }
  const sessionOf = (request: FastifyRequest) => accountsOf(host).sessionOf(request.headers)
  app.post(
    '/api/account',
    {
      config: { access: 'public' },
      schema: {
        tags: ['accounts'],
        summary: 'Make an account and sign in',
        body: schema.Register,
        response: { 201: schema.SignedInAccount },
      },
    },
    async (request, reply) => {
      const opened = await accountsOf(host).register(request.ctx, request.body, clientOf(request))
      return reply.status(201).send(await arrive(request, reply, opened))
    },
  )
  app.get(
    '/api/account',
    { config, schema: { tags: ['accounts'], summary: 'My account', response: { 200: schema.Account } } },
    async request => (await sessionOf(request))!.account,
  )
  app.patch(
    '/api/account',
    {
      config,
      schema: {
        tags: ['accounts'],
        summary: 'Change my name or time zone',
        body: schema.Profile,
        response: { 200: schema.Account },
      },
    },
    request => updateProfile(request.ctx, request.body),
  )
  app.delete(
    '/api/account',
    {
      config,
      schema: {
        tags: ['accounts'],
        summary: 'Ask for my account and everything in it to be erased in seven days',
        body: schema.PresentPassword,
        response: { 202: z.object({ erasesAt: z.string() }) },
      },
    },
    async (request, reply) => {
      const asked = await requestErasure(request.ctx, request.body)
      reply.header('set-cookie', await accountsOf(host).signOut(request.ctx, clientOf(request)))
      return reply.status(202).send(asked)
    },
  )
  app.put(
    '/api/account/password',
    {
      config,
      schema: {
        tags: ['accounts'],
        summary: 'Change my password',
        body: schema.ChangePassword,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const sessionId = (await sessionOf(request))?.id
      await changePassword(request.ctx, { ...request.body, ...(sessionId && { sessionId }) })
      return reply.status(204).send(null)
    },
  )
  app.put(
    '/api/account/email',
    {
      config,
      schema: {
        tags: ['accounts'],
        summary: 'Change my e-mail, by a link sent to the new address',
        body: schema.ChangeEmail,
        response: { 202: z.object({ sentTo: z.string() }) },
      },
    },
    async (request, reply) => {
      await changeEmail(request.ctx, request.body)
      return reply.status(202).send({ sentTo: request.body.email })
    },
  )
  app.post(
    '/api/account/codes',
    {
      config,
      schema: {
        tags: ['accounts'],
        summary: 'Use a code',
        body: schema.UseCode,
        response: { 200: z.object({ grants: schema.Grants }) },
      },
    },
    request => redeemCode(request.ctx, request.body),
  )
  app.post(
    '/api/account/verifications',
    {
      config,
      schema: {
        tags: ['accounts'],
        summary: 'Send the link that proves my e-mail again',
        response: { 202: z.object({ sentTo: z.string() }) },
      },
    },
    async (request, reply) => {
      await requestProof(request.ctx)
      return reply.status(202).send({ sentTo: (await sessionOf(request))!.account.email })
    },
  )
  app.put(
    '/api/account/verifications/:token',
    {
      config: { access: 'public' },
      schema: {
        tags: ['accounts'],
        summary: 'Do what a link in a mail is for: prove an e-mail, change it, take a change back',
        params: z.object({ token: schema.LinkToken }),
        response: { 200: Verified },
      },
    },
    async (request, reply) => {
      const session = await sessionOf(request)
      const keyHash = host.visitorKeyOf?.(request)
      const done = await verifyEmail(request.ctx, {
        token: request.params.token,
        ...(session && { sessionId: session.id, accountId: session.account.id }),
        ...(keyHash && { keyHash }),
      })
      if (session && keyHash && done.kind === 'verification') host.forgetVisitor?.(reply)
      return done
    },
  )
}
