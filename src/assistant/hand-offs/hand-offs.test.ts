import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { makeAccount } from '../../accounts/testing.ts'
import { onlyAgents } from '../../appointments/booking/testing/desk.ts'
import { appointmentSubject, bookVisit, cancelAppointment } from '../../appointments/index.ts'
import { messagesAfter, requestHandOff, takeConversation } from '../../conversations/index.ts'
import { newVisitor, say } from '../../conversations/testing.ts'
import { deliverDue, registerSubject } from '../../reminders/index.ts'
import { channels } from '../../reminders/testing.ts'
import { type Actor, type Context, transact } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { promiseSomebody, sayNobodyCame } from './promise.ts'
import { sayReminder } from './say-reminder.ts'
import { alertSubject } from './subject.ts'
import { tellAlert, tellHandOff } from './tell-staff.ts'

const store = testStore({ connections: 4 })

beforeAll(() => {
  store.events.subscribe('conversation.handed_off', tellHandOff)
  store.events.subscribe('conversation.handed_off', promiseSomebody)
  store.events.subscribe('conversation.alerted', tellAlert)
  registerSubject('appointment', appointmentSubject)
})

/** By the wall clock of Kolkata, Saturday 21 November 2026 unless told otherwise. */
const at = (clock: string, day = '2026-11-21') => Temporal.Instant.from(`${day}T${clock}:00+05:30`)
const then = (now: Temporal.Instant, actor?: Actor) => store.ctx({ now: () => now, ...(actor && { actor }) })

async function newThread(now: Temporal.Instant) {
  const ctx = then(now, newVisitor())
  const { turn } = await say(ctx, 'hello')
  const notices = async (ctx: Context) =>
    (await messagesAfter(ctx, { conversationId: turn.conversationId })).messages
      .filter(({ author }) => author === 'system')
      .map(({ text }) => text)
  return { ctx, turn, id: turn.conversationId, notices: () => notices(ctx) }
}

test('in calling hours somebody is promised at once, and who waits in vain is told so once and offered an urgent call', async () => {
  const { ctx, id, notices } = await newThread(at('10:00'))
  await requestHandOff(ctx, { conversationId: id, reason: 'requested' })
  await requestHandOff(ctx, { conversationId: id, reason: 'requested' })
  expect(await notices()).toEqual([expect.stringContaining('within 2 minutes')])
  expect(await sayNobodyCame(then(at('10:01')))).toBe(false)
  expect(await sayNobodyCame(then(at('10:03')))).toBe(true)
  expect(await sayNobodyCame(then(at('10:04')))).toBe(false)
  const { messages } = await messagesAfter(ctx, { conversationId: id })
  expect(await notices()).toEqual([expect.anything(), expect.stringContaining('nobody could join you yet')])
  expect(messages.at(-1)?.parts).toEqual([
    { type: 'chips', chips: [{ label: 'Call me urgently', text: 'Please call me back urgently' }] },
  ])
})

test('out of hours the visitor is told when somebody is there, by the zone and the holidays of the house, and nothing is late before', async () => {
  const { id: holiday } = await makeAccount(store.ctx(), 'agent')
  await sql`insert into holidays (day, name, created_at) values ('2026-11-24', 'Closed', now())`.execute(store.ctx().db)
  const { ctx, id, notices } = await newThread(at('21:30', '2026-11-23'))
  await requestHandOff(ctx, { conversationId: id, reason: 'requested' })
  expect(await notices()).toEqual([expect.stringContaining('from 9:00 am on Wednesday 25 November 2026')])
  expect(await sayNobodyCame(then(at('09:01', '2026-11-25')))).toBe(false)
  expect(await sayNobodyCame(then(at('09:02', '2026-11-25')))).toBe(true)
  expect(await notices()).toHaveLength(2)
  expect(holiday).toBeTruthy()
})

test('whoever may be in danger is promised nothing and offered no call; at the career desk nothing is added', async () => {
  const { ctx, id, notices } = await newThread(at('10:00'))
  await requestHandOff(ctx, { conversationId: id, reason: 'crisis' })
  expect(await sayNobodyCame(then(at('10:10')))).toBe(false)
  expect(await notices()).toEqual([])
})

test('what somebody has who is switched off or changes desks waits for others: the visitor and the desk are told, once', async () => {
  for (const gone of [sql`disabled_at = now()`, sql`role = 'coach'`]) {
    const account = await makeAccount(store.ctx(), 'agent')
    const { ctx, id, turn, notices } = await newThread(at('10:00'))
    const actor: Actor = { kind: 'account', accountId: account.id, role: 'agent', name: account.name }
    await takeConversation(then(at('10:00'), actor), id)
    await say(ctx, 'are you there?')
    expect(await sayNobodyCame(then(at('10:01')))).toBe(false)
    await sql`update accounts set ${gone} where id = ${account.id}`.execute(ctx.db)
    await Promise.all([1, 2, 3].map(() => sayNobodyCame(then(at('10:02')))))
    expect((await notices()).slice(1)).toEqual([`${account.name} left.`, expect.stringContaining('within 2 minutes')])
    const { conversation } = await messagesAfter(ctx, { conversationId: id })
    expect(conversation).toMatchObject({ handOff: 'waiting' })
    const told = await sql`
      select from reminders where person_id = ${turn.personId} and subject_kind = 'hand_off' and recipient_id = ${account.id}`.execute(
      ctx.db,
    )
    expect(told.rows).toEqual([])
    await makeAccount(store.ctx(), 'agent')
    expect(await sayNobodyCame(then(at('10:05')))).toBe(true)
    expect(await notices()).toHaveLength(4)
  }
})

test('an alert is told to the sales desk once for each message, and no more once somebody took the conversation', async () => {
  const account = await makeAccount(store.ctx(), 'agent')
  const { ctx, id, turn } = await newThread(at('10:00'))
  const { personId, messageId } = turn
  const alert = { conversationId: id, personId, messageId, reason: 'persistent_frustration' as const }
  for (let times = 0; times < 2; times++) await transact(ctx, ctx => ctx.announce(ctx, 'conversation.alerted', alert))
  const told = await sql<{ subject_id: string; channel: string; kind: string }>`
    select subject_id, channel, kind from reminders
    where person_id = ${personId} and recipient_id = ${account.id} order by channel`.execute(ctx.db)
  expect(told.rows).toMatchObject([
    { channel: 'email', kind: 'persistent_frustration' },
    { channel: 'push', kind: 'persistent_frustration' },
  ])
  const claim = {
    id: 'one',
    subjectKind: 'conversation_alert',
    subjectId: told.rows[0]!.subject_id,
    subjectVersion: 1,
    kind: 'persistent_frustration',
    audience: 'staff',
    recipientId: account.id,
    channel: 'email',
    timeZone: 'Asia/Kolkata',
  } as const
  const said = (await alertSubject.compose(ctx, [claim])).get('one')
  expect(said).toMatchObject({ holds: true, path: `/console/inbox/${id}` })
  expect(JSON.stringify(said)).not.toContain('hello')
  const actor: Actor = { kind: 'account', accountId: account.id, role: 'agent', name: 'Asha' }
  await takeConversation(then(at('10:01'), actor), id)
  expect((await alertSubject.compose(ctx, [claim])).get('one')).toMatchObject({ holds: false, status: 'cancelled' })
})

test('a reminder that falls due is said in the open thread exactly once, beside the e-mail, and not once it is cancelled', async () => {
  const { ctx, turn, notices } = await newThread(at('10:00'))
  const { personId } = turn
  const contact = { name: 'Asha Rao', phone: '98765 01234', email: 'asha@example.com' }
  await onlyAgents(ctx, ['Ravi'])
  const book = (start: Temporal.Instant) => bookVisit(ctx, { personId, start, contact, source: 'form' })
  const kept = await book(at('11:00', '2026-11-26'))
  const gone = await book(at('15:00', '2026-11-27'))
  await cancelAppointment(ctx, { code: gone.code, version: gone.version })
  const deliver = (now: Temporal.Instant) =>
    deliverDue(then(now), { channels: channels({}), chat: sayReminder, owner: 'test', batch: 200, atOnce: 200 })
  await deliver(at('10:01'))
  expect(await notices()).toEqual([])
  await deliver(at('11:01', '2026-11-25'))
  await deliver(at('11:02', '2026-11-25'))
  await deliver(at('15:01', '2026-11-26'))
  expect(await notices()).toEqual([
    expect.stringMatching(/^Tomorrow at 11:00 am: your (site )?visit/),
    expect.stringMatching(/^How was your/),
  ])
  const rows = await sql<{ id: string; channel: string; status: string }>`
    select id, channel, status from reminders where person_id = ${personId} and kind = 'visit_24h' and audience = 'visitor'
      and status <> 'cancelled' order by channel`.execute(ctx.db)
  expect(rows.rows).toMatchObject([
    { channel: 'chat', status: 'sent' },
    { channel: 'email', status: 'suppressed' },
  ])
  // Taken up again after a crash between saying and noting it: it stands there already.
  const again = {
    reminderId: rows.rows[0]!.id,
    personId,
    subjectKind: 'appointment',
    subjectId: kept.id,
    text: 'again',
    path: '/',
  }
  expect(await sayReminder(then(at('12:00', '2026-11-26')), again)).toMatchObject({ outcome: 'accepted' })
  expect(await notices()).toHaveLength(2)
})
