import { sql } from 'kysely'
import { type Context, tell, transact } from '../../storage/index.ts'
import type { Objection, Stage } from '../schema.ts'
import { cardsFor } from './cards.ts'
import { readSituation } from './read-situation.ts'
import { readCoachingSettings } from './settings.ts'
import { writeCards } from './write-cards.ts'

type Waiting = {
  message_id: string
  conversation_id: string
  person_id: string
  number: number
  text: string
  stage: Stage
  objections: Objection[]
  asked: { listingId: string | null; fact: string }[]
  wish: unknown
  shown: number
  focus_id: string | null
  otherwise_id: string | null
  messages: number
  created_at: Temporal.Instant
  resting: string[]
}

/** Advice on what was said so long ago helps nobody. */
const STALE_MINUTES = 30
/** Nor on what is not the last that somebody said, once so much time has gone by: on a machine that others keep busy, the last counts. */
const SUPERSEDED_MINUTES = 2
/** Put aside in one go, so that nobody who works beside waits long. */
const STALE_AT_ONCE = 500

/**
 * Deals the cards of the newest reading that waits: where more is said than can be coached, what is said now counts, and what is
 * stale is put aside. In a transaction of its own that no visitor waits for; whoever else deals takes another one. One that
 * cannot be dealt is put aside and said, so that the others come. Gives whether to look again.
 */
export async function dealCards(ctx: Context): Promise<boolean> {
  let waiting: Waiting | undefined
  try {
    await transact(ctx, async ctx => {
      await putStaleAside(ctx)
      waiting = await claim(ctx)
      if (!waiting) return
      const age = ctx.now().since(waiting.created_at).total('minutes')
      if (age < STALE_MINUTES) await deal(ctx, waiting)
      await putAside(ctx, waiting.message_id)
    })
  } catch (error) {
    if (!waiting) throw error
    await putAside(ctx, waiting.message_id)
    ctx.log.error({ err: error, message: waiting.message_id }, 'cards could not be dealt')
  }
  return waiting !== undefined
}

/** Person and reading are taken together or not at all: erasing takes the person first, and is not stood in the way of. */
async function claim(ctx: Context): Promise<Waiting | undefined> {
  const { rows } = await sql<Waiting>`
    select r.message_id, r.conversation_id, c.person_id, r.number, m.text, r.stage, r.objections, r.asked, r.wish, r.shown,
      r.focus_id, r.created_at,
      array(select rule from coaching_cards k where k.conversation_id = r.conversation_id and upper(k.rests) > ${ctx.now()}) as resting,
      (select count(*) from turns t where t.conversation_id = r.conversation_id and t.number <= r.number) as messages,
      (select (s.state -> 'ids' ->> (s.state -> 'shown' ->> 0))::uuid from conversation_states s
        where s.conversation_id = r.conversation_id order by s.number desc limit 1) as otherwise_id
    from sales_readings r
    join messages m on m.id = r.message_id
    join conversations c on c.id = r.conversation_id
    join persons p on p.id = c.person_id
    where r.dealt_at is null
    order by r.read_at desc, r.message_id desc limit 1
    for key share of p skip locked for update of r skip locked`.execute(ctx.db)
  return rows[0]
}

async function deal(ctx: Context, waiting: Waiting): Promise<void> {
  const settings = await readCoachingSettings(ctx)
  const { person_id: personId, conversation_id: conversationId, focus_id, otherwise_id, ...read } = waiting
  const moment = { ...read, personId, focusId: focus_id, otherwiseId: otherwise_id }
  const cards = cardsFor(await readSituation(ctx, moment, settings))
  // The conversation's row is touched last: whoever writes in it meanwhile does not wait for searches.
  await writeCards(ctx, { conversationId }, cards, settings)
  tell(ctx, { topic: 'lead', id: personId })
}

/** What waits behind newer ones for too long never gets its turn while people keep talking: all of it goes at once. */
async function putStaleAside(ctx: Context): Promise<void> {
  await sql`
    update sales_readings set dealt_at = ${ctx.now()} where message_id in (
      select message_id from sales_readings r
      where dealt_at is null and read_at < ${ctx.now().subtract({ minutes: SUPERSEDED_MINUTES })}
        and (read_at < ${ctx.now().subtract({ minutes: STALE_MINUTES })} or exists (
          select from sales_readings later where later.conversation_id = r.conversation_id and later.number > r.number))
      order by read_at limit ${STALE_AT_ONCE} for update skip locked)`.execute(ctx.db)
}

async function putAside(ctx: Context, messageId: string): Promise<void> {
  await sql`
    update sales_readings set dealt_at = ${ctx.now()} where message_id = ${messageId}::uuid and dealt_at is null`.execute(
    ctx.db,
  )
}
