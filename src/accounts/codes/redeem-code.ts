import { type Context, transact } from '../../storage/index.ts'
import { audit } from '../audit.ts'
import { requireAccountId } from '../require-role.ts'
import type { Grants } from '../schema.ts'
import { useCode } from './use-code.ts'

/** Uses a code for one's own account. Gives what it granted. Refuses like `useCode`. */
export function redeemCode(ctx: Context, { code }: { code: string }): Promise<{ grants: Grants }> {
  const accountId = requireAccountId(ctx)
  return transact(ctx, async ctx => {
    const { useId, grants } = await useCode(ctx, { accountId, code })
    await audit(ctx, 'code.used', { kind: 'account', id: accountId }, { use: useId })
    return { grants }
  })
}
