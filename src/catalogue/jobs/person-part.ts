import { sql } from 'kysely'
import type { PersonPart } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'

/** By table: what of a person stands there, and how a row is named when it moves. */
const tables = ['posting_states', 'posting_notes', 'match_mailings'] as const

/** What jobs keep about a person: what they did and wrote about postings, their matches, the mails about them. */
export const postingPart: PersonPart = {
  name: 'postings',
  async export(ctx, personId) {
    const rows = async (statement: ReturnType<typeof sql<object>>) => (await statement.execute(ctx.db)).rows
    const job = sql`p.title, p.company, p.url from`
    return {
      posting_states: await rows(sql`
        select s.id, s.posting_id, s.state, s.rejected_by, s.note, s.undoes, s.created_at, ${job} posting_states s
          join postings p on p.id = s.posting_id where s.person_id = ${personId} order by s.number`),
      posting_notes: await rows(sql`
        select n.id, n.posting_id, n.created_at, ${job} posting_notes n join postings p on p.id = n.posting_id
        where n.person_id = ${personId} order by n.created_at, n.id`),
      posting_note_versions: await rows(sql`
        select v.note_id, v.version, v.text, v.created_at from posting_note_versions v join posting_notes n on n.id = v.note_id
        where n.person_id = ${personId} order by n.created_at, n.id, v.version`),
      match_runs: await rows(sql`select computed_at from match_runs where person_id = ${personId}`),
      matches: await rows(sql`
        select m.posting_id, m.score, m.possible, m.parts, ${job} matches m join postings p on p.id = m.posting_id
        where m.person_id = ${personId} order by m.score desc, m.posting_id`),
      match_mail_wishes: await rows(
        sql`select wanted, changed_at from match_mail_wishes where person_id = ${personId}`,
      ),
      match_mailings: await rows(
        sql`select id, local_date, created_at from match_mailings where person_id = ${personId} order by local_date`,
      ),
      match_mail_items: await rows(sql`
        select i.mailing_id, i.posting_id from match_mail_items i join match_mailings g on g.id = i.mailing_id
        where g.person_id = ${personId} order by g.local_date, i.posting_id`),
    }
  },
  async erase(ctx, personId) {
    const count = async (statement: ReturnType<typeof sql<object>>) =>
      Number((await statement.execute(ctx.db)).numAffectedRows ?? 0)
    return {
      matches: await count(sql`delete from matches where person_id = ${personId}`),
      match_runs: await count(sql`delete from match_runs where person_id = ${personId}`),
      match_mail_items: await count(sql`delete from match_mail_items
        where mailing_id in (select id from match_mailings where person_id = ${personId})`),
      match_mailings: await count(sql`delete from match_mailings where person_id = ${personId}`),
      match_mail_wishes: await count(sql`delete from match_mail_wishes where person_id = ${personId}`),
      posting_note_versions: await count(sql`delete from posting_note_versions
        where note_id in (select id from posting_notes where person_id = ${personId})`),
      posting_notes: await count(sql`delete from posting_notes where person_id = ${personId}`),
      posting_states: await count(sql`delete from posting_states where person_id = ${personId}`),
    }
  },
  async merge(ctx, { from, to }) {
    // Computed again for whoever has the facts now.
    await forgetMatches(ctx, [from, to])
    await sql`update posting_notes n set request_key = null where person_id = ${from} and request_key is not null and exists (
      select from posting_notes o where o.person_id = ${to} and o.request_key = n.request_key)`.execute(ctx.db)
    const moved: Record<string, string[]> = {}
    for (const table of tables) {
      const dates = sql`and local_date not in (select local_date from match_mailings where person_id = ${to})`
      const { rows } = await sql<{ id: string }>`update ${sql.table(table)} set person_id = ${to}
        where person_id = ${from} ${table === 'match_mailings' ? dates : sql``} returning id`.execute(ctx.db)
      moved[table] = rows.map(row => row.id)
    }
    // Who had an account decided about mails there.
    const wish = await sql`update match_mail_wishes set person_id = ${to} where person_id = ${from}
      and not exists (select from match_mail_wishes where person_id = ${to})`.execute(ctx.db)
    moved.match_mail_wishes = Number(wish.numAffectedRows ?? 0) > 0 ? [to] : []
    return moved
  },
  async unmerge(ctx, { from, to, moved }) {
    await forgetMatches(ctx, [from, to])
    for (const table of tables)
      await sql`update ${sql.table(table)} set person_id = ${from}
        where person_id = ${to} and id = any (${moved[table] ?? []}::uuid[])`.execute(ctx.db)
    if (moved.match_mail_wishes?.length)
      await sql`update match_mail_wishes set person_id = ${from} where person_id = ${to}
        and not exists (select from match_mail_wishes where person_id = ${from})`.execute(ctx.db)
  },
}

async function forgetMatches(ctx: Context, people: string[]): Promise<void> {
  await sql`delete from match_runs where person_id = any (${people}::uuid[])`.execute(ctx.db)
}
