import type { Context } from '../storage/index.ts'

/** Five times the longest window that is counted. */
const KEPT_MS = 5 * 60_000

/**
 * Takes away what was counted of sign-ins by network address once its window is long over. The library does so only for an address
 * that comes again: of everybody else the address would rest for ever.
 */
export async function forgetRateLimits(ctx: Context): Promise<void> {
  const before = ctx.now().epochMilliseconds - KEPT_MS
  await ctx.db.deleteFrom('account_rate_limits').where('last_request', '<', before).execute()
}
