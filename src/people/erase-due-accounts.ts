import { accountsToErase, holdForErasure } from '../accounts/index.ts'
import { type Loop, startLoop } from '../jobs/index.ts'
import { type Context, transact } from '../storage/index.ts'
import { erasePerson } from './erase-person.ts'

/**
 * Erases the accounts whose owners asked for it and did not come back in time, each with everything of its person, by all
 * parts, in a transaction of its own. Gives how many are gone. One that cannot go (the last administrator) is logged, and the
 * others go.
 */
export async function eraseDueAccounts(ctx: Context): Promise<number> {
  let gone = 0
  for (const { id, personId } of await accountsToErase(ctx))
    try {
      gone += await transact(ctx, async ctx => {
        if (!(await holdForErasure(ctx, id))) return 0
        await erasePerson(ctx, { personId })
        return 1
      })
    } catch (error) {
      ctx.log.warn({ err: error, account: id }, 'an account that is due could not be erased; it is tried again')
    }
  return gone
}

export function startErasures(ctx: Context): Loop {
  return startLoop(ctx, {
    name: 'erasures',
    everyMs: 60_000,
    work: async ctx => (await eraseDueAccounts(ctx)) > 0,
  })
}
