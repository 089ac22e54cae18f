import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { transact } from '../storage/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { listStaffConversations } from './list-staff-conversations.ts'

const store = testStore()

/** Three hundred threads of forty messages, in each of which a human is wanted. */
beforeAll(async () => {
  await store.pool.query(`
    create temp table each as select gen_random_uuid() as id from generate_series(1, 300);
    insert into persons (id, created_at) select id, now() from each;
    insert into conversations (id, person_id, desk, last_number, created_at, alert, alerted_at)
      select id, id, 'sales', 40, now(), 'persistent_frustration', now() from each;
    insert into messages (id, conversation_id, number, author, text, created_at)
      select gen_random_uuid(), id, n, 'assistant', 'Parking for one car is part of the price. ' || repeat('And a sentence more. ', 10), now()
      from each, generate_series(1, 40) n;
    analyze persons, conversations, messages`)
})

test('what was said is looked for in one open thread after the other, not in all messages', async () => {
  const ctx = store.ctx({ actor: { kind: 'account', accountId: randomUUID(), role: 'admin', name: 'Asha' } })
  const { found, scans } = await transact(ctx, async ctx => ({
    found: await listStaffConversations(ctx, { state: 'open', limit: 10, q: 'one CAR' }),
    // Of this transaction: nobody else's, and counted at once.
    scans: await sql<{ seq_scan: number }>`
      select seq_scan from pg_stat_xact_user_tables where relname = 'messages'`.execute(ctx.db),
  }))
  expect(found.items).toHaveLength(10)
  expect(scans.rows).toEqual([{ seq_scan: 0 }])
  expect((await listStaffConversations(ctx, { state: 'open', limit: 10, q: 'two cars' })).items).toEqual([])
})

test('of a name that many have, conversations are looked up by person, however many others are newer', async () => {
  await store.pool.query(`
    create temp table others as select gen_random_uuid() as id, n from generate_series(1, 40000) n;
    insert into persons (id, created_at) select id, now() from others;
    insert into conversations (id, person_id, desk, created_at, active_at) select id, id, 'sales', now(), now() + n * interval '1 second' from others;
    insert into facts (id, person_id, key, value, confidence, source_kind, created_at)
      select id, id, 'name', '"Asha"', 1, 'form', now() from others where n <= 600;
    analyze persons, conversations, facts`)
  const ctx = store.ctx({ actor: { kind: 'account', accountId: randomUUID(), role: 'admin', name: 'Asha' } })
  const { found, read } = await transact(ctx, async ctx => ({
    found: await listStaffConversations(ctx, { state: 'all', limit: 50, q: 'asha' }),
    read: await sql<{ idx_tup_fetch: number }>`
      select idx_tup_fetch from pg_stat_xact_user_tables where relname = 'conversations'`.execute(ctx.db),
  }))
  const newest = found.items.map(({ person }) => person.name)
  expect(newest).toEqual(Array(50).fill('Asha'))
  expect(read.rows[0]!.idx_tup_fetch).toBeLessThan(3_000)
})
