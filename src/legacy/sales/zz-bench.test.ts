import { test } from 'vitest'
import { testStore } from '../../storage/testing/index.ts'
import { openPostgres } from '../core/postgres.ts'
import { runImport } from '../core/run-import.ts'
import { salesMapping } from './index.ts'
import { deskUrl, makeDesk } from './testing.ts'
import { writers } from './writers.ts'
const store = testStore({ connections: 4 })
test('bench', async () => {
  await makeDesk(store.pool, 'b')
  await store.pool.query(`insert into b.user_profiles (user_id, name, phone, email, budget_min, budget_max, preferred_configurations, preferred_locations, properties_viewed, interested_projects, objections_history, stage_history, created_at, last_active)
    select 'u'||n, 'Name '||n, '98450'||lpad(n::text,5,'0'), 'a'||n||'@example.org', 50, 90, '["3BHK"]', '["Whitefield"]',
    (select jsonb_agg(jsonb_build_object('id', i, 'name', 'P'||i, 'viewed_at', '2026-01-0'||i||'T10:00:00')) from generate_series(1,6) i),
    '[{"id":1,"name":"P1","marked_at":"2026-01-09T10:00:00"}]', '[{"type":"budget","first_raised_at":"2026-01-09T11:00:00"}]', '[{"stage":"awareness","entered_at":"2026-01-01"},{"stage":"consideration","entered_at":"2026-01-05"}]', '2026-01-01', '2026-02-01' from generate_series(1,1500) n`)
  await store.pool.query(`insert into b.scheduled_visits (id, user_id, status, requested_date, requested_time_slot, created_at) select n::text, 'u'||n, 'completed', '2026-01-20', 'morning', '2026-01-10' from generate_series(1,1500) n`)
  const source = await openPostgres(deskUrl(store.url, 'b'))
  const client = await store.pool.connect()
  const mapping = salesMapping({ timeZone: 'Asia/Kolkata', stampZone: 'UTC', region: 'IN' })
  const spent: Record<string, number> = {}
  mapping.writers = Object.fromEntries(Object.entries(writers).map(([k, f]) => [k, async (c, r, run) => { const t = performance.now(); await f(c, r, run); spent[k] = (spent[k] ?? 0) + performance.now() - t }]))
  const t = performance.now()
  await runImport(store.ctx(), client, source, mapping, { name: 'b' })
  console.log('total', Math.round(performance.now() - t), spent)
  client.release(); await source.close()
}, 300_000)
