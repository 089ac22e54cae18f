import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { expireHolds, saveStaff } from '../../appointments/index.ts'
import { erasePerson } from '../../people/index.ts'
import { runs, testStore } from '../../storage/testing/index.ts'
import type { Mapping } from '../core/mapping.ts'
import { openPostgres } from '../core/postgres.ts'
import { runImport } from '../core/run-import.ts'
import { salesMapping } from './index.ts'
import { deskUrl, fillDesk, type LegacyTable, makeDesk } from './testing.ts'

const store = testStore({ connections: 4 })
const NOW = Temporal.Instant.from('2026-03-10T06:30:00Z')
const CREATED = '2026-03-01 10:00:00'

type Options = { dryRun?: boolean; timeZone?: string; breakAt?: number }

async function bring(schema: string, options: Options = {}) {
  const { dryRun, timeZone = 'Asia/Kolkata', breakAt } = options
  const source = await openPostgres(deskUrl(store.url, schema))
  const client = await store.pool.connect()
  try {
    const mapping = salesMapping({ timeZone, stampZone: 'UTC', region: 'IN' })
    if (breakAt) breakOff(mapping, breakAt)
    const told = { name: schema, dryRun }
    const { repairList, close, ...report } = await runImport(
      store.ctx({ now: () => NOW }),
      client,
      source,
      mapping,
      told,
    )
    const list = [...repairList()]
    close()
    return { ...report, list }
  } finally {
    client.release()
    await source.close()
  }
}

/** As if the process ended while it looks at this row. */
function breakOff(mapping: Mapping, row: number): void {
  let seen = 0
  for (const table of Object.values(mapping.tables)) {
    const { plan } = table
    table.plan = (...given) => {
      if (++seen === row) throw new Error('power cut')
      return plan.apply(table, given)
    }
  }
}

async function desk(schema: string, rows: Partial<Record<LegacyTable, Record<string, unknown>[]>>) {
  await makeDesk(store.pool, schema)
  await fillDesk(store.pool, schema, rows)
}

/** Rows of a query over the persons that a source made; `t` is the table. */
async function of<Row>(schema: string, table: string, select: string, order = '1'): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select ${sql.raw(select)} from ${sql.table(table)} t where t.person_id in (
      select l.person_id from legacy_persons l join legacy_sources s on s.id = l.source_id where s.name = ${schema})
    order by ${sql.raw(order)}`.execute(store.db)
  return rows
}

const asha = {
  user_id: 'u1', name: 'Asha Rao', phone: '98450 12345', email: 'Asha@Example.org', budget_min: 90, budget_max: 6000,
  preferred_configurations: ['3BHK', 2.5], preferred_locations: ['Whitefield', 'Hebbal'], must_have_amenities: ['Swimming Pool'],
  avoided_amenities: '["Gym"]', engagement_score: 99, lead_temperature: 'hot', current_stage: 'decision',
  properties_viewed: [
    { id: 'p1', name: 'Old Towers', viewed_at: '2026-02-01T10:00:00', view_count: 3, last_viewed_at: '2026-02-05T10:00:00' },
    { id: 'p2', name: 'Lake View', viewed_at: null },
    'garbage',
  ],
  interested_projects: [{ id: 'p1', name: 'Old Towers', interest_level: 'high', marked_at: '2026-02-02T10:00:00' }],
  properties_rejected: [
    { id: 'p1', name: 'Old Towers', reason: 'too far', rejected_at: '2026-02-04T10:00:00' },
    { id: 'p3', name: 'Hill Top', reason: 'too dear', rejected_at: '2026-02-04T16:00:00+05:30' },
  ],
  objections_history: [{ type: 'budget', count: 2, first_raised_at: '2026-02-03 10:00:00' }],
  stage_history: [
    { stage: 'awareness', entered_at: '2026-01-31T10:00:00', exited_at: '2026-02-02T10:00:00' },
    { stage: 'consideration', entered_at: '2026-02-02T10:00:00' },
    { stage: 'dreaming', entered_at: '2026-02-03T10:00:00' },
  ],
  created_at: '2026-01-31 10:00:00', last_active: '2026-02-20 10:00:00+00', notes: 'Calls back late', tags: ['VIP', 'vip '],
} // biome-ignore format: a fixture

test('a profile is a person with facts in order, a ledger of dated deeds, stages, a note and tags', async () => {
  await desk('profile', { user_profiles: [asha, { user_id: 'u2', phone: '12345', tags: '{}' }] })
  const report = await bring('profile')
  expect(report.tables.user_profiles).toMatchObject({ source: 2, imported: 2, archived: 0, quarantined: 0 })
  expect(report.tables.user_profiles!.sourceHash).toBe(report.tables.user_profiles!.keptHash)
  expect(report.homes).toMatchObject({ persons: 2, signals: 5 })
  expect(report.repairs).toEqual({ budget_unit_suspect: 1, bad_entry: 1, unknown_stage: 1, bad_phone: 1, bad_json: 1 })

  expect(await of('profile', 'facts', 'key, value, source_kind as source', 'number')).toEqual(
    [
      ['name', 'Asha Rao'],
      ['phone', '+919845012345'],
      ['email', 'asha@example.org'],
      ['budget_min', { minor: 900_000_000, currency: 'INR' }],
      ['configuration', 3],
      ['configuration', 2.5],
      ['place', 'Whitefield'],
      ['place', 'Hebbal'],
      ['amenity_wanted', 'swimming_pool'],
      ['amenity_avoided', 'gym'],
    ].map(([key, value]) => ({ key, value, source: 'import' })),
  )
  expect(
    await of('profile', 'signals', 'kind, engagement, intent, sentence, created_at::text as at', 'number'),
  ).toEqual([
    {
      kind: 'earned',
      engagement: 0.2,
      intent: 0,
      sentence: 'looked at Old Towers',
      at: expect.stringContaining('02-01'),
    },
    { kind: 'earned', engagement: 1, intent: 1.5, sentence: 'showed interest in Old Towers', at: expect.anything() },
    { kind: 'earned', engagement: 0, intent: 0, sentence: 'objected: budget, 2 times', at: expect.anything() },
    { kind: 'reversed', engagement: -1, intent: -1.5, sentence: 'turned down Old Towers', at: expect.anything() },
    { kind: 'earned', engagement: 0, intent: 0, sentence: 'turned down Hill Top: too dear', at: expect.anything() },
  ])
  const [lead] = await of<object>(
    'profile',
    'leads',
    'engagement, intent, temperature, stage, last_active_at::text as at',
    '1 desc',
  )
  expect(lead).toMatchObject({ engagement: 0.2, intent: 0, temperature: 'cold', stage: 'closing' })
  expect(await of('profile', 'lead_stages', 'from_stage as "from", to_stage as "to"', 'number')).toEqual([
    { from: null, to: 'discovery' },
    { from: 'discovery', to: 'evaluation' },
    { from: 'evaluation', to: 'closing' },
  ])
  expect(await of('profile', 'lead_notes', 'text')).toEqual([
    { text: 'Calls back late' },
    { text: 'Phone number as it was written before: 12345' },
  ])
  expect(await of('profile', 'lead_tags', 'tag')).toEqual([{ tag: 'vip' }])
})

test('visits keep their status and their part of the day; without a time, or where another has it, they are wishes', async () => {
  const admin = store.ctx()
  const ravi = await saveStaff(admin, {
    name: 'Ravi Kumar',
    role: 'agent',
    timeZone: 'Asia/Kolkata',
    phone: '+919845011111',
  })
  const visit = (id: string, more: Record<string, unknown>) => ({
    ...{ id, user_id: 'u1', status: 'confirmed', created_at: CREATED, requested_date: '2026-03-20' },
    ...more,
  })
  const slot = (requested_time_slot: string) => ({ requested_time_slot })
  await desk('visits', {
    user_profiles: [{ user_id: 'u1', name: 'Asha', created_at: CREATED }],
    scheduled_visits: [
      visit('visit_000001', { ...slot('morning'), assigned_rm: 'ravi  kumar' }),
      visit('2', { ...slot('morning'), assigned_rm_phone: '98450 11111', created_at: '2026-02-28 10:00:00' }),
      visit('3', { ...slot('afternoon'), assigned_rm: 'Meena Gone', project_id: 'x1', project_name: 'Old Towers' }),
      visit('4', { requested_date: null, status: 'pending', user_notes: 'any day' }),
      visit('5', {
        ...slot('evening'),
        requested_date: '2026-02-20',
        status: 'completed',
        user_feedback_rating: 4,
        completed_at: '2026-02-20 13:00:00',
      }),
      visit('6', { ...slot('evening'), requested_date: '2026-02-21', status: 'no-show' }),
      visit('7', { ...slot('evening'), status: 'cancelled', cancelled_at: '2026-03-02 10:00:00' }),
      visit('8', {
        user_id: 'gone',
        contact_name: 'Bala',
        contact_phone: '99',
        preferred_time: '10:30',
        status: 'dreamt',
      }),
      visit('9', { user_id: null }),
    ],
  })
  const report = await bring('visits')
  expect(report.tables.scheduled_visits).toMatchObject({ source: 9, imported: 8, quarantined: 1 })
  expect(report.repairs).toEqual({ slot_conflict: 1, restored_parent: 1, bad_phone: 1, unknown_status: 1 })
  expect(report.list).toContainEqual({
    code: 'slot_conflict',
    table: 'scheduled_visits',
    key: 'visit_000001',
    column: null,
  })

  const columns = `kind, status, staff_id as "staffId", staff_name as "staffName", lower(period)::text as start,
    (select count(*) from reminders r where r.subject_id = t.id) as reminders`
  const found = await of<Record<string, unknown>>(
    'visits',
    'appointments',
    columns,
    't.created_at, lower(t.period), t.kind, t.staff_name nulls last',
  )
  const none = { staffId: null, staffName: null }
  const at = (text: string) => expect.stringMatching(text)
  expect(found).toEqual([
    {
      kind: 'site_visit',
      status: 'confirmed',
      staffId: ravi.id,
      staffName: null,
      start: at('2026-03-20 03:30'),
      reminders: 4,
    },
    { ...none, kind: 'site_visit', status: 'completed', start: at('2026-02-20 09:30'), reminders: 0 },
    { ...none, kind: 'site_visit', status: 'no_show', start: at('2026-02-21 09:30'), reminders: 0 },
    { ...none, kind: 'site_visit', status: 'pending', start: at('2026-03-20 05:00'), reminders: 3 },
    {
      kind: 'site_visit',
      status: 'confirmed',
      staffId: null,
      staffName: 'Meena Gone',
      start: at('2026-03-20 06:30'),
      reminders: 3,
    },
    { ...none, kind: 'site_visit', status: 'cancelled', start: at('2026-03-20 09:30'), reminders: 0 },
    { kind: 'callback', status: 'pending', staffId: null, staffName: 'ravi kumar', start: null, reminders: 0 },
    { ...none, kind: 'callback', status: 'pending', start: null, reminders: 0 },
  ])
  const notes = await of<{ notes: string }>('visits', 'appointments', 'staff_notes as notes')
  expect(notes.map(({ notes }) => notes).filter(Boolean)).toEqual(
    [
      'Phone number as it was written before: 99',
      'Project: Old Towers',
      'Wished for 2026-03-20, 09:00–12:00 (Asia/Kolkata).',
      expect.stringContaining('Wished for') as never,
    ].slice(0, 3),
  )
  const [{ sums }] = (await of<{ sums: boolean }>(
    'visits',
    'leads',
    `bool_and(t.intent = (select sum(s.intent) from signals s where s.person_id = t.person_id)) as sums`,
  )) as [{ sums: boolean }]
  expect(sums).toBe(true)
  const mine = await of<{ intent: number }>('visits', 'leads', 'intent', '1 desc')
  expect(mine[0]!.intent).toBe(4.5)
})

test('both tables of callbacks, with tries, outcome and wishes; reminders are closed and nothing is sent', async () => {
  await desk('calls', {
    user_profiles: [{ user_id: 'u1', name: 'Asha', created_at: CREATED }],
    scheduled_visits: [
      { id: '1', user_id: 'u1', status: 'confirmed', requested_date: '2026-03-20', requested_time_slot: 'morning', created_at: CREATED },
    ],
    callbacks: [
      { user_id: 'u1', status: 'completed', callback_reason: 'financing', urgency_level: 'high', call_attempts: 3, call_outcome: 'successful', call_duration_seconds: 240, last_call_attempt: '2026-03-02T10:00:00Z', created_at: CREATED },
      { user_id: 'u1', status: 'no_answer', callback_reason: 'a joke', urgency_level: 'low', created_at: CREATED },
      { user_id: 'u1', status: 'pending', preferred_date: '2026-03-29', preferred_time: '11:30', created_at: CREATED },
    ],
    requested_callbacks: [{ id: 'cb-1', user_id: 'u1', status: 'contacted', callback_reason: 'pricing', created_at: '2026-03-03T10:00:00Z' }],
    reminders: [
      { reminder_type: 'Visit 24h', channel: 'whatsapp', user_id: 'u1', related_type: 'visit', related_id: '1', scheduled_time: '2026-03-19 03:30:00', status: 'pending', message: 'See you' },
      { reminder_type: 'Visit 24h', channel: 'whatsapp', user_id: 'u1', related_type: 'visit', related_id: '1', scheduled_time: '2026-03-05 03:30:00', status: 'pending' },
      { reminder_type: 'callback', channel: 'email', related_type: 'callback', related_id: '1', scheduled_time: '2026-03-02 03:30:00', sent_at: '2026-03-02 03:31:00', status: 'sent', attempts: 9 },
      { reminder_type: 'callback', channel: 'pigeon', user_id: 'u1', related_id: '1' },
      { reminder_type: 'lost', channel: 'email', user_id: 'nobody', related_id: '77' },
    ],
  }) // biome-ignore format: a fixture
  const report = await bring('calls')
  expect(report.tables.reminders).toMatchObject({ source: 5, imported: 3, quarantined: 2 })
  expect(await of('calls', 'appointments', `status, reason, urgency, due_at::text as due,
    (select string_agg(outcome || ' ' || coalesce(seconds, 0), ', ' order by number) from callback_attempts where appointment_id = t.id) as tries`, 't.created_at, t.status, t.due_at')).toEqual([
    { status: 'completed', reason: 'financing', urgency: 'high', due: expect.anything(), tries: 'no_answer 0, no_answer 0, successful 240' },
    { status: 'confirmed', reason: null, urgency: null, due: null, tries: null },
    { status: 'no_answer', reason: 'other', urgency: 'low', due: expect.anything(), tries: 'no_answer 0' },
    { status: 'pending', reason: 'general', urgency: 'medium', due: expect.stringContaining('2026-03-29 06:00'), tries: null },
    { status: 'contacted', reason: 'pricing', urgency: 'medium', due: expect.anything(), tries: 'successful 0' },
  ]) // biome-ignore format: rows
  const closed = await of(
    'calls',
    'reminders',
    'kind, channel, status, reason, attempts, sent_by as by',
    'due_at, kind',
  )
  expect(closed.filter(one => (one as { kind: string }).kind.startsWith('imported'))).toEqual([
    { kind: 'imported_callback', channel: 'email', status: 'sent', reason: null, attempts: 3, by: 'email' },
    {
      kind: 'imported_visit_24h',
      channel: 'phone',
      status: 'suppressed',
      reason: 'imported_past',
      attempts: 0,
      by: null,
    },
    { kind: 'imported_visit_24h', channel: 'phone', status: 'cancelled', reason: 'superseded', attempts: 0, by: null },
  ])
  const open = await of<{ status: string; due: boolean }>('calls', 'reminders', `status, due_at > '${NOW}' as due`)
  expect(open.filter(({ status }) => status === 'scheduled').every(({ due }) => due)).toBe(true)
})

test('a reminder of an appointment that names nobody who can be found has nothing to hang on', async () => {
  const visit = { requested_date: '2026-03-20', requested_time_slot: 'morning', created_at: CREATED }
  await desk('nobody', {
    scheduled_visits: [
      { ...visit, id: 'v1', contact_name: ' ', contact_email: 'no address' },
      { ...visit, id: 'v2', contact_phone: '12' },
      { ...visit, id: 'v3', contact_name: '', contact_phone: '98450 12345' },
    ],
    reminders: ['v1', 'v2', 'v3'].map((related_id, n) => ({
      ...{ id: n + 1, related_id, related_type: 'visit', channel: n ? 'sms' : 'pigeon', scheduled_time: CREATED },
    })),
  })
  await desk('moved', {
    scheduled_visits: [{ ...visit, id: 'v1', user_id: 'before' }],
  })
  await bring('moved')
  await store.pool.query("update moved.scheduled_visits set user_id = 'after'")
  await fillDesk(store.pool, 'moved', {
    reminders: [{ id: 1, related_id: 'v1', related_type: 'visit', channel: 'sms' }],
  })
  expect((await bring('moved')).tables.reminders).toMatchObject({ imported: 1 })

  const { tables } = await bring('nobody')
  expect(tables.scheduled_visits).toMatchObject({ imported: 1, quarantined: 2 })
  expect(tables.reminders).toMatchObject({ imported: 1, quarantined: 2 })
})

test('wishes in an hour that clocks skip, or show twice', async () => {
  await desk('clocks', {
    scheduled_visits: [
      {
        id: '1',
        contact_name: 'A',
        status: 'completed',
        requested_date: '2025-03-30',
        preferred_time: '02:30',
        created_at: CREATED,
      },
      {
        id: '2',
        contact_name: 'B',
        status: 'completed',
        requested_date: '2025-10-26',
        preferred_time: '02:30',
        created_at: CREATED,
      },
    ],
  })
  const report = await bring('clocks', { timeZone: 'Europe/Berlin' })
  expect(report.repairs).toEqual({ restored_parent: 2, dst_gap: 1, dst_overlap: 1 })
  const starts = await of<{ start: string }>('clocks', 'appointments', 'lower(period)::text as start')
  expect(starts.map(({ start }) => start.slice(0, 16))).toEqual(['2025-03-30 01:30', '2025-10-26 00:30'])
})

test('a visit that was pending and is past ends without a word to anybody', async () => {
  await desk('past', {
    scheduled_visits: [
      {
        ...{ id: '1', contact_name: 'Asha', contact_email: 'asha@example.org', status: 'pending', created_at: CREATED },
        ...{ requested_date: '2026-03-10', requested_time_slot: 'morning' },
      },
    ],
  })
  await bring('past')
  expect(await of('past', 'appointments', 'status')).toEqual([{ status: 'pending' }])
  await expireHolds(store.ctx({ now: () => NOW }))
  expect(
    await of('past', 'appointments', 'status, (select count(*) from reminders r where r.subject_id = t.id) as told'),
  ).toEqual([{ status: 'expired', told: 0 }])
})

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
