import { makeMailLink, readAccountMails } from '../../accounts/index.ts'
import type { Context } from '../../storage/index.ts'
import type { Claimed, Composed, SubjectHandler } from '../subject.ts'
import { accountMailText } from './texts.ts'

const LABEL: Record<string, string> = {
  verification: 'Proof of an e-mail',
  reset: 'Link for a new password',
  email_change: 'Proof of a new e-mail',
  email_changed: 'Notice of a changed e-mail',
  erasure: 'Notice of an erasure',
}

/** Mails about accounts: their links are made here, as they are written, and leave with them alone. */
export const accountMailSubject: SubjectHandler = {
  async compose(ctx, claimed) {
    const mails = new Map(
      (
        await readAccountMails(
          ctx,
          claimed.map(one => one.subjectId),
        )
      ).map(mail => [mail.id, mail]),
    )
    const composed = new Map<string, Composed>()
    for (const one of claimed) composed.set(one.id, await composeOne(ctx, one, mails.get(one.subjectId)))
    return composed
  },
  async label(ctx, subjectIds) {
    const mails = await readAccountMails(ctx, subjectIds)
    return new Map(
      mails.map(({ id, kind, name }) => [id, { label: LABEL[kind] ?? kind, code: null, recipient: () => name }]),
    )
  },
}

async function composeOne(
  ctx: Context,
  { timeZone }: Claimed,
  mail: Awaited<ReturnType<typeof readAccountMails>>[number] | undefined,
): Promise<Composed> {
  if (!mail?.open) return { holds: false, status: 'cancelled', reason: 'replaced' }
  const path = (await makeMailLink(ctx, mail))?.path ?? '/sign-in'
  const url = new URL(path, ctx.business.publicUrl).href
  return {
    holds: true,
    to: { name: mail.name, email: mail.address, phone: null, accountId: null },
    ...accountMailText(mail, { business: ctx.business.name, url, timeZone }),
    path: '/account',
    regardless: true,
  }
}
