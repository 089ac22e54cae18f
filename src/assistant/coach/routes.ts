import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { z } from 'zod'
import { openConversation, readStaffConversation } from '../../conversations/index.ts'
import { type App, reads } from '../../kernel/http.ts'
import { hashSecret } from '../../kernel/ids.ts'
import { ensurePerson, findPerson } from '../../people/index.ts'
import { sharedWithCoach } from '../../programmes/index.ts'
import type { Context } from '../../storage/index.ts'
import type { Assistant } from '../assistant.ts'
import { settle, streamAnswer, wantsStream } from '../respond.ts'
import { readUsage } from './ledger.ts'
import { mayUseMaterial, setMaterial } from './material.ts'
import { postCoachMessage } from './post-coach-message.ts'
import { showPrompt, wayOf } from './programme.ts'
import { lastReadings, type StoredReading } from './readings.ts'
import {
  type CoachMessage,
  type CoachStanding,
  coachAnswerSchema,
  coachMessageSchema,
  coachStandingSchema,
  type StaffContext,
  staffContextSchema,
  usageSchema,
} from './schema.ts'

const visitor = { access: 'visitor' } as const
const params = z.object({ id: z.uuid() })

/** The way to the coach. `addressOf` tells a visitor's network address, which rests hashed. */
export function coachRoutes(
  app: App,
  { assistant, addressOf }: { assistant: Assistant; addressOf: (request: FastifyRequest) => string },
): void {
  const settings = assistant.settings.coach
  app.post(
    '/api/conversations/:id/messages',
    {
      config: visitor,
      schema: { tags: ['coach'], params, body: coachMessageSchema, response: { 200: coachAnswerSchema } },
    },
    (request, reply) => hear(request, reply, { ...request.body, conversationId: request.params.id }),
  )
  app.post(
    '/api/coach/messages',
    {
      config: visitor,
      schema: {
        tags: ['coach'],
        summary: 'Write to the coach in the conversation that is open, which the first message opens',
        body: coachMessageSchema,
        response: { 200: coachAnswerSchema },
      },
    },
    (request, reply) => hear(request, reply, request.body),
  )
  async function hear(request: FastifyRequest, reply: FastifyReply, said: CoachMessage & { conversationId?: string }) {
    const { ctx } = request
    const owner = assistant.newOwner()
    const { posted, reading } = await postCoachMessage(ctx, settings, {
      conversationId: said.conversationId ?? (await openConversation(ctx, { desk: 'career' })).id,
      clientId: said.id,
      text: said.text,
      owner,
      leaseSeconds: assistant.settings.leaseSeconds,
    })
    const run = { owner, networkHash: hashSecret(`network ${addressOf(request)}`) }
    const shown = showReading(reading)
    if (wantsStream(request)) return streamAnswer(ctx, assistant, posted, run, reply, shown)
    const { answer } = await settle(ctx, assistant, posted, run)
    return { message: posted.message, reply: answer, reading: shown }
  }
  app.get(
    '/api/coach',
    { config: visitor, schema: { tags: ['coach'], response: { 200: coachStandingSchema } } },
    async ({ ctx }) => standing(ctx, await findPerson(ctx)),
  )
  app.patch(
    '/api/coach',
    {
      config: visitor,
      schema: { tags: ['coach'], body: z.object({ material: z.boolean() }), response: { 200: coachStandingSchema } },
    },
    async ({ ctx, body }) => {
      const personId = await ensurePerson(ctx)
      await setMaterial(ctx, { personId, on: body.material })
      return standing(ctx, personId)
    },
  )
  app.get(
    '/api/staff/conversations/:id/context',
    {
      ...reads('staff', { action: 'conversation.read', subject: 'conversation', param: 'id' }),
      schema: { tags: ['hand-off'], params, response: { 200: staffContextSchema } },
    },
    ({ ctx, params }) => staffContext(ctx, params.id),
  )
  app.get(
    '/api/admin/usage',
    { ...reads('admin', false), schema: { tags: ['coach'], response: { 200: usageSchema } } },
    ({ ctx }) => readUsage(ctx, { model: assistant.settings.model?.name ?? null, limits: settings.limits }),
  )
}

function showReading({ kind, prompt, tone }: StoredReading) {
  return { kind, tone, ...(prompt && { prompt }) }
}

async function standing(ctx: Context, personId: string | undefined): Promise<CoachStanding> {
  if (!personId) return { material: true, programme: null }
  const last = await sql<{ back: string | null }>`
    select r.did ->> 'back' as back from conversations c
    join lateral (select did from readings where conversation_id = c.id order by number desc limit 1) r on true
    where c.person_id = ${personId} and c.desk = 'career' and c.closed_at is null`.execute(ctx.db)
  const way = await wayOf(ctx, personId, last.rows[0]?.back)
  const material = await mayUseMaterial(ctx, personId)
  if (!way) return { material, programme: null }
  const { enrolment, prompt } = way
  const { done, skipped, total } = enrolment.progress.prompts
  const { id: enrolmentId, programme, title, state } = enrolment
  return { material, programme: { enrolmentId, programme, title, state, done: done + skipped, total, prompt } }
}

/** Refuses `conversations.unknown`, as reading the conversation itself does. */
async function staffContext(ctx: Context, conversationId: string): Promise<StaffContext> {
  const { person, desk } = await readStaffConversation(ctx, { conversationId, limit: 1 })
  const found = await sql<{ time_zone: string | null }>`
    select time_zone from persons where id = ${person.id}`.execute(ctx.db)
  const timeZone = found.rows[0]?.time_zone ?? null
  if (desk !== 'career') return { timeZone, tones: [], shared: [] }
  const readings = await lastReadings(ctx, { conversationId, limit: 5 })
  const shared = (await sharedWithCoach(ctx, { personId: person.id })).map(one => ({
    enrolmentId: one.id,
    title: one.title,
    state: one.state,
    done: one.progress.prompts.done,
    total: one.progress.prompts.total,
    confidence: one.progress.confidence,
    experiments: one.experiments.map(({ title, status, reviewOn }) => ({ title, status, reviewOn })),
    answers: one.answers
      .filter(answer => answer.state !== 'skipped' && answer.text)
      .map(({ prompt, text, value }) => ({ question: showPrompt(one, prompt)?.text ?? prompt, text, value })),
  }))
  return { timeZone, tones: readings.map(reading => reading.tone), shared }
}
