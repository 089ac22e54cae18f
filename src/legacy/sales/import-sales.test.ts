import { expect, test } from 'vitest'
import { expireHolds, saveStaff } from '../../appointments/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { asha, CREATED, fillDesk, NOW, salesDesks } from './testing.ts'

const store = testStore({ connections: 4 })
const { bring, desk, of } = salesDesks(store)

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
