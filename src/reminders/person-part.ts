import { sql } from 'kysely'
import { moveRows, moveRowsBack, type PersonPart } from '../people/index.ts'

/**
 * What reminders keep about a person: what was to be told about their appointments, what they wrote by phone, and the browsers
 * of their account. A stop stays, as a hash: it is their wish.
 */
export const reminderPart: PersonPart = {
  name: 'reminders',
  async export(ctx, personId) {
    const rows = async (statement: ReturnType<typeof sql<object>>) => (await statement.execute(ctx.db)).rows
    const theirs = sql`(select id from reminders where person_id = ${personId}::uuid)`
    return {
      reminders: await rows(sql`
        select id, subject_kind, subject_id, subject_version, kind, audience, channel, planned_at, due_at, useful_until,
          time_zone, status, reason, attempts, sent_by, sent_at, delivery, created_at, ended_at,
          case when audience = 'visitor' then subject_line end as subject_line,
          case when audience = 'visitor' then body end as body
        from reminders where person_id = ${personId}::uuid order by due_at, id`),
      reminder_attempts: await rows(sql`
        select reminder_id, number, sent_by, started_at, ended_at, outcome from reminder_attempts
        where reminder_id in ${theirs} order by reminder_id, number`),
      delivery_reports: await rows(sql`
        select reminder_id, status, received_at from delivery_reports where reminder_id in ${theirs} order by received_at`),
      inbound_messages: await rows(sql`
        select address, sent_by, text, received_at from inbound_messages where person_id = ${personId}::uuid
        order by received_at`),
      push_subscriptions: await rows(sql`
        select device, created_at from push_subscriptions
        where account_id in (select id from accounts where person_id = ${personId}::uuid) order by created_at`),
    }
  },
  async erase(ctx, personId) {
    const count = async (statement: ReturnType<typeof sql>) =>
      Number((await statement.execute(ctx.db)).numAffectedRows ?? 0)
    const theirs = sql`(select id from reminders where person_id = ${personId}::uuid)`
    // Whoever writes what became of a send takes the reminder first and its attempt then: so do we, or each waits for the other.
    await sql`select from reminders where person_id = ${personId}::uuid order by id for update`.execute(ctx.db)
    return {
      delivery_reports: await count(sql`delete from delivery_reports where reminder_id in ${theirs}`),
      reminder_attempts: await count(sql`delete from reminder_attempts where reminder_id in ${theirs}`),
      reminders: await count(sql`delete from reminders where person_id = ${personId}::uuid`),
      inbound_messages: await count(sql`delete from inbound_messages where person_id = ${personId}::uuid`),
      push_subscriptions: await count(sql`
        delete from push_subscriptions
        where account_id in (select id from accounts where person_id = ${personId}::uuid)`),
    }
  },
  async merge(ctx, { from, to }) {
    const reminders = await sql<{ id: string }>`
      update reminders set person_id = ${to}::uuid,
        recipient_id = case when recipient_id = ${from}::uuid then ${to}::uuid else recipient_id end
      where person_id = ${from}::uuid returning id`.execute(ctx.db)
    const inbound = await moveRows(ctx, { table: 'inbound_messages', key: 'provider_id', from, to })
    return { reminders: reminders.rows.map(({ id }) => id), inbound_messages: inbound }
  },
  async unmerge(ctx, { from, to, moved }) {
    await sql`
      update reminders set person_id = ${from}::uuid,
        recipient_id = case when recipient_id = ${to}::uuid then ${from}::uuid else recipient_id end
      where person_id = ${to}::uuid and id = any (${moved.reminders ?? []}::uuid[])`.execute(ctx.db)
    const ids = moved.inbound_messages ?? []
    await moveRowsBack(ctx, { table: 'inbound_messages', key: 'provider_id', from, to, ids })
  },
}
