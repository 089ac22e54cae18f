import { type AppointmentRow, bookVisit, requestCallback, toAppointment } from '../../appointments/index.ts'
import { CallbackInput, VisitInput } from '../../appointments/schema.ts'
import { type Assistant, postCoachMessage, postSalesMessage } from '../../assistant/index.ts'
import { findListing } from '../../catalogue/index.ts'
import {
  lockConversation,
  openConversation,
  type Part,
  type Posted,
  postSystemMessage,
  requireOwnConversation,
} from '../../conversations/index.ts'
import { type Files, receiveFile } from '../../files/index.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { clockWords, shortDayWords } from '../../kernel/time-words.ts'
import type { OutageVerbs, Told } from '../../outage/index.ts'
import { ensurePerson, findPerson, noteSource, readSource } from '../../people/index.ts'
import { asUnavailable, type Context, transact } from '../../storage/index.ts'
import { actorOf, personOf } from './speaker.ts'
import { sayBooked, sayCalled, sayNotBooked } from './words.ts'

/** What the wish was not booked for: then the thread says so, and somebody calls. */
const LOST = new Set([
  'appointments.taken',
  'appointments.start',
  'appointments.hold_ended',
  'appointments.listing',
  'appointments.too_many',
])

type Message = { desk: 'sales' | 'career'; clientId: string; text: string; ui?: object; conversationId?: string }
type Form<Body> = { requestKey: string; body: Body }

/** The domains' verbs as an outage needs them: what was said then, said now by who it was, with the ids that it came with. */
export function outageVerbs({ assistant, files }: { assistant: Assistant; files: () => Files }): OutageVerbs {
  const settings = assistant.settings.coach
  return {
    actorOf,
    personOf,
    /** Answered as any turn that nobody is at: the lease ends with the call. */
    async message(ctx, told) {
      const { desk, ...message } = told.content as Message
      const said = { ...message, owner: assistant.newOwner(), leaseSeconds: 0 }
      const then = at(ctx, told.at)
      const posted =
        desk === 'sales'
          ? await postSalesMessage(then, settings, said as Parameters<typeof postSalesMessage>[2])
          : await postToCoach(then, settings, said as CoachSaid)
      await noteTouch(then, told)
      return posted.turn.personId
    },
    async visit(ctx, told) {
      const personId = (await findPerson(ctx)) ?? (await ensurePerson(ctx))
      await bringVisit(ctx, told, personId)
      await noteTouch(ctx, told)
      return personId
    },
    async callback(ctx, told) {
      const personId = (await findPerson(ctx)) ?? (await ensurePerson(ctx))
      const { requestKey, body } = formOf(told, CallbackInput)
      const { preferred, listing, ...rest } = body
      const wish = { ...rest, ...(await homeOf(ctx, listing)), personId, source: 'form' as const, requestKey }
      const wished = preferred === undefined ? undefined : Temporal.Instant.from(preferred)
      // The promise counts from when it was asked for. A time that has gone by meanwhile is no reason not to call.
      const hasPassed = wished && Temporal.Instant.compare(wished, ctx.now()) <= 0
      await requestCallback(at(ctx, told.at), { ...wish, ...(wished && !hasPassed && { preferred: wished }) })
      await say(ctx, told, sayCalled())
      await noteTouch(ctx, told)
      return personId
    },
    async file(ctx, told, bytes) {
      const personId = (await findPerson(ctx)) ?? (await ensurePerson(ctx))
      const { name, declaredType, clientId } = told.content as {
        name: string
        declaredType?: string
        clientId?: string
      }
      await receiveFile(ctx, files(), { personId, name, declaredType, clientId: clientId ?? told.id, stream: bytes })
    },
  }
}

type CoachSaid = Omit<Parameters<typeof postCoachMessage>[2], 'conversationId'> & { conversationId?: string }

/** Where nothing was said before, and where what was open then is closed, in the conversation that is open now. */
async function postToCoach(ctx: Context, settings: Assistant['settings']['coach'], said: CoachSaid): Promise<Posted> {
  const { conversationId } = said
  const found = conversationId === undefined ? undefined : await requireOwnConversation(ctx, conversationId)
  const isOpen = found?.status === 'open' || (found && found.desk !== 'career')
  const here = isOpen ? found.id : (await openConversation(ctx, { desk: 'career' })).id
  return (await postCoachMessage(ctx, settings, { ...said, conversationId: here })).posted
}

/** The verb says no less than then: a booking is made as of now, and only the notice that it needs is counted from when it was asked. */
async function bringVisit(ctx: Context, told: Told, personId: string): Promise<void> {
  const { requestKey, body } = formOf(told, VisitInput)
  const { start, listing, ...rest } = body
  const wished = start === undefined ? undefined : Temporal.Instant.from(start)
  const home = await homeOf(ctx, listing)
  const wish = { ...rest, ...home, personId, start: wished, source: 'form' as const, requestKey }
  try {
    const row = await bookVisit(ctx, wish).catch(error => {
      if (!(error instanceof Refusal) || error.detail.why !== 'notice') throw error
      return bookVisit(at(ctx, told.at), wish)
    })
    if (row.status === 'cancelled') return
    const text = sayBooked(whenOf(ctx, row.start), row.status === 'confirmed')
    await say(ctx, told, text, [{ type: 'appointment', appointment: toAppointment(ctx, row) }])
  } catch (error) {
    if (!(error instanceof Refusal) || asUnavailable(error) || !LOST.has(error.code)) throw error
    const others = alternativesOf(error)
    const calls = Boolean(body.contact.phone)
    const why =
      error.detail.why === 'past'
        ? 'past'
        : ['taken', 'hold_ended'].some(end => error.code.endsWith(end))
          ? 'gone'
          : 'other'
    const text = sayNotBooked(whenOf(ctx, wished ?? null), why, calls, others.length > 0)
    if (calls) {
      const { contact, visitorTimeZone } = body
      const notes = `Asked for a visit on ${whenOf(ctx, wished ?? null)} while the database was away; it could not be booked.`
      await requestCallback(ctx, {
        ...home,
        contact,
        visitorTimeZone,
        personId,
        notes,
        urgency: 'high',
        source: 'form',
        requestKey: `${requestKey} call`.slice(0, 200),
      })
    }
    await say(ctx, told, text, slotsOf(ctx, others))
    // Nobody would hear of it: without a number there is no call, so that staff find the wish in the review.
    if (!calls) throw error
  }
}

const at = (ctx: Context, instant: Temporal.Instant): Context => ({ ...ctx, now: () => instant })

function formOf<Body>(told: Told, schema: { parse(body: unknown): Body }): Form<Body> {
  const { requestKey, body } = told.content as Form<unknown>
  return { requestKey, body: schema.parse(body) }
}

/** A home that has left the catalogue meanwhile does not keep anybody from being called or shown around. */
async function homeOf(ctx: Context, listing: string | undefined): Promise<{ listingId?: string }> {
  const found = listing === undefined ? undefined : await findListing(ctx, listing)
  return found ? { listingId: found.id } : {}
}

function whenOf({ business }: Context, start: AppointmentRow['start']): string {
  if (!start) return 'the time that you chose'
  const local = start.toZonedDateTimeISO(business.timeZone)
  return `${shortDayWords(local)} at ${clockWords(local)}`
}

type Slot = { start: string }

function alternativesOf({ detail }: Refusal): Slot[] {
  return Array.isArray(detail.alternatives) ? (detail.alternatives as Slot[]).slice(0, 6) : []
}

function slotsOf({ business }: Context, slots: Slot[]): Part[] {
  if (slots.length === 0) return []
  const dayOf = ({ start }: Slot) =>
    Temporal.Instant.from(start).toZonedDateTimeISO(business.timeZone).toPlainDate().toString()
  const days = [...Map.groupBy(slots, dayOf)].map(([date, slots]) => ({ date, slots }))
  return [{ type: 'slots', days, listing: null }]
}

/** Once, whoever does the entry again after a crash. */
async function say(ctx: Context, { id }: Told, text: string, parts: Part[] = []): Promise<void> {
  const personId = await findPerson(ctx)
  const own: Context = personId && ctx.actor.kind === 'visitor' ? { ...ctx, actor: { ...ctx.actor, personId } } : ctx
  await transact(own, async ctx => {
    const { id: conversationId } = await openConversation(ctx, { desk: 'sales' })
    const locked = await lockConversation(ctx, conversationId)
    if (locked) await postSystemMessage(ctx, locked, { text, parts, clientId: id })
  })
}

/** Where they came from, which their first words brought along. */
async function noteTouch(ctx: Context, { at, content }: Told): Promise<void> {
  const source = typeof content.source === 'string' ? readSource(content.source) : undefined
  if (source) await noteSource(ctx, source, at)
}
