import { z } from 'zod'
import { type App, reads } from '../../kernel/http.ts'
import { repeatable } from '../../kernel/input.ts'
import { transact } from '../../storage/index.ts'
import { requestKeyOf } from '../booking/routes.ts'
import {
  AppointmentSettings,
  Holiday,
  InstantText,
  SessionSettings,
  StaffMember,
  StaffMemberInput,
  TimeOff,
  VideoLink,
  WorkingHours,
} from '../schema.ts'
import { listHolidays, setHolidays } from './holidays.ts'
import { listStaff, listTimeOff, staffOfAccount } from './queries.ts'
import { requireOwnStaff } from './rights.ts'
import { saveStaff } from './save-staff.ts'
import { setWorkingHours } from './set-working-hours.ts'
import {
  readAppointmentSettings,
  readSessionSettings,
  writeAppointmentSettings,
  writeSessionSettings,
} from './settings.ts'
import { addTimeOff, removeTimeOff } from './time-off.ts'

const tags = ['staff']
const staff = { config: { access: 'staff' } } as const
const admin = { config: { access: 'admin' } } as const
const byId = z.object({ id: z.uuid() })
const whose = z.object({ staff: z.uuid().optional() })
const week = z.array(WorkingHours).max(42)
const availability = z.object({ staff: StaffMember, timeOff: z.array(TimeOff) })

const { name, role, email, phone, timeZone, slotMinutes, visitsPerDay, videoLink, active, accountId } =
  StaffMemberInput.shape
/** What is left out stays as it is. */
const StaffPatch = z
  .object({
    name,
    role: role.removeDefault(),
    email: email.removeDefault(),
    phone: phone.removeDefault(),
    timeZone,
    slotMinutes: slotMinutes.removeDefault(),
    visitsPerDay: visitsPerDay.removeDefault(),
    videoLink: videoLink.removeDefault(),
    active: active.removeDefault(),
    accountId: accountId.removeDefault(),
    hours: week,
  })
  .partial()
  .extend({ version: z.int().positive() })

const SavedStaff = StaffMember.extend({
  samples: z
    .object({ retired: z.array(z.string()), kept: z.array(z.string()) })
    .optional()
    .describe('Sample staff who left for the first real member, and who stays for what is agreed with them.'),
})
const ShownSettings = AppointmentSettings.extend({
  holidays: z.array(z.object({ day: z.string(), name: z.string() })),
  timeZone: z.string(),
})

export function staffRoutes(app: App): void {
  availabilityRoutes(app)
  teamRoutes(app)
  settingsRoutes(app)
  sessionSettingsRoutes(app)
}

/** Hours and time off: one's own, anybody's for an administrator. */
function availabilityRoutes(app: App): void {
  app.get(
    '/api/staff/availability',
    {
      ...reads('staff', false),
      schema: { tags, summary: 'Hours and coming time off', querystring: whose, response: { 200: availability } },
    },
    async ({ ctx, query }) => {
      const member = await requireOwnStaff(ctx, query.staff)
      return { staff: member, timeOff: await listTimeOff(ctx, { staffId: member.id, from: ctx.now() }) }
    },
  )
  app.put(
    '/api/staff/availability',
    {
      ...staff,
      schema: {
        tags,
        summary: 'Replace the week, or the link of a coach',
        querystring: whose,
        body: z.object({ hours: week, videoLink: VideoLink }).partial(),
        response: { 200: availability },
      },
    },
    async ({ ctx, query, body }) => {
      const { id } = await requireOwnStaff(ctx, query.staff)
      const member = await setWorkingHours(ctx, { staffId: id, ...body })
      return { staff: member, timeOff: await listTimeOff(ctx, { staffId: id, from: ctx.now() }) }
    },
  )
  app.post(
    '/api/staff/time-off',
    {
      ...staff,
      schema: {
        tags,
        summary: 'Time off',
        description: '`booked` are the codes of appointments that lie in it: they stay until somebody moves them.',
        body: z.object({
          staffId: z.uuid().optional(),
          start: InstantText,
          end: InstantText,
          note: z.string().max(200).optional(),
        }),
        response: { 201: TimeOff.extend({ booked: z.array(z.string()) }) },
      },
    },
    async ({ ctx, body }, reply) => {
      const { id } = await requireOwnStaff(ctx, body.staffId)
      const [start, end] = [Temporal.Instant.from(body.start), Temporal.Instant.from(body.end)]
      reply.status(201)
      return addTimeOff(ctx, { staffId: id, start, end, note: body.note })
    },
  )
  app.delete(
    '/api/staff/time-off/:id',
    { ...staff, schema: { tags, summary: 'Take time off back', params: byId, response: { 204: z.void() } } },
    async ({ ctx, params }, reply) => {
      await removeTimeOff(ctx, params.id)
      return reply.status(204).send()
    },
  )
}

function teamRoutes(app: App): void {
  app.get(
    '/api/staff/team',
    {
      ...reads('staff', false),
      schema: {
        tags,
        summary: 'Everybody on staff, and which of them you are',
        response: { 200: z.object({ items: z.array(StaffMember), me: z.uuid().nullable() }) },
      },
    },
    async ({ ctx }) => {
      const me = ctx.actor.kind === 'account' ? await staffOfAccount(ctx, ctx.actor.accountId) : undefined
      return { items: await listStaff(ctx), me: me?.id ?? null }
    },
  )
  app.post(
    '/api/admin/staff',
    {
      ...admin,
      schema: {
        tags,
        summary: 'Add to the staff',
        headers: repeatable,
        body: StaffMemberInput,
        response: { 201: SavedStaff },
      },
    },
    async ({ ctx, headers, body }, reply) => {
      reply.status(201)
      return saveStaff(ctx, { ...body, requestKey: requestKeyOf(headers) })
    },
  )
  app.patch(
    '/api/admin/staff/:id',
    {
      ...admin,
      schema: { tags, summary: 'Change what is told', params: byId, body: StaffPatch, response: { 200: SavedStaff } },
    },
    async ({ ctx, params, body }) => saveStaff(ctx, { ...body, id: params.id }),
  )
}

function settingsRoutes(app: App): void {
  app.get(
    '/api/admin/settings/appointments',
    {
      ...reads('staff', false),
      schema: { tags, summary: 'How appointments are given', response: { 200: ShownSettings } },
    },
    async ({ ctx }) => shownSettings(ctx),
  )
  app.put(
    '/api/admin/settings/appointments',
    {
      ...admin,
      schema: {
        tags,
        summary: 'Change how appointments are given',
        description: 'What is left out takes its default; `holidays` left out stay as they are.',
        body: AppointmentSettings.extend({ holidays: z.array(Holiday).max(1_000).optional() }),
        response: { 200: ShownSettings },
      },
    },
    async ({ ctx, body: { holidays, ...settings } }) =>
      transact(ctx, async ctx => {
        await writeAppointmentSettings(ctx, settings)
        if (holidays) await setHolidays(ctx, holidays)
        return shownSettings(ctx)
      }),
  )
}

function sessionSettingsRoutes(app: App): void {
  const path = '/api/admin/settings/sessions'
  app.get(
    path,
    {
      ...reads('staff', false),
      schema: { tags, summary: 'How coaching sessions are given', response: { 200: SessionSettings } },
    },
    async ({ ctx }) => readSessionSettings(ctx),
  )
  app.put(
    path,
    {
      ...admin,
      schema: {
        tags,
        summary: 'Change how coaching sessions are given',
        description: 'What is left out takes its default.',
        body: SessionSettings,
        response: { 200: SessionSettings },
      },
    },
    async ({ ctx, body }) => writeSessionSettings(ctx, body),
  )
}

async function shownSettings(ctx: Parameters<typeof listHolidays>[0]) {
  const settings = await readAppointmentSettings(ctx)
  return { ...settings, holidays: await listHolidays(ctx), timeZone: ctx.business.timeZone }
}
