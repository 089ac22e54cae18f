import { expect, test } from 'vitest'
import { newId } from '../kernel/ids.ts'
import { testStore } from '../storage/testing/index.ts'
import { forgetRateLimits } from './forget-rate-limits.ts'

const store = testStore()

test('an address is forgotten once what it was counted for is long over', async () => {
  const ctx = store.ctx()
  const now = ctx.now().epochMilliseconds
  const rows = [
    ['10.0.0.1/sign-in/email', now - 301_000],
    ['10.0.0.2/sign-in/email', now - 90_000],
    ['10.0.0.3/sign-in/email', now],
  ] as const
  for (const [key, at] of rows)
    await ctx.db.insertInto('account_rate_limits').values({ id: newId(), key, count: 1, last_request: at }).execute()
  await forgetRateLimits({ ...ctx, now: () => Temporal.Instant.fromEpochMilliseconds(now) })
  const left = await ctx.db.selectFrom('account_rate_limits').select('key').orderBy('key').execute()
  expect(left.map(({ key }) => key)).toEqual(rows.slice(1).map(([key]) => key))
})
