import { sql } from 'kysely'
import { proofIsDemanded } from '../../accounts/index.ts'
import { escapeHtml } from '../../kernel/text.ts'
import type { Claimed, Composed, SubjectHandler } from '../../reminders/index.ts'
import type { Context } from '../../storage/index.ts'

type Row = {
  id: string
  title: string
  status: string
  reminder_version: number
  review_on: string | null
  programme: string
  archived: boolean
  paused: boolean
  name: string | null
  email: string | null
  proven: boolean | null
}

/** What experiments say in reminders. What somebody wrote is not in it: mail is read on screens that others see. */
export const experimentSubject: SubjectHandler = {
  async compose(ctx, claimed) {
    const rows = await byId(
      ctx,
      claimed.map(one => one.subjectId),
    )
    return new Map(claimed.map(one => [one.id, composeOne(ctx, one, rows.get(one.subjectId))]))
  },

  async label(ctx, subjectIds) {
    const rows = await byId(ctx, subjectIds)
    return new Map(
      [...rows.values()].map(({ id, name }) => [
        id,
        { label: 'Review of an experiment', code: null, recipient: () => name ?? 'Member' },
      ]),
    )
  },
}

function composeOne(ctx: Context, claimed: Claimed, row: Row | undefined): Composed {
  if (!row) return { holds: false, status: 'cancelled', reason: 'erased' }
  if (row.reminder_version !== claimed.subjectVersion) return { holds: false, status: 'cancelled', reason: 'version' }
  const isOver = row.archived || row.review_on === null || !['draft', 'active'].includes(row.status)
  if (isOver) return { holds: false, status: 'cancelled', reason: 'status' }
  if (row.paused) return { holds: false, status: 'suppressed', reason: 'paused' }
  if (!row.email) return { holds: false, status: 'suppressed', reason: 'no_address' }
  if (!row.proven && proofIsDemanded(ctx)) return { holds: false, status: 'suppressed', reason: 'unproven' }
  const path = `/career/programmes/${row.programme}`
  const link = `${ctx.business.publicUrl}${path}`
  const hello = row.name ? `Hello ${row.name},` : 'Hello,'
  const said = [
    'today is the day on which you wanted to look back on your experiment. How did it go?',
    'Whatever happened, a few lines about it are worth having: what came of it, what you learned, and what you will do next.',
  ]
  const closing = `${ctx.business.name}. You chose this day yourself; you can change it in your programme.`
  return {
    holds: true,
    to: { name: row.name, email: row.email, phone: null, accountId: null },
    subject: 'Time to look back on your experiment',
    text: [hello, ...said, `Look back: ${link}`, closing].join('\n\n'),
    html: [
      `<p>${escapeHtml(hello)}</p>`,
      ...said.map(line => `<p>${escapeHtml(line)}</p>`),
      `<p><a href="${escapeHtml(link)}">Look back</a></p>`,
      `<p>${escapeHtml(closing)}</p>`,
    ].join('\n'),
    short: `${ctx.business.name}: today you wanted to look back on your experiment. ${link}`.slice(0, 300),
    path,
  }
}

async function byId(ctx: Context, ids: readonly string[]): Promise<Map<string, Row>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<Row>`
    select x.id, x.title, x.status, x.reminder_version, x.review_on, e.programme, e.archived_at is not null as archived,
      e.paused_at is not null as paused, a.name, a.email, a.email_verified as proven
    from experiments x join enrolments e on e.id = x.enrolment_id
      left join accounts a on a.person_id = e.person_id and a.disabled_at is null
    where x.id = any (${[...new Set(ids)]}::uuid[])`.execute(ctx.db)
  return new Map(rows.map(row => [row.id, row]))
}
