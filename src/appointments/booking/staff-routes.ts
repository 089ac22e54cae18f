import { z } from 'zod'
import { type App, reads, readsMuch } from '../../kernel/http.ts'
import { repeatable } from '../../kernel/input.ts'
import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import {
  AppointmentEvent,
  AppointmentKind,
  AppointmentStatus,
  AttemptInput,
  CallbackInput,
  CompletionReport,
  InstantText,
  LocalDate,
  StaffAppointment,
  StaffAppointmentPage,
  StatusInput,
  VisitInput,
  Workload,
} from '../schema.ts'
import { addAttempt } from './add-attempt.ts'
import { bookForVisitor } from './book-for-visitor.ts'
import { changeByStaff } from './change-by-staff.ts'
import { startOfDay } from './lock.ts'
import { requireForStaff } from './queries.ts'
import { completionReport, workload } from './reports.ts'
import { instantOf, listingIdOf, params, requestKeyOf } from './routes.ts'
import { setStatus } from './set-status.ts'
import { listAppointmentEvents, listCallbacks, listStaffAppointments, toStaffAppointments } from './staff-queries.ts'

const tags = ['staff']
const staff = { config: { access: 'staff' } } as const
const items = z.object({ items: z.array(StaffAppointment) })
const staffId = z.uuid().optional()

const ListQuery = z.object({
  from: LocalDate.optional(),
  to: LocalDate.optional(),
  staff: staffId,
  kind: AppointmentKind.optional(),
  /** One or several, with commas between. */
  status: z
    .string()
    .max(200)
    .transform(text => text.split(','))
    .pipe(z.array(AppointmentStatus))
    .optional(),
  cursor: z.string().max(200).optional(),
})

/** For somebody who is known already; else a person is made of the contact. */
const personId = z.uuid().optional()

const NewAppointment = z.discriminatedUnion('kind', [
  VisitInput.omit({ hold: true }).extend({ kind: z.literal('site_visit'), staffId, personId }),
  CallbackInput.extend({ kind: z.literal('callback'), staffId, personId }),
])

const Patch = z.object({
  version: z.int().positive(),
  staffId,
  start: InstantText.optional(),
  staffNotes: VisitInput.shape.notes,
})

/** A change that changes nothing leaves no line of its own, and its answer is the appointment all the same. */
const readsOne = reads('staff', { action: 'appointment.read', subject: 'appointment', answer: 'id' })

const view = async (ctx: Context, row: AppointmentRow) => (await toStaffAppointments(ctx, [row]))[0]!

/** Everybody's appointments, for staff. */
export function staffAppointmentRoutes(app: App): void {
  app.get(
    '/api/staff/appointments',
    {
      ...readsMuch('staff', { action: 'appointment.listed', list: 'appointments' }),
      schema: {
        tags,
        summary: 'Appointments by time',
        querystring: ListQuery,
        response: { 200: StaffAppointmentPage },
      },
    },
    async ({ ctx, query: { from, to, staff, ...rest } }) =>
      listStaffAppointments(ctx, {
        ...rest,
        staffId: staff,
        from: from === undefined ? undefined : startOfDay(ctx, from),
        to: to === undefined ? undefined : startOfDay(ctx, to),
      }),
  )

  app.get(
    '/api/staff/appointments/overdue',
    {
      ...reads('staff', { action: 'appointment.listed', list: 'overdue callbacks' }),
      schema: { tags, summary: 'Callbacks past their promise', response: { 200: items } },
    },
    async ({ ctx }) => ({ items: await listCallbacks(ctx, { overdue: true }) }),
  )

  app.get(
    '/api/staff/callbacks',
    {
      ...reads('staff', { action: 'appointment.listed', list: 'callbacks' }),
      schema: { tags, summary: 'Open callbacks by promise', response: { 200: items } },
    },
    async ({ ctx }) => ({ items: await listCallbacks(ctx, {}) }),
  )

  app.get(
    '/api/staff/appointments/:code',
    {
      ...reads('staff', { action: 'appointment.read', subject: 'appointment', answer: 'appointment.id' }),
      schema: {
        tags,
        summary: 'One appointment and what happened to it',
        params,
        response: { 200: z.object({ appointment: StaffAppointment, events: z.array(AppointmentEvent) }) },
      },
    },
    async ({ ctx, params: { code } }) => {
      const row = await requireForStaff(ctx, code)
      return { appointment: await view(ctx, row), events: await listAppointmentEvents(ctx, row) }
    },
  )

  app.post(
    '/api/staff/appointments',
    {
      ...staff,
      schema: {
        tags,
        summary: 'Book for somebody who called',
        headers: repeatable,
        body: NewAppointment,
        response: { 201: StaffAppointment },
      },
    },
    async ({ ctx, headers, body }, reply) => {
      const listingId = await listingIdOf(ctx, body.listing)
      const requestKey = requestKeyOf(headers)
      const row = await bookForVisitor(
        ctx,
        body.kind === 'callback'
          ? { ...body, listingId, requestKey, preferred: instantOf(body.preferred) }
          : { ...body, listingId, requestKey, start: instantOf(body.start) },
      )
      return reply.status(201).send(await view(ctx, row))
    },
  )

  app.patch(
    '/api/staff/appointments/:code',
    {
      ...readsOne,
      schema: {
        tags,
        summary: 'Write notes, move it, or give it to somebody else',
        params,
        body: Patch,
        response: { 200: StaffAppointment },
      },
    },
    async ({ ctx, params: { code }, body: { start, ...body } }) => {
      const to = start === undefined ? undefined : Temporal.Instant.from(start)
      return view(ctx, await changeByStaff(ctx, { code, ...body, start: to }))
    },
  )

  app.post(
    '/api/staff/appointments/:code/status',
    {
      ...readsOne,
      schema: {
        tags,
        summary: 'Say what became of it',
        params,
        body: StatusInput,
        response: { 200: StaffAppointment },
      },
    },
    async ({ ctx, params: { code }, body }) => view(ctx, await setStatus(ctx, { code, ...body })),
  )

  app.post(
    '/api/staff/appointments/:code/attempts',
    {
      ...readsOne,
      schema: {
        tags,
        summary: 'Note a try to call',
        params,
        headers: repeatable,
        body: AttemptInput,
        response: { 200: StaffAppointment },
      },
    },
    async ({ ctx, params: { code }, headers, body }) =>
      view(ctx, await addAttempt(ctx, { code, ...body, requestKey: requestKeyOf(headers) })),
  )

  app.get(
    '/api/staff/workload',
    {
      ...readsMuch('staff', false),
      schema: {
        tags,
        summary: 'Active visits of each member of staff, day by day',
        querystring: z.object({ from: LocalDate.optional(), days: z.coerce.number().int().min(1).max(31).optional() }),
        response: { 200: Workload },
      },
    },
    async ({ ctx, query }) => workload(ctx, query),
  )

  app.get(
    '/api/staff/reports',
    {
      ...readsMuch('staff', false),
      schema: {
        tags,
        summary: 'How many visits took place, by source',
        querystring: z.object({ from: LocalDate, to: LocalDate }),
        response: { 200: CompletionReport },
      },
    },
    async ({ ctx, query }) => completionReport(ctx, query),
  )
}
