import { type Loop, startLoop } from '../jobs/index.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import type { Backups } from './settings.ts'
import { endAbandoned, failBackup, giveBack, readStanding, takeBackup } from './take.ts'

/** Makes the backup of an id that was taken, apart from whoever answers; its row says what came of it. */
export type Run = (id: string, stopping: AbortSignal) => Promise<void>

const LOOK_MS = 5_000
/** A start has enough to do: what was missed while Mosaic was away waits this long. */
const SETTLE_MS = 60_000

/** Looks for a backup that is due or was asked for. Nothing where the store keeps nothing. */
export function startBackups(
  ctx: Context,
  backups: Backups,
  run: Run,
  { everyMs = LOOK_MS, settleMs = SETTLE_MS }: { everyMs?: number; settleMs?: number } = {},
): Loop[] {
  if (!backups.possible) return []
  const settled = ctx.now().add({ milliseconds: settleMs })
  return [
    startLoop(ctx, {
      name: 'backups',
      everyMs,
      work: (ctx, stopping) => lookForBackup(ctx, backups, run, { stopping, settled }),
    }),
  ]
}

/**
 * Makes one, where one is wanted and nobody makes it. Throws while the newest failed, so that health says so. Gives whether
 * there may be more.
 */
export async function lookForBackup(
  ctx: Context,
  backups: Backups,
  run: Run,
  { stopping, settled }: { stopping: AbortSignal; settled?: Temporal.Instant },
): Promise<boolean> {
  await endAbandoned(ctx, backups)
  const scheduled = !settled || Temporal.Instant.compare(ctx.now(), settled) >= 0
  const id = await takeBackup(ctx, backups, { scheduled })
  if (id) {
    try {
      await run(id, stopping)
    } catch (error) {
      if (stopping.aborted) await giveBack(ctx, id)
      await failBackup(
        ctx,
        id,
        error instanceof Refusal ? error.message : `It did not run: ${(error as Error).message}`,
      )
    }
    return !stopping.aborted
  }
  const { failures, error } = await readStanding(ctx)
  if (failures > 0)
    throw new Refusal('unavailable', 'backups.failing', { message: `The newest backup failed: ${error}` })
  return false
}
