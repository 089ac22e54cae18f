import { sql } from 'kysely'
import { type Context, tell, transact } from '../../storage/index.ts'
import { silenceCard } from './cards.ts'
import { readCoachingSettings } from './settings.ts'
import { writeCards } from './write-cards.ts'

/** A sign of an open page within so many seconds: the visitor is there. */
const HERE_SECONDS = 60
/** Whoever is quiet for longer has gone, page or not. */
const GONE_MINUTES = 60

type Quiet = {
  conversation_id: string
  person_id: string
  number: number
  said_at: Temporal.Instant
  listing_id: string | null
  listing: string | null
}

/**
 * Deals the card for a visitor who is there, does not type and has left our last words unanswered for two minutes, in evaluation
 * or negotiation; once for each such silence. Gives how many.
 */
export async function dealSilence(ctx: Context): Promise<number> {
  const settings = await readCoachingSettings(ctx)
  const now = ctx.now()
  const { rows } = await sql<Quiet>`
    select c.id as conversation_id, c.person_id, last.number, last.created_at as said_at, l.id as listing_id, l.name as listing
    from conversations c
    join conversation_presence v on v.conversation_id = c.id and v.account_id is null
      and v.seen_at > ${now.subtract({ seconds: HERE_SECONDS })} and (v.typing_until is null or v.typing_until < ${now})
    join lateral (select number, author, created_at from messages where conversation_id = c.id order by number desc limit 1) last
      on last.author <> 'visitor' and last.created_at <= ${now.subtract({ seconds: settings.silenceSeconds })}
    join lateral (select stage, focus_id from sales_readings where conversation_id = c.id order by number desc limit 1) r
      on r.stage in ('evaluation', 'negotiation')
    left join listings l on l.id = r.focus_id and l.published
    where c.desk = 'sales' and c.closed_at is null and c.active_at > ${now.subtract({ minutes: GONE_MINUTES })}
      and not exists (select from coaching_cards k where k.conversation_id = c.id and k.rule = 'silence'
        and (k.message_number = last.number or upper(k.rests) > ${now}))
    order by c.active_at desc limit 100`.execute(ctx.db)
  let dealt = 0
  for (const { conversation_id: conversationId, person_id: personId, number, said_at, listing_id, listing } of rows) {
    const quietMinutes = Math.floor(now.since(said_at).total('minutes'))
    const home = listing_id && listing ? { id: listing_id, name: listing } : null
    const card = silenceCard({ messageNumber: number, quietMinutes, listing: home })
    dealt += await transact(ctx, async ctx => {
      const there = await sql`
        select from persons where id = ${personId}::uuid and erased_at is null for key share skip locked`.execute(
        ctx.db,
      )
      if (there.rows.length === 0) return 0
      const added = await writeCards(ctx, { conversationId }, [card], settings)
      if (added > 0) tell(ctx, { topic: 'lead', id: personId })
      return added
    })
  }
  return dealt
}
