import type { Channels } from '../channels/index.ts'
import type { Context } from '../storage/index.ts'

export type Delivery = {
  channels: Channels
  /** Name of this worker that nobody else uses. */
  owner: string
  /** How many are claimed at once, default 10. */
  batch?: number
  /** How long a claim is held without a sign of life, default 60. */
  leaseSeconds?: number
  /** Checked before each batch. */
  stopping?: AbortSignal
}

/** Claims what is due, sends it and records what became of it. Gives how many were claimed; 0 when nothing is due. */
export async function deliverDue(_ctx: Context, _delivery: Delivery): Promise<number> {
  return 0
}
