import { type Loop, startLoop } from '../jobs/index.ts'
import type { Context } from '../storage/index.ts'
import { type Delivery, deliverDue } from './deliver.ts'

/**
 * Delivers what is due, every second, until stopped. Asking is one statement over two small partial indexes, of what is
 * scheduled and of what is being sent: cheaper than keeping a connection to be woken by, and a due instant wakes nobody.
 */
export function startDelivery(ctx: Context, delivery: Omit<Delivery, 'stopping'>): Loop {
  return startLoop(ctx, {
    name: 'reminders',
    everyMs: 1_000,
    work: async (ctx, stopping) => (await deliverDue(ctx, { ...delivery, stopping })) > 0,
  })
}
