import { expect, test } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { legacyFile } from './testing/legacy-file.ts'
import { take, total } from './testing/take.ts'

const store = testStore({ connections: 3 })

test('the example: 2 imported, 37 archived, none quarantined', async () => {
  const file = legacyFile()
  file.add('sessions', {
    id: 's1',
    created_at: '2025-09-30 16:30:04',
    expires_at: '2025-10-30 16:30:04',
    user_data: '{}',
  })
  file.add('wimd_outputs', {
    session_id: 's1',
    prompt: 'test',
    response: 'an answer',
    analysis_data: '{}',
    metrics: null,
    created_at: '2025-09-30 16:30:05.840023',
  })
  for (let n = 0; n < 5; n++) file.add('feature_flags', { flag_name: `f${n}`, enabled: 0 })
  for (let n = 0; n < 18; n++) file.add('usage_tracking', { operation: `o${n}`, estimated_cost: n / 10 })
  for (let n = 0; n < 8; n++) file.add('match_analytics', { query_hash: `q${n}` })
  for (let n = 0; n < 4; n++) file.add('usage_summary', { date: `2025-10-0${n + 1}`, operation: 'x' })
  file.add('token_usage', { operation: 'x', tokens: 3 })
  file.add('prompt_selector_cache', { prompt_hash: 'h' })
  file.close()
  const dry = await take(store, { from: file.path, name: 'example', dryRun: true })
  const report = await take(store, { from: file.path, name: 'example' })
  expect([total(report, 'imported'), total(report, 'archived'), total(report, 'quarantined')]).toEqual([2, 37, 0])
  expect(report.homes).toMatchObject({ persons: 1, accounts: 0, conversations: 1, messages: 2 })
  expect({ ...dry, dryRun: false }).toEqual(report)
  const again = await take(store, { from: file.path, name: 'example' })
  expect(Object.values(again.tables).map(table => table.source - table.already)).toEqual(
    Object.values(again.tables).map(() => 0),
  )
  expect(again.homes).toEqual(report.homes)
})
