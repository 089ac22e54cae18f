import { isProven, requireAccountId } from '../../accounts/index.ts'
import type { App } from '../../kernel/http.ts'
import { repeatable } from '../../kernel/input.ts'
import { requirePerson } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { requestKeyOf } from '../booking/routes.ts'
import { toAppointment } from '../booking/view.ts'
import { Appointment, SessionInput, SessionOffer } from '../schema.ts'
import { listStaff } from '../staff/queries.ts'
import { readSessionSettings } from '../staff/settings.ts'
import { bookSession } from './book-session.ts'
import { readEntitlement } from './entitlement.ts'

const tags = ['appointments']
const member = { config: { access: 'member' } } as const

/** Coaching sessions of a member. */
export function sessionRoutes(app: App): void {
  app.get(
    '/api/coaching-sessions',
    {
      ...member,
      schema: { tags, summary: 'What I may still book, and with whom', response: { 200: SessionOffer } },
    },
    async ({ ctx }) => readOffer(ctx),
  )

  app.post(
    '/api/coaching-sessions',
    {
      ...member,
      schema: {
        tags,
        summary: 'Book a coaching session',
        description: 'With a telephone number the coach calls it; without one the session is held by video.',
        headers: repeatable,
        body: SessionInput,
        response: { 201: Appointment },
      },
    },
    async ({ ctx, headers, body }, reply) => {
      const { start, contact, ...rest } = body
      const row = await bookSession(ctx, {
        ...rest,
        ...contact,
        start: Temporal.Instant.from(start),
        requestKey: requestKeyOf(headers),
      })
      return reply.status(201).send(toAppointment(ctx, row))
    },
  )
}

async function readOffer(ctx: Context): Promise<SessionOffer> {
  const accountId = requireAccountId(ctx)
  const entitlement = await readEntitlement(ctx, { accountId, personId: await requirePerson(ctx) })
  const { minutes, noticeMinutes, horizonDays, freeUntilMinutes } = await readSessionSettings(ctx)
  const coaches = (await listStaff(ctx, { active: true })).filter(({ role }) => role === 'coach')
  return {
    ...entitlement,
    needsProof: !(await isProven(ctx, accountId)),
    minutes,
    noticeMinutes,
    horizonDays,
    freeUntilMinutes,
    coaches: coaches.map(({ id, name, timeZone, videoLink, sample }) => ({
      id,
      name,
      timeZone,
      byLink: videoLink !== null,
      sample,
    })),
    timeZone: ctx.business.timeZone,
  }
}
