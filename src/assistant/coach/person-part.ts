import { sql } from 'kysely'
import type { PersonPart } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'

/** What the coach keeps about a person. What model calls cost stays in the ledger, without the person. */
export const coachPart: PersonPart = {
  name: 'coach',
  async export(ctx, personId) {
    const rows = async (statement: ReturnType<typeof sql<object>>) => (await statement.execute(ctx.db)).rows
    return {
      readings: await rows(sql`
        select r.message_id, r.conversation_id, r.number, r.kind, r.tone, r.enrolment_id, r.prompt, r.did, r.asks, r.created_at
        from readings r join conversations c on c.id = r.conversation_id where c.person_id = ${personId}
        order by r.created_at, r.number`),
      coach_prompt_uses: await rows(sql`
        select prompt_key, message_id, used_at from coach_prompt_uses where person_id = ${personId} order by used_at`),
      coach_settings: await rows(sql`
        select material_off_since, updated_at from coach_settings where person_id = ${personId}`),
      model_calls: await rows(sql`
        select tier, model, cost, created_at from model_calls where person_id = ${personId} order by created_at`),
    }
  },
  async erase(ctx, personId) {
    const readings = await sql`
      delete from readings where conversation_id in (select id from conversations where person_id = ${personId})
    `.execute(ctx.db)
    const own = async (table: string) =>
      count(await sql`delete from ${sql.table(table)} where person_id = ${personId}`.execute(ctx.db))
    const calls = await sql`
      update model_calls set person_id = null, network_hash = null where person_id = ${personId}`.execute(ctx.db)
    return {
      readings: count(readings),
      coach_prompt_uses: await own('coach_prompt_uses'),
      coach_settings: await own('coach_settings'),
      model_calls: count(calls),
    }
  },
  async merge(ctx, { from, to }) {
    // What the account's person chose stands; else what the other chose.
    const chosen = await ids(
      ctx,
      sql`
      update coach_settings set person_id = ${to} where person_id = ${from}
        and not exists (select from coach_settings where person_id = ${to}) returning person_id as id`,
    )
    return {
      coach_prompt_uses: await ids(
        ctx,
        sql`
        update coach_prompt_uses set person_id = ${to} where person_id = ${from} returning id`,
      ),
      model_calls: await ids(ctx, sql`update model_calls set person_id = ${to} where person_id = ${from} returning id`),
      coach_settings: chosen,
    }
  },
  async unmerge(ctx, { from, to, moved }) {
    for (const table of ['coach_prompt_uses', 'model_calls'])
      await sql`
        update ${sql.table(table)} set person_id = ${from}
        where person_id = ${to} and id = any(${moved[table] ?? []}::uuid[])`.execute(ctx.db)
    if (moved.coach_settings?.length)
      await sql`
        update coach_settings set person_id = ${from} where person_id = ${to}
          and not exists (select from coach_settings where person_id = ${from})`.execute(ctx.db)
  },
}

const count = (result: { numAffectedRows?: bigint }) => Number(result.numAffectedRows ?? 0)

async function ids(ctx: Context, statement: ReturnType<typeof sql>): Promise<string[]> {
  return ((await statement.execute(ctx.db)).rows as { id: string }[]).map(row => row.id)
}
