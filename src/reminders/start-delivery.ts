import { type Loop, startLoop } from '../jobs/index.ts'
import type { Context } from '../storage/index.ts'
import { type Delivery, deliverDue } from './deliver.ts'

/** Delivers what is due, every second, until stopped. */
export function startDelivery(ctx: Context, delivery: Omit<Delivery, 'stopping'>): Loop {
  return startLoop(ctx, {
    name: 'reminders',
    everyMs: 1_000,
    work: async (ctx, stopping) => (await deliverDue(ctx, { ...delivery, stopping })) > 0,
  })
}
