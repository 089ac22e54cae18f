import { sql } from 'kysely'
import { escapeHtml } from '../../kernel/text.ts'
import type { Composed, SubjectHandler } from '../../reminders/index.ts'
import type { Context } from '../../storage/index.ts'

export type Reader = { id: string; name: string; email: string }

/** Who of the staff can be told, by account. */
export async function readersOf(ctx: Context): Promise<Map<string, Reader>> {
  const found = await sql<Reader>`
    select id, name, email from accounts where disabled_at is null and role in ('coach', 'agent', 'admin')`.execute(
    ctx.db,
  )
  return new Map(found.rows.map(row => [row.id, row]))
}

/** What staff read of a conversation: one line and the way to it, never what was written, nor by whom. */
export function staffMail(
  ctx: Context,
  reader: Reader | undefined,
  { subject, line, conversationId }: { subject: string; line: string; conversationId: string },
): Composed {
  if (!reader) return { holds: false, status: 'suppressed', reason: 'no_address' }
  const path = `/console/inbox/${conversationId}`
  const url = ctx.business.publicUrl + path
  return {
    holds: true,
    to: { name: reader.name, email: reader.email, phone: null, accountId: reader.id },
    subject,
    text: `${line}\n\nOpen the conversation: ${url}\n`,
    html: `<p>${escapeHtml(line)}</p><p><a href="${escapeHtml(url)}">Open the conversation</a></p>`,
    short: line,
    path,
  }
}

/** The lines of the ledger that somebody may see: those addressed to them; and how it calls such a line. */
export function toStaff(label: string): Pick<SubjectHandler, 'seenBy' | 'label'> {
  return {
    seenBy: ({ accountId }) => sql`r.recipient_id = ${accountId}::uuid`,
    async label(ctx, subjectIds) {
      const readers = await readersOf(ctx)
      const recipient = (id: string) => readers.get(id)?.name ?? 'Staff'
      return new Map(subjectIds.map(id => [id, { label, code: null, recipient }]))
    },
  }
}
