import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { OwnPresence, StaffPresence } from '../schema.ts'
import { HERE_SECONDS } from './note-presence.ts'

type Row = { account_id: string | null; name: string | null; read_number: number; online: boolean; typing: boolean }

/** Who of both sides looks, writes and has read how far. For staff; the caller has seen to it that they may. */
export async function readPresence(ctx: Context, conversationId: string): Promise<StaffPresence> {
  const rows = await readRows(ctx, conversationId)
  const visitor = rows.find(row => row.account_id === null)
  return {
    visitor: {
      online: visitor?.online ?? false,
      typing: visitor?.typing ?? false,
      read: visitor?.read_number ?? 0,
    },
    staff: rows.flatMap(({ account_id, name, online, typing }) =>
      account_id && online ? [{ accountId: account_id, name: name ?? 'Somebody', typing }] : [],
    ),
  }
}

/** What the visitor sees of the house: who of it writes just now, and up to which number somebody of the staff has read. */
export async function readOwnPresence(ctx: Context, conversationId: string): Promise<OwnPresence> {
  const staff = (await readRows(ctx, conversationId)).filter(row => row.account_id !== null)
  return {
    typing: staff.find(row => row.typing)?.name ?? null,
    read: Math.max(0, ...staff.map(row => row.read_number)),
  }
}

async function readRows(ctx: Context, conversationId: string): Promise<Row[]> {
  const now = ctx.now()
  const found = await sql<Row>`
    select p.account_id, a.name, p.read_number,
      coalesce(p.seen_at > ${now.subtract({ seconds: HERE_SECONDS })}, false) as online,
      coalesce(p.typing_until > ${now}, false) as typing
    from conversation_presence p left join accounts a on a.id = p.account_id
    where p.conversation_id = ${conversationId} order by p.seen_at desc nulls last limit 50`.execute(ctx.db)
  return found.rows
}
