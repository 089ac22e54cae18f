import { z } from 'zod'
import { findListing } from '../../catalogue/index.ts'
import type { App } from '../../kernel/http.ts'
import { repeatable } from '../../kernel/input.ts'
import { refuse } from '../../kernel/refusal.ts'
import { ensurePerson, findPerson } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { invitation, visitorEvent } from '../messages/invitation.ts'
import {
  Appointment,
  AppointmentKind,
  AppointmentPage,
  CallbackInput,
  CancelInput,
  Code,
  FeedbackInput,
  HoldInput,
  MoveInput,
  VisitInput,
} from '../schema.ts'
import { bookVisit } from './book-visit.ts'
import { cancelAppointment } from './cancel-appointment.ts'
import { holdStart, releaseHold } from './hold-start.ts'
import { manageLink } from './links.ts'
import { moveAppointment } from './move-appointment.ts'
import { listAppointments, openAppointment } from './queries.ts'
import { rateAppointment } from './rate-appointment.ts'
import { refuseNotFound } from './refusals.ts'
import { requestCallback } from './request-callback.ts'
import { setReminders } from './set-reminders.ts'
import { toAppointment } from './view.ts'

const tags = ['appointments']
const visitor = { config: { access: 'visitor' } } as const
const open = { config: { access: 'public' } } as const
export const params = z.object({ code: Code })
const keyed = z.looseObject({ 'x-appointment-key': z.string().max(100).optional() })

/** A hold has keys of its own: a page may use one for the hold and its booking. */
export function requestKeyOf(headers: z.infer<typeof repeatable>, deed: 'key' | 'hold' = 'key'): string | undefined {
  const key = headers['idempotency-key']
  return key === undefined ? undefined : `${deed}:${key}`
}

/** A home by id or slug. Refuses `appointments.listing`. */
export async function listingIdOf(ctx: Context, listing: string | undefined): Promise<string | undefined> {
  if (listing === undefined) return undefined
  const found = await findListing(ctx, listing)
  return found?.id ?? refuse('invalid', 'appointments.listing', 'There is no such home, or it is no longer on offer.')
}

export const instantOf = (text: string | undefined) => (text === undefined ? undefined : Temporal.Instant.from(text))

/** Booking and managing, for visitors; and for who holds the key of an appointment. */
export function appointmentRoutes(app: App): void {
  app.post(
    '/api/holds',
    {
      ...visitor,
      schema: { tags, summary: 'Keep a start', headers: repeatable, body: HoldInput, response: { 201: Appointment } },
    },
    async ({ ctx, headers, body }, reply) => {
      const listingId = await listingIdOf(ctx, body.listing)
      const row = await holdStart(ctx, {
        personId: await ensurePerson(ctx),
        start: Temporal.Instant.from(body.start),
        listingId,
        source: 'form',
        requestKey: requestKeyOf(headers, 'hold'),
      })
      return reply.status(201).send(toAppointment(ctx, row))
    },
  )

  app.delete(
    '/api/holds/:code',
    { ...visitor, schema: { tags, summary: 'Let a kept start go', params, response: { 204: z.null() } } },
    async ({ ctx, params }, reply) => {
      await openAppointment(ctx, params)
      await releaseHold(ctx, params)
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/api/site-visits',
    {
      ...visitor,
      schema: { tags, summary: 'Book a visit', headers: repeatable, body: VisitInput, response: { 201: Appointment } },
    },
    async ({ ctx, headers, body }, reply) => {
      const { listing, start, ...rest } = body
      const listingId = await listingIdOf(ctx, listing)
      const row = await bookVisit(ctx, {
        ...rest,
        personId: await ensurePerson(ctx),
        start: instantOf(start),
        listingId,
        source: 'form',
        requestKey: requestKeyOf(headers),
      })
      return reply.status(201).send(toAppointment(ctx, row))
    },
  )

  app.post(
    '/api/callbacks',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Ask for a call',
        headers: repeatable,
        body: CallbackInput,
        response: { 201: Appointment },
      },
    },
    async ({ ctx, headers, body }, reply) => {
      const { listing, preferred, ...rest } = body
      const listingId = await listingIdOf(ctx, listing)
      const row = await requestCallback(ctx, {
        ...rest,
        personId: await ensurePerson(ctx),
        preferred: instantOf(preferred),
        listingId,
        source: 'form',
        requestKey: requestKeyOf(headers),
      })
      return reply.status(201).send(toAppointment(ctx, row))
    },
  )

  app.get(
    '/api/appointments',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'My appointments, newest first',
        querystring: z.object({ cursor: z.string().max(200).optional(), kind: AppointmentKind.optional() }),
        response: { 200: AppointmentPage },
      },
    },
    async ({ ctx, query }) => {
      const personId = await findPerson(ctx)
      if (!personId) return { items: [], cursor: null }
      const { items, cursor } = await listAppointments(ctx, { personId, ...query })
      return { items: items.map(row => toAppointment(ctx, row)), cursor }
    },
  )

  openRoutes(app)
}

/** What the person, staff and whoever holds the key may do with one. */
function openRoutes(app: App): void {
  app.get(
    '/api/appointments/:code',
    { ...open, schema: { tags, summary: 'One appointment', params, headers: keyed, response: { 200: Appointment } } },
    async ({ ctx, params, headers }, reply) => {
      const key = headers['x-appointment-key']
      reply.header('cache-control', 'no-store')
      return toAppointment(ctx, await openAppointment(ctx, { ...params, key }), key)
    },
  )

  app.get(
    '/api/appointments/:code/calendar.ics',
    {
      ...open,
      schema: {
        tags,
        summary: 'For a calendar',
        params,
        headers: keyed,
        querystring: z.object({ key: z.string().max(100).optional() }),
      },
    },
    async ({ ctx, params, headers, query }, reply) => {
      const key = query.key ?? headers['x-appointment-key']
      const row = await openAppointment(ctx, { ...params, key })
      const link = key ? await manageLink(ctx, row) : `${ctx.business.publicUrl}/appointments/${row.code}`
      const event = visitorEvent(ctx, row, link) ?? refuseNotFound()
      reply.header(
        'content-disposition',
        `attachment; filename="${row.kind === 'coaching_session' ? 'session' : 'visit'}-${row.code}.ics"`,
      )
      reply.header('cache-control', 'no-store')
      return reply.type('text/calendar; charset=utf-8').send(invitation(ctx, 'PUBLISH', event).content)
    },
  )

  app.post(
    '/api/appointments/:code/move',
    {
      ...open,
      schema: {
        tags,
        summary: 'Move it to another start',
        params,
        headers: keyed.extend(repeatable.shape),
        body: MoveInput,
        response: { 200: Appointment },
      },
    },
    async ({ ctx, params: { code }, headers, body }) => {
      const key = headers['x-appointment-key']
      await openAppointment(ctx, { code, key })
      const start = Temporal.Instant.from(body.start)
      const { version } = body
      const row = await moveAppointment(ctx, { code, version, start, requestKey: requestKeyOf(headers) })
      return toAppointment(ctx, row, key)
    },
  )

  app.post(
    '/api/appointments/:code/cancel',
    {
      ...open,
      schema: { tags, summary: 'Cancel it', params, headers: keyed, body: CancelInput, response: { 200: Appointment } },
    },
    async ({ ctx, params: { code }, headers, body }) => {
      const key = headers['x-appointment-key']
      await openAppointment(ctx, { code, key })
      return toAppointment(ctx, await cancelAppointment(ctx, { code, ...body }), key)
    },
  )

  app.post(
    '/api/appointments/:code/feedback',
    {
      ...open,
      schema: {
        tags,
        summary: 'Say how it was',
        params,
        headers: keyed,
        body: FeedbackInput,
        response: { 200: Appointment },
      },
    },
    async ({ ctx, params: { code }, headers, body }) => {
      const key = headers['x-appointment-key']
      await openAppointment(ctx, { code, key })
      return toAppointment(ctx, await rateAppointment(ctx, { code, ...body }), key)
    },
  )

  app.post(
    '/api/appointments/:code/reminders',
    {
      ...open,
      schema: {
        tags,
        summary: 'Say how to be reminded of it',
        params,
        headers: keyed,
        body: z.object({ email: z.boolean(), phone: z.boolean() }),
        response: { 200: Appointment },
      },
    },
    async ({ ctx, params: { code }, headers, body }) => {
      const key = headers['x-appointment-key']
      await openAppointment(ctx, { code, key })
      return toAppointment(ctx, await setReminders(ctx, { code, ...body }), key)
    },
  )
}
