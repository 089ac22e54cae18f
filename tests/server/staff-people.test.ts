import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { bookSession } from '../../src/appointments/index.ts'
import { makeCoach, makeMember } from '../../src/appointments/sessions/testing.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { testServer } from './app.ts'

const store = testStore({ connections: 4 })
const server = testServer(store)

/** A start that can be booked: the next Wednesday but one, 10:00 in Toronto. */
function nextStart(): Temporal.Instant {
  const now = Temporal.Now.zonedDateTimeISO('America/Toronto')
  const day = now.toPlainDate().add({ days: 7 + ((3 - now.dayOfWeek + 7) % 7) })
  return day.toZonedDateTime({ timeZone: 'America/Toronto', plainTime: '10:00' }).toInstant()
}

let noor: string

beforeAll(async () => {
  noor = await makeCoach(store.ctx(), { name: 'Noor', email: 'noor@example.com' })
})

type Line = { id: string; name: string; sessions: number; nextSession: string | null }

test('coaches see who booked, shares or was handed over, nobody else, and keep notes on them', async () => {
  const [coach, agent, member] = [
    await server.account('coach'),
    await server.account('agent'),
    await makeMember(store.ctx()),
  ]
  const stranger = await makeMember(store.ctx())
  await bookSession(member.ctx, { start: nextStart(), topic: 'My next step' })
  const { items } = (await coach.expect(200, 'GET', '/api/staff/people')) as { items: Line[] }
  expect(items.map(({ id }) => id)).toEqual([member.personId])
  expect(items[0]).toMatchObject({ sessions: 1, nextSession: nextStart().toString() })
  expect(await coach.expect(200, 'GET', '/api/staff/people?q=nobody-here')).toEqual({ items: [], cursor: null })

  const path = `/api/staff/people/${member.personId}`
  expect(await coach.expect(200, 'GET', path)).toMatchObject({
    person: { sessions: 1, shared: 0, handOff: null },
    enrolments: [],
    sessions: [{ notes: 'My next step' }],
    notes: { number: 0, text: '' },
  })
  const write = (text: string, basedOn?: number) => ({ json: { text, basedOn } })
  expect(await coach.expect(200, 'PUT', `${path}/notes`, write('Two offers.', 0))).toMatchObject({ number: 1 })
  expect(await coach.expect(200, 'PUT', `${path}/notes`, write('Two offers.', 0))).toMatchObject({ number: 1 })
  expect(await coach.expect(409, 'PUT', `${path}/notes`, write('Three offers.', 0))).toMatchObject({
    code: 'appointments.notes_changed',
    current: { text: 'Two offers.' },
  })
  await coach.expect(200, 'PUT', `${path}/notes`, write('One offer left.', 1))
  const { rows } = await sql`select from coach_notes where person_id = ${member.personId}::uuid`.execute(store.db)
  expect(rows).toHaveLength(2)

  const strange = `/api/staff/people/${stranger.personId}`
  await coach.expect(404, 'GET', strange)
  await coach.expect(404, 'PUT', `${strange}/notes`, write('x'))
  for (const url of ['/api/staff/people', path]) await agent.expect(403, 'GET', url)
})

test('starts of sessions are public, by the zone that is asked for', async () => {
  const anybody = server.nobody()
  const day = nextStart().toZonedDateTimeISO('America/Toronto').toPlainDate().add({ days: 1 })
  const query = `kind=coaching_session&from=${day}&to=${day}`
  const starts = (await anybody.expect(200, 'GET', `/api/slots?${query}&timeZone=America/Toronto`)) as {
    start: string
    end: string
    staffId: string
  }[]
  const own = starts.filter(({ start, staffId }) => staffId === noor && /T(09:00|16:30):00-0[45]:00$/.test(start))
  expect(own).toHaveLength(2)
  // Whoever else gives sessions has a clock of their own.
  const hers = starts.filter(({ staffId }) => staffId === noor)
  expect(hers.every(({ end }) => end.slice(11, 16) <= '17:00')).toBe(true)
  expect(await anybody.expect(200, 'GET', `/api/slots?${query}&staff=${noor}&timeZone=America/Toronto`)).toHaveLength(
    16,
  )
  expect(await anybody.expect(400, 'GET', `/api/slots?${query}&timeZone=Here/There`)).toMatchObject({
    code: 'appointments.time_zone',
  })
  await anybody.expect(400, 'GET', `/api/slots?kind=coaching_session&from=${day}&to=2020-01-01`)
  await anybody.expect(401, 'POST', '/api/coaching-sessions', { json: { start: starts[0]!.start } })
})
