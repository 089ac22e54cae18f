import { sql } from 'kysely'
import { escapeHtml } from '../../kernel/text.ts'
import type { Composed, SubjectHandler } from '../../reminders/index.ts'
import type { Context } from '../../storage/index.ts'

/** What staff are told, by why a human is wanted: never what was written, nor by whom. */
const WORDS: Record<string, { subject: string; line: string }> = {
  crisis: {
    subject: 'Urgent: somebody may be in danger',
    line: 'Somebody wrote something that may mean danger for themselves. Please read it and answer now.',
  },
  requested: { subject: 'Somebody asks for a person', line: 'Somebody asks to talk with a person in the chat.' },
  stuck: {
    subject: 'Somebody would like a coach',
    line: 'Somebody who has been quiet around an experiment would like a coach.',
  },
  frustrated: {
    subject: 'Somebody would like a coach',
    line: 'Somebody for whom it has been hard going would like a coach.',
  },
  low_confidence: {
    subject: 'Somebody would like a coach',
    line: 'Somebody whose confidence went down would like a coach.',
  },
  high_frustration: {
    subject: 'Somebody is very unhappy in the chat',
    line: 'Somebody is very unhappy with the chat. Please answer them now.',
  },
  assistant_failed: {
    subject: 'The assistant could not answer',
    line: 'The assistant could not answer somebody. Please have a look.',
  },
}

type Row = { id: string; number: number; state: string; latest: number }

/** What hand-offs say in reminders. One that somebody has taken, or that is settled, is not told any more. */
export const handOffSubject: SubjectHandler = {
  async compose(ctx, claimed) {
    const rows = await sql<Row>`
      select h.conversation_id as id, h.number, h.state,
        (select max(number) from hand_offs where conversation_id = h.conversation_id) as latest
      from hand_offs h where h.conversation_id = any(${claimed.map(one => one.subjectId)})`.execute(ctx.db)
    const people = await namesOf(ctx)
    return new Map(
      claimed.map(one => {
        const row = rows.rows.find(row => row.id === one.subjectId && row.number === one.subjectVersion)
        return [one.id, composeOne(ctx, one, row, people.get(one.recipientId))]
      }),
    )
  },
  seenBy: ({ accountId }) => sql`r.recipient_id = ${accountId}::uuid`,
  async label(ctx, subjectIds) {
    const names = await namesOf(ctx)
    const recipient = (id: string) => names.get(id)?.name ?? 'Staff'
    return new Map(subjectIds.map(id => [id, { label: 'A person is wanted in the chat', code: null, recipient }]))
  },
}

function composeOne(
  ctx: Context,
  { subjectId, kind }: { subjectId: string; kind: string },
  row: Row | undefined,
  reader: Reader | undefined,
): Composed {
  if (!row) return { holds: false, status: 'cancelled', reason: 'erased' }
  // A crisis is told also while somebody is there: they may be looking elsewhere.
  if (row.latest !== row.number) return { holds: false, status: 'cancelled', reason: 'status' }
  if (!reader) return { holds: false, status: 'suppressed', reason: 'no_address' }
  const { subject, line } = WORDS[kind] ?? WORDS.requested!
  const path = `/console/hand-offs/${subjectId}`
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

type Reader = { id: string; name: string; email: string }

async function namesOf(ctx: Context): Promise<Map<string, Reader>> {
  const found = await sql<Reader>`
    select id, name, email from accounts where disabled_at is null and role in ('coach', 'agent', 'admin')`.execute(
    ctx.db,
  )
  return new Map(found.rows.map(row => [row.id, row]))
}
