import { sql } from 'kysely'
import { audit, type MailKind, makeMailLink, readAccountMails, requireRole } from '../../accounts/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, transact } from '../../storage/index.ts'

export type OutboxEntry = {
  id: string
  kind: MailKind
  name: string
  email: string
  createdAt: string
  /** Why it did not leave: `channel_off`, `no_address` … */
  reason: string
}

/**
 * Mails about accounts of the last seven days that are of use and did not leave the house, newest first: an administrator
 * hands their links over. What is still to be tried is not among them, as its link is made anew then. For administrators.
 */
export async function listOutbox(ctx: Context, { id }: { id?: string } = {}): Promise<OutboxEntry[]> {
  requireRole(ctx, 'admin')
  const found = await sql<OutboxEntry & { createdAt: Temporal.Instant }>`
    select m.id, m.kind, a.name, m.address as email, m.created_at as "createdAt", r.reason
    from account_mails m join accounts a on a.id = m.account_id
    join lateral (
      select status, reason from reminders r where r.subject_kind = 'account_mail' and r.subject_id = m.id
      order by r.resend desc limit 1) r on r.status in ('suppressed', 'failed', 'unknown')
    where m.closed_at is null and m.kind <> 'erasure' and m.created_at > ${ctx.now().subtract({ hours: 7 * 24 })}
      and (${id ?? null}::uuid is null or m.id = ${id ?? null}::uuid) and a.disabled_at is null
      and not exists (select from account_links l where l.mail_id = m.id and l.used_at is not null)
    order by m.id desc limit 200`.execute(ctx.db)
  return found.rows.map(row => ({ ...row, createdAt: row.createdAt.toString() }))
}

/**
 * A fresh link of a mail that waits, shown once to the administrator who hands it over; an earlier one of the same mail opens
 * nothing any more. Audited. For administrators. Refuses `accounts.mail_unknown` for what waits no more.
 */
export function makeOutboxLink(ctx: Context, { id }: { id: string }) {
  requireRole(ctx, 'admin')
  return transact(ctx, async ctx => {
    const waits = (await listOutbox(ctx, { id })).length > 0
    const [mail] = await readAccountMails(ctx, [id])
    const link = waits && mail?.open ? await makeMailLink(ctx, mail) : undefined
    if (!mail || !link)
      return refuse(
        'not_found',
        'accounts.mail_unknown',
        'This waits no more. Ask for a new link where it was asked for.',
      )
    await audit(ctx, 'account.link_handed_over', { kind: 'account', id: mail.accountId }, { mail: id, kind: mail.kind })
    return link
  })
}
