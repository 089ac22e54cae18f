import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'

/** Older ones help nobody any more. */
const DAYS = 1

/** The oldest message of the last day at the sales desk that was left to a human and not read yet, or undefined. */
export async function unreadMessage(ctx: Context): Promise<string | undefined> {
  const found = await sql<{ id: string }>`
    select t.message_id as id from turns t join conversations c on c.id = t.conversation_id
    where t.state = 'human' and t.message_id > ${earliestId(Date.now() - DAYS * 86_400_000)}::uuid and c.desk = 'sales'
      and not exists (select from sales_readings where message_id = t.message_id)
      and not exists (select from unkept_readings where message_id = t.message_id)
    order by t.message_id limit 1`.execute(ctx.db)
  return found.rows[0]?.id
}

/** Whether a message was read, kept or not. */
export async function isRead(ctx: Context, messageId: string): Promise<boolean> {
  const found = await sql`
    select from sales_readings where message_id = ${messageId}::uuid
    union all select from unkept_readings where message_id = ${messageId}::uuid`.execute(ctx.db)
  return found.rows.length > 0
}

/** The smallest id of this millisecond of the process's clock: ids begin with the time. */
function earliestId(millisecond: number): string {
  const hex = millisecond.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
