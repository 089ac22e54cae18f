import { sql } from 'kysely'
import type { Channel, Channels, Email, PhoneMessage, PushMessage, Sent } from '../channels/index.ts'
import { newId } from '../kernel/ids.ts'
import { createPerson } from '../people/index.ts'
import { type Context, transact } from '../storage/index.ts'
import { deliverDue } from './deliver.ts'
import { planReminders } from './plan-reminders.ts'
import type { ReminderRow } from './queries.ts'
import { readReminders } from './queries.ts'
import { type Claimed, type Composed, type ReminderPlan, registerSubject } from './subject.ts'

/** A channel as the contract has it, that keeps what it was given and answers as it is told. */
export function channel<Message extends { key: string }>(
  answer: (message: Message) => Sent | Promise<Sent> = accepts,
  honoursKey = false,
) {
  const sent: Message[] = []
  return {
    sent,
    honoursKey,
    async send(message: Message) {
      sent.push(message)
      return answer(message)
    },
  } satisfies Channel<Message> & { sent: Message[] }
}

export function accepts({ key }: { key: string }): Sent {
  return { outcome: 'accepted', providerId: `id-${key}` }
}

export const refusal = (code: string, permanent = false, retryAfterSeconds?: number): Sent => ({
  outcome: 'refused',
  permanent,
  code,
  note: 'The other side said no.',
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
})
export const unclear: Sent = { outcome: 'unclear', code: 'email.no_answer', note: 'No answer after the content.' }

export const email = (answer?: (message: Email) => Sent | Promise<Sent>, honours = false) =>
  channel<Email>(answer, honours)
export const sms = (answer?: (message: PhoneMessage) => Sent | Promise<Sent>) => channel<PhoneMessage>(answer)
export const whatsapp = (hasTemplate: boolean) => ({
  ...channel<PhoneMessage & { template: boolean }>(),
  hasTemplate,
})
export const push = (answer?: (message: PushMessage) => Sent | Promise<Sent>) => ({
  ...channel<PushMessage>(answer, true),
  publicKey: 'public',
  allows: (endpoint: string) => endpoint.startsWith('https://push.example/'),
})

export function channels(on: Partial<Channels> = {}): Channels {
  return { email: null, sms: null, whatsapp: null, push: null, verifyTwilio: null, close: async () => {}, ...on }
}

export const START = Temporal.Instant.from('2026-11-28T04:30:00Z')

/** A clock that stands still until it is moved. */
export function clockAt(start = START) {
  let now = start
  return {
    now: () => now,
    pass: (time: Temporal.DurationLike) => {
      now = now.add(time)
    },
  }
}

/** What a test's subject says of one reminder; the default is a person who can be reached by everything. */
type Say = (claimed: Claimed) => Partial<Extract<Composed, { holds: true }>> | Extract<Composed, { holds: false }>

let kinds = 0

/** A subject kind of this test alone. */
export function subject(say: Say = () => ({})) {
  const kind = `test_${'abcdefghijklmnopqrstuvwxyz'[kinds % 26]}${'abcdefghijklmnopqrstuvwxyz'[Math.floor(kinds++ / 26)]}`
  const composed: string[][] = []
  const numbers = new Map<string, string>()
  registerSubject(kind, {
    async compose(_ctx, claimed) {
      composed.push(claimed.map(({ id }) => id))
      return new Map(claimed.map(one => [one.id, wording(one, say(one))]))
    },
    async label(_ctx, ids) {
      return new Map(ids.map(id => [id, { label: 'A visit', code: 'CODE', recipient: () => 'Asha' }]))
    },
    personOfPhone: async (_ctx, phone) => numbers.get(phone),
    seenBy: () => sql`true`,
  })
  return { kind, composed, numbers }
}

function wording(claimed: Claimed, said: ReturnType<Say>): Composed {
  if (said.holds === false) return said
  const to = { name: 'Asha', email: `${claimed.id}@example.com`, phone: '+919876543210', accountId: null }
  const words = { subject: 'Your visit', text: 'Tomorrow at 10:00.', html: '<p>Tomorrow</p>', short: 'Tomorrow 10:00' }
  return { holds: true, to, ...words, path: '/appointments/CODE', ...said }
}

/** Plans one reminder, due at once unless told otherwise, and gives its row. */
export async function plan(ctx: Context, kind: string, overrides: Partial<ReminderPlan> = {}): Promise<ReminderRow> {
  const personId = overrides.personId ?? (await createPerson(ctx))
  const made: ReminderPlan = {
    subject: { kind, id: newId(), version: 1 },
    kind: 'visit_24h',
    audience: 'visitor',
    recipientId: personId,
    personId,
    channel: 'email',
    plannedAt: ctx.now(),
    usefulUntil: ctx.now().add({ hours: 22 }),
    timeZone: 'Asia/Kolkata',
    quiet: false,
    ...overrides,
  }
  await transact(ctx, ctx => planReminders(ctx, [made]))
  const [row] = await readReminders(
    ctx,
    sql`r.subject_id = ${made.subject.id}::uuid and r.kind = ${made.kind} and r.channel = ${made.channel} order by r.id desc`,
  )
  return row!
}

export async function reread(ctx: Context, { id }: { id: string }): Promise<ReminderRow> {
  return (await readReminders(ctx, sql`r.id = ${id}::uuid`))[0]!
}

/** Delivers once by these channels. */
export const deliver = (ctx: Context, on: Partial<Channels>) =>
  deliverDue(ctx, { channels: channels(on), owner: 'test' })
