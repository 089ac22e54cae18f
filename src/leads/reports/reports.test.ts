import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { answer, handOver, newVisitor, say } from '../../conversations/testing.ts'
import { newId } from '../../kernel/ids.ts'
import { createPerson } from '../../people/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { touchLead } from '../ledger/add-signals.ts'
import { calibrationReport } from './calibration.ts'
import { funnelReport } from './funnel.ts'
import { responseTimesReport } from './response-times.ts'
import { sourcesReport } from './sources.ts'
import { unansweredReport } from './unanswered.ts'

const store = testStore()

/** A week of its own in Kolkata, Monday to Sunday. */
const span = { from: '2031-03-03', to: '2031-03-10' }
const clock = { at: Temporal.Instant.from('2031-03-02T18:30:00Z') }
const pass = (seconds: number) => {
  clock.at = clock.at.add({ seconds })
}
const context = () => store.ctx({ now: () => clock.at })

async function lead(more: { writesAfter?: number; answeredAfter?: number } = {}) {
  const ctx = { ...context(), actor: newVisitor() }
  pass(more.writesAfter ?? 60)
  const posted = await say(ctx, 'Is there a helipad?')
  pass(more.answeredAfter ?? 2)
  await answer(ctx, posted, 'That is not in our data.')
  const { personId, conversationId, messageId } = posted.turn
  await touchLead(ctx, { personId })
  return { ctx, personId, conversationId, messageId }
}

async function visited(personId: string, status: string, score: number | null, start = clock.at.add({ hours: 24 })) {
  await sql`
    insert into staff (id, name, role, time_zone, created_at, updated_at)
    values (${newId()}, 'Ravi', 'agent', 'Asia/Kolkata', ${clock.at}, ${clock.at})`.execute(store.db)
  await sql`
    insert into appointments (id, code, kind, person_id, staff_id, status, period, time_zone, source, ics_uid, created_at,
      updated_at, cancelled_by, engagement, intent)
    select ${newId()}::uuid, upper(translate(left(md5(random()::text), 12), 'abcdefilou', '0123456789')), 'site_visit',
      ${personId}::uuid, (select id from staff order by id desc limit 1), ${status},
      tstzrange(${start}, ${start.add({ hours: 1 })}), 'Asia/Kolkata', 'chat', ${newId()}, ${clock.at}, ${clock.at},
      case when ${status} = 'cancelled' then 'visitor' end, ${score}::numeric / 2, ${score}::numeric / 2`.execute(
    store.db,
  )
}

test('each report counts its week and nothing before or after it', async () => {
  await lead({ writesAfter: -3600 })
  clock.at = Temporal.Instant.from('2031-03-02T18:30:00Z')

  const [a, b, c] = [
    await lead({ answeredAfter: 1 }),
    await lead({ answeredAfter: 3 }),
    await lead({ answeredAfter: 11 }),
  ]
  await sql`
    insert into facts (id, person_id, key, value, confidence, source_kind, created_at)
    values (${newId()}, ${a.personId}, 'phone', '"+919845012345"', 1, 'form', ${clock.at})`.execute(store.db)
  await visited(a.personId, 'completed', 14)
  await visited(b.personId, 'no_show', 3)
  await visited(b.personId, 'cancelled', 15)
  await visited(b.personId, 'expired', 15)
  await visited(c.personId, 'completed', null, Temporal.Instant.from('2031-03-09T18:30:00Z'))
  await sql`
    insert into person_sources (id, person_id, key_hash, at, channel, site, referrer_host, utm_source)
    values (${newId()}, ${a.personId}, null, ${clock.at}, 'page', null, 'search.example', 'Spring'),
      (${newId()}, ${b.personId}, null, ${clock.at}, 'widget', 'https://builder.example', null, null)`.execute(store.db)

  // Who turned out to be one of them counts once, as them.
  const twin = await createPerson(context())
  await touchLead(context(), { personId: twin })
  await sql`update leads set merged_at = ${clock.at} where person_id = ${twin}`.execute(store.db)

  const ctx = context()
  const funnel = await funnelReport(ctx, span)
  expect(Object.fromEntries(funnel.steps.map(({ step, persons }) => [step, persons]))).toEqual({
    wrote: 3,
    viewed: 0,
    interested: 0,
    reachable: 1,
    visit_booked: 3,
    visit_completed: 2,
  })
  expect(funnel.days.map(({ date }) => date)).toEqual([3, 4, 5, 6, 7, 8, 9].map(day => `2031-03-0${day}`))
  expect(funnel.days[0]).toMatchObject({ leads: 3, visitsBooked: 0 })
  expect(funnel.days[1]).toMatchObject({ leads: 0, visitsBooked: 3, visitsCompleted: 1 })
  expect(funnel.days[6]).toMatchObject({ visitsBooked: 0 })

  expect((await sourcesReport(ctx, span)).sources).toEqual([
    { source: 'builder.example', leads: 1, reachable: 0, visitsBooked: 1, visitsCompleted: 0 },
    { source: 'spring', leads: 1, reachable: 1, visitsBooked: 1, visitsCompleted: 1 },
    { source: null, leads: 1, reachable: 0, visitsBooked: 1, visitsCompleted: 1 },
  ])

  // The visit without a score begins the day after the week.
  const { bands, unknown } = await calibrationReport(ctx, span)
  expect(bands.map(({ visits, completed }) => [visits, completed])).toEqual([
    [1, 0],
    [0, 0],
    [0, 0],
    [2, 1],
    [0, 0],
  ])
  expect(unknown).toBe(0)
  expect((await calibrationReport(ctx, { from: '2031-03-10', to: '2031-03-11' })).unknown).toBe(1)

  const asked = async (one: typeof a, state: 'waiting' | 'human' | 'closed', after: number) => {
    pass(after)
    await handOver(one.ctx, one.conversationId, state)
  }
  await asked(a, 'waiting', 10)
  await asked(a, 'waiting', 10)
  await asked(a, 'human', 50)
  await asked(b, 'waiting', 10)
  await asked(b, 'human', 300)
  await asked(c, 'waiting', 10)
  await asked(c, 'closed', 10)
  await asked(c, 'human', 10)
  const times = await responseTimesReport(ctx, span)
  expect(times.assistant).toMatchObject({ answered: 3, median: 3 })
  expect(times.human).toMatchObject({ asked: 3, taken: 2, withinTwoMinutes: 1, median: 180 })
})

test('what was not told stands with its message; an empty week is no error', async () => {
  const { ctx, messageId, conversationId } = await lead()
  await sql`
    insert into sales_readings (message_id, conversation_id, number, intent, intents, sentiment, frustration, objections,
      asked, places, wish, shown, needs_clarification, lacking, objecting, stage, created_at, read_at)
    values (${messageId}, ${conversationId}, 1, 'facts', '{}', 'neutral', 0, '{}', '[]', '{}', '{}', 0, false, '{helipad}',
      false, 'discovery', ${clock.at}, ${clock.at})`.execute(store.db)
  expect(await unansweredReport(ctx, span)).toEqual({
    lacking: [{ what: 'helipad', times: 1 }],
    items: [
      {
        conversationId,
        number: 1,
        text: 'Is there a helipad?',
        why: 'lacking',
        at: clock.at.toString(),
      },
    ],
  })
  const empty = { from: '2033-01-01', to: '2033-01-02' }
  expect(await responseTimesReport(ctx, empty)).toEqual({
    assistant: { answered: 0, median: null, p95: null },
    human: { asked: 0, taken: 0, withinTwoMinutes: 0, median: null, p95: null },
  })
  expect((await sourcesReport(ctx, empty)).sources).toEqual([])
  expect((await funnelReport(ctx, empty)).days).toEqual([
    { date: '2033-01-01', leads: 0, visitsBooked: 0, visitsCompleted: 0 },
  ])
})
