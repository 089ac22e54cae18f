import { z } from 'zod'
import { StaffAppointment, saveCoachNote } from '../appointments/index.ts'
import { type App, reads, readsMuch } from '../kernel/http.ts'
import { words } from '../kernel/input.ts'
import { enrolmentSchema } from '../programmes/index.ts'
import { listStaffPeople, readStaffPerson, requireShown } from './staff-people.ts'

const tags = ['staff']
const coach = { config: { access: 'coach' } } as const
const byId = z.object({ id: z.uuid() })

const Line = z.object({
  id: z.uuid(),
  name: z.string().nullable(),
  isMember: z.boolean(),
  /** Programmes that they share. */
  shared: z.int(),
  sessions: z.int(),
  nextSession: z.string().nullable(),
  /** The conversation that was handed over, if any. */
  conversationId: z.uuid().nullable(),
  handOff: z.enum(['assistant', 'waiting', 'human', 'closed']).nullable(),
  reason: z.string().nullable(),
  since: z.string(),
})

const Note = z.object({ number: z.int(), text: z.string(), by: z.string().nullable(), at: z.string().nullable() })

/** The people whom coaches look after: who shares their work, booked a session or was handed over. */
export function staffPeopleRoutes(app: App): void {
  app.get(
    '/api/staff/people',
    {
      ...readsMuch('coach', { action: 'person.listed', list: 'people' }),
      schema: {
        tags,
        summary: 'People who share, booked or were handed over',
        querystring: z.object({ cursor: z.string().max(200).optional(), q: z.string().trim().max(100).optional() }),
        response: { 200: z.object({ items: z.array(Line), cursor: z.string().nullable() }) },
      },
    },
    async ({ ctx, query }) => listStaffPeople(ctx, query),
  )

  app.get(
    '/api/staff/people/:id',
    {
      ...reads('coach', { action: 'person.read', subject: 'person', param: 'id' }),
      schema: {
        tags,
        summary: 'One of them, with what they share',
        params: byId,
        response: {
          200: z.object({
            person: Line,
            enrolments: z.array(enrolmentSchema),
            sessions: z.array(StaffAppointment),
            notes: Note,
          }),
        },
      },
    },
    async ({ ctx, params }) => readStaffPerson(ctx, { personId: params.id }),
  )

  app.put(
    '/api/staff/people/:id/notes',
    {
      ...coach,
      schema: {
        tags,
        summary: 'What coaches note about them',
        description:
          '`basedOn` is the number of the note that was read, 0 before the first; without it the note is replaced.',
        params: byId,
        body: z.object({
          text: words(10_000),
          basedOn: z.int().min(0).optional(),
        }),
        response: { 200: Note },
      },
    },
    async ({ ctx, params, body }) => {
      await requireShown(ctx, params.id)
      return saveCoachNote(ctx, { personId: params.id, ...body })
    },
  )
}
