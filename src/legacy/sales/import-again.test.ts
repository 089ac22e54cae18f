import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { erasePerson } from '../../people/index.ts'
import { runs, testStore } from '../../storage/testing/index.ts'
import { asha, CREATED, fillDesk, makeDesk, salesDesks } from './testing.ts'

const store = testStore({ connections: 4 })
const { bring, desk, of } = salesDesks(store)

test('again adds nothing; a changed row is kept beside; a dry run writes nothing; who was erased stays erased', async () => {
  await desk('again', { user_profiles: [asha], scheduled_visits: [{ id: '1', user_id: 'u1', created_at: CREATED }] })
  const counts = async () => {
    const tables = [
      'persons',
      'facts',
      'signals',
      'lead_stages',
      'lead_notes',
      'appointments',
      'appointment_events',
      'reminders',
      'legacy_rows',
      'legacy_sources',
      'legacy_imports',
      'lead_tags',
      'leads',
    ]
    const { rows } =
      await sql<object>`select ${sql.join(tables.map(table => sql`(select count(*) from ${sql.table(table)}) as ${sql.ref(table)}`))}`.execute(
        store.db,
      )
    return rows[0]! as Record<string, number>
  }
  const before = await counts()
  const dry = await bring('again', { dryRun: true })
  expect(await counts()).toEqual(before)
  const real = await bring('again')
  expect({ ...real, dryRun: true }).toEqual(dry)

  const after = await counts()
  const second = await bring('again')
  expect(second.tables.user_profiles).toMatchObject({ imported: 1, already: 1 })
  expect(second.repairs).toEqual(real.repairs)
  expect(await counts()).toEqual({ ...after, legacy_imports: after.legacy_imports! + 1 })

  await store.pool.query(`update again.user_profiles set name = 'Asha Iyer'`)
  const changed = await bring('again')
  expect(changed.tables.user_profiles).toMatchObject({ source: 1, archived: 1 })
  expect(await counts()).toMatchObject({ facts: after.facts, legacy_rows: after.legacy_rows! + 1 })

  const [person] = await of<{ id: string }>('again', 'leads', 'person_id as id')
  await erasePerson(store.ctx(), { personId: person!.id })
  await store.pool.query(`insert into again.scheduled_visits (id, user_id, status) values ('2', 'u1', 'pending')`)
  const late = await bring('again')
  expect(late.tables.scheduled_visits).toMatchObject({ quarantined: expect.any(Number) })
  const rows = await sql<{ n: number }>`select count(*) as n from facts where person_id = ${person!.id}::uuid`.execute(
    store.db,
  )
  expect(rows.rows[0]!.n).toBe(0)
})

test('broken off in any batch it goes on, and ends as if it had not been', async () => {
  const profile = (n: number) => ({ ...asha, user_id: `u${n}`, phone: null, email: null })
  const visit = (n: number) => ({
    id: `${n}`,
    user_id: `u${n}`,
    status: 'confirmed',
    requested_date: '2026-03-20',
    created_at: CREATED,
  })
  const rows = {
    user_profiles: Array.from({ length: 90 }, (_, n) => profile(n)),
    scheduled_visits: Array.from({ length: 30 }, (_, n) => visit(n)),
  }
  await desk('whole', rows)
  await desk('broken', rows)
  const whole = await bring('whole')
  for (const breakAt of [60, 110]) await expect(bring('broken', { breakAt })).rejects.toThrow('power cut')
  const done = await bring('broken')
  expect(done.homes).toEqual(whole.homes)
  for (const table of ['signals', 'facts', 'appointments', 'lead_stages', 'lead_notes', 'reminders'])
    expect(await of('broken', table, 'count(*)')).toEqual(await of('whole', table, 'count(*)'))
})

test('garbage never makes it fail, and the counts come out', async () => {
  await makeDesk(store.pool, 'garbage')
  const text = fc.oneof(
    fc.constant(null),
    fc.string(),
    fc.constantFrom('morning', '2026-03-20', 'confirmed', '1', 'NaN', '[]', '{'),
  )
  const json = fc.oneof(fc.constant(null), fc.json(), fc.constant('[{"id":1,"name":"x","viewed_at":"2026-01-01"}]'))
  const clean = <Value>(value: Value) =>
    typeof value === 'string' ? value.replaceAll('\0', '').replaceAll('\\u0000', '').toWellFormed() : value
  const jsonCell = json.filter(value => value === null || !/\\ud[89a-f]/i.test(value))
  const row = (columns: string[], cell: fc.Arbitrary<unknown>) =>
    fc.record(Object.fromEntries(columns.map(name => [name, cell])))
  const profile = fc.tuple(
    row(['name', 'phone', 'email', 'must_have_amenities', 'avoided_amenities', 'current_stage', 'notes'], text),
    row(
      [
        'preferred_configurations',
        'preferred_locations',
        'properties_viewed',
        'properties_rejected',
        'interested_projects',
        'objections_history',
        'stage_history',
        'tags',
      ],
      jsonCell,
    ),
  )
  const visit = row(
    [
      'user_id',
      'project_id',
      'project_name',
      'requested_date',
      'requested_time_slot',
      'preferred_date',
      'preferred_time',
      'status',
      'contact_name',
      'contact_phone',
      'contact_email',
      'assigned_rm',
      'assigned_rm_phone',
      'user_notes',
      'user_feedback_text',
    ],
    text,
  )
  const call = row(
    [
      'user_id',
      'contact_name',
      'contact_phone',
      'requested_time',
      'preferred_time',
      'status',
      'callback_reason',
      'call_outcome',
      'urgency_level',
      'assigned_agent',
    ],
    text,
  )
  const reminder = row(
    ['reminder_type', 'channel', 'user_id', 'related_type', 'related_id', 'status', 'subject', 'message'],
    text,
  )
  let n = 0
  const cleaned = (one: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(one).map(([name, value]) => [name, clean(value)]))
  await fc.assert(
    fc.asyncProperty(
      fc.array(profile, { minLength: 5, maxLength: 12 }),
      fc.array(visit, { minLength: 5, maxLength: 12 }),
      fc.array(call, { minLength: 5, maxLength: 9 }),
      fc.array(reminder, { minLength: 5, maxLength: 9 }),
      async (profiles, visits, calls, reminders) => {
        await fillDesk(store.pool, 'garbage', {
          user_profiles: profiles.map(([a, b]) => ({ ...cleaned(a), ...cleaned(b), user_id: `g${n++}` })),
          scheduled_visits: visits.map(one => ({ ...cleaned(one), id: `v${n++}` })),
          callbacks: calls.map(cleaned),
          reminders: reminders.map(cleaned),
        })
        const { tables } = await bring('garbage')
        for (const { source, imported, archived, quarantined, sourceHash, keptHash } of Object.values(tables)) {
          expect(imported + archived + quarantined).toBe(source)
          expect(keptHash).toBe(sourceHash)
        }
      },
    ),
    { numRuns: runs(4) },
  )
})
