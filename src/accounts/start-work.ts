import { type Loop, startLoop } from '../jobs/index.ts'
import type { Context } from '../storage/index.ts'
import { forgetRateLimits } from './forget-rate-limits.ts'
import { settleResetRequests } from './request-reset.ts'
import { wrapPasswords } from './wrap-passwords.ts'

/** What accounts do later: answer who asked for a reset link, put imported passwords under the slow hash, forget addresses. */
export function startAccountWork(ctx: Context): Loop[] {
  return [
    startLoop(ctx, { name: 'password resets', everyMs: 1_000, work: ctx => settleResetRequests(ctx) }),
    startLoop(ctx, {
      name: 'imported passwords',
      everyMs: 60_000,
      work: async ctx => (await wrapPasswords(ctx)) > 0,
    }),
    startLoop(ctx, {
      name: 'sign-in limits',
      everyMs: 60_000,
      work: async ctx => {
        await forgetRateLimits(ctx)
        return false
      },
    }),
  ]
}
