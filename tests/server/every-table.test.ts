import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { exportPerson } from '../../src/people/index.ts'
import { registerParts } from '../../src/server/domains.ts'
import { listTables, STORE_LOCAL } from '../../src/storage/copy/inventory.ts'
import { testStore } from '../../src/storage/testing/index.ts'
import { columnsWith, tablesOfPersons, unnamedTables } from '../store/coverage.ts'
import { fillEveryTable } from '../store/fill.ts'

const store = testStore({ connections: 2 })
beforeAll(() => registerParts())

/**
 * Words that stay when a person is erased, by whose words they are. A table that is neither here nor in a part of what is kept
 * about persons fails this test, whether the database knows that its rows are a person's or not.
 */
const STAYS: Record<string, string[]> = {
  'the catalogue': [
    ...['catalogue_imports', 'catalogue_refused_rows', 'cities', 'listing_aliases', 'listings', 'markets', 'offers'],
    ...['places', 'posting_feeds', 'posting_imports', 'posting_refused_entries', 'posting_terms', 'posting_texts'],
    ...['posting_words', 'postings', 'price_history', 'units'],
  ],
  'what the house set, and wrote for everybody': [
    ...['answer_texts', 'canned_replies', 'coach_prompts', 'codes', 'holidays', 'lead_views', 'lead_weights'],
    ...['programme_versions', 'secrets', 'setting_versions', 'settings', 'widget_secrets', 'widget_settings'],
  ],
  'the staff, their hours and their calendars': [
    ...['calendar_busy', 'calendar_consents', 'staff', 'staff_calendars', 'time_off'],
  ],
  'the library of sign-in, which keeps nothing there': ['account_rate_limits', 'account_verifications'],
  'ids, counts and states: who did what, never what was said': ['audit_log', 'erasures.counts', 'person_merges.counts'],
  'the key of an object that is on its way out': ['file_removals'],
  'what is owed to a calendar of the staff: which entry goes': [
    ...['etag', 'error', 'external_id', 'owner'].map(column => `calendar_events.${column}`),
  ],
  'how often and when there was an appointment, and nothing of whom': [
    ...['appointment_events.status', 'appointments.ics_uid', 'appointments.time_zone', 'appointments.staff_name'],
  ],
  'which model was paid': ['model_calls.model'],
  'what was imported from where, and how much of it': ['legacy_imports', 'legacy_sources', 'legacy_tables'],
}

test('what a person said, did and is goes from every table; what others wrote stays', async () => {
  const ctx = store.ctx()
  const { personId } = await fillEveryTable(store.pool, 'Asha')
  const other = await fillEveryTable(store.pool, 'Ravi')
  const ofTheOther = await columnsWith(ctx, store.pool, 'Ravi')
  const before = await columnsWith(ctx, store.pool, 'Asha')
  expect(before.length).toBeGreaterThan(250)
  const told = await exportPerson(ctx, other.personId)

  expect(await unnamedTables(ctx, personId)).toEqual([])
  const stays = new Set(Object.values(STAYS).flat())
  const left = await columnsWith(ctx, store.pool, 'Asha')
  expect(left.filter(column => !stays.has(column) && !stays.has(column.split('.')[0]!))).toEqual([])
  expect([...stays].filter(name => !left.some(column => column === name || column.startsWith(`${name}.`)))).toEqual([])
  expect(await columnsWith(ctx, store.pool, 'Ravi')).toEqual(ofTheOther)
  expect({ ...(await exportPerson(ctx, other.personId)), exportedAt: told.exportedAt }).toEqual(told)
})

test('what is local to a store has a reason and leads to nobody', async () => {
  const ofPersons = await tablesOfPersons(store.ctx())
  for (const [name, reason] of STORE_LOCAL) {
    expect(ofPersons).not.toContain(name)
    expect(reason.length, name).toBeGreaterThan(20)
  }
})

describe('a table that is added later', () => {
  beforeAll(async () => {
    await sql`create table surprises (id uuid primary key, person_id uuid not null references persons (id), text text)`.execute(
      store.db,
    )
    await sql`create table surprise_notes (id uuid primary key, about uuid, text text not null)`.execute(store.db)
  })

  test('is among those that are moved, and is filled with a row', async () => {
    const names = (await listTables(store.pool)).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['surprises', 'surprise_notes']))
    const { rows } = await fillEveryTable(store.pool, 'Meera')
    expect(rows.get('surprises')).toMatchObject({ person_id: rows.get('persons')!.id })
  })

  test('is missed by name, where nobody exports and erases it', async () => {
    const ctx = store.ctx()
    const { personId } = await fillEveryTable(store.pool, 'Kavya')
    const unnamed = await unnamedTables(ctx, personId)
    expect(unnamed).toEqual(expect.arrayContaining(['surprises is not exported', 'surprises is not erased']))
    const left = await columnsWith(ctx, store.pool, 'Kavya')
    expect(left).toEqual(expect.arrayContaining(['surprises.text', 'surprise_notes.text']))
  })
})
