import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { recordListingEvent } from '../../catalogue/index.ts'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type FactInput, rememberFacts } from '../../people/index.ts'
import { type Context, tell, transact } from '../../storage/index.ts'
import { requireLead } from '../desk/lock-lead.ts'
import { refuseUnknownLead, requireSales } from '../desk/rights.ts'
import { addSignals } from '../ledger/add-signals.ts'
import { contactDeed, detailDeed, type SignalInput } from '../ledger/deeds.ts'
import type { Reading, Stage } from '../schema.ts'
import { cardsFor } from './cards.ts'
import { readSituation } from './read-situation.ts'
import { readCoachingSettings } from './settings.ts'
import { writeCards } from './write-cards.ts'

/** What is typed within half an hour is one call. */
export const CALL_GAP_MINUTES = 30

export type CallLineInput = {
  personId: string
  /** Made by the page: the same again is the same line */
  lineId: string
  text: string
  /** The call that the line was read in, as `findCall` gave it; null for a new one */
  callId: string | null
  reading: Reading
  closing: boolean
  discount: boolean
  contact: boolean
  facts: readonly FactInput[]
  /** Homes that the caller asked about, liked or turned down */
  deeds: readonly {
    listingId: string
    kind: 'view' | 'interest' | 'rejection' | 'brochure'
    level?: 'medium' | 'high'
    reason?: string
  }[]
  /** What is held in mind after the line: wish, focus, homes named */
  state: object
  /** The home to speak of where none is in focus */
  otherwiseId: string | null
}

/**
 * Keeps a line of a call as staff typed it, with what it taught: facts whose source is the line, what the caller did with homes,
 * signals, stage and cards, in one transaction. The same line again changes nothing. Gives the call. Refuses `leads.unknown`,
 * `leads.call_line_reused` for an id that stands for other words, and `leads.call_moved_on` where the call has another line
 * since it was read.
 */
export async function recordCallLine(ctx: Context, input: CallLineInput): Promise<string> {
  const { accountId } = requireSales(ctx)
  return transact(ctx, async ctx => {
    const { personId, lineId, text } = input
    const there = await sql`
      select from persons where id = ${personId}::uuid and erased_at is null and merged_into is null for no key update`.execute(
      ctx.db,
    )
    if (there.rows.length === 0) return refuseUnknownLead()
    await requireLead(ctx, personId)
    const known = await findLine(ctx, { personId, lineId, text })
    if (known) return known
    const call = await nextNumber(ctx, personId, accountId, input.callId)
    const { stage, objecting } = await stageOf(ctx, input)
    await sql`
      insert into lead_call_lines (id, call_id, number, text, account_id, reading, state, created_at)
      values (${lineId}::uuid, ${call.id}::uuid, ${call.number}, ${text}, ${accountId}::uuid,
        ${JSON.stringify({ ...input.reading, stage, objecting })}::jsonb, ${JSON.stringify(input.state)}::jsonb,
        ${ctx.now()})`.execute(ctx.db)
    await learn(ctx, input, stage)
    const settings = await readCoachingSettings(ctx)
    const moment = {
      ...input.reading,
      ...input,
      number: call.number,
      messages: call.number,
      stage,
      wish: input.reading.wish,
      resting: await restingIn(ctx, call.id),
    }
    await writeCards(ctx, { callId: call.id }, cardsFor(await readSituation(ctx, moment, settings)), settings)
    await audit(ctx, 'lead.call_noted', { kind: 'person', id: personId }, { call: call.id, number: call.number })
    tell(ctx, { topic: 'lead', id: personId })
    return call.id
  })
}

async function restingIn(ctx: Context, callId: string): Promise<string[]> {
  const { rows } = await sql<{ rule: string }>`
    select rule from coaching_cards where call_id = ${callId}::uuid and upper(rests) > ${ctx.now()}`.execute(ctx.db)
  return rows.map(row => row.rule)
}

/** The call of a line that stands already. */
export async function findLine(
  ctx: Context,
  { personId, lineId, text }: { personId: string; lineId: string; text: string },
): Promise<string | undefined> {
  const { rows } = await sql<{ call_id: string; person_id: string; text: string }>`
    select l.call_id, c.person_id, l.text from lead_call_lines l join lead_calls c on c.id = l.call_id
    where l.id = ${lineId}::uuid`.execute(ctx.db)
  const [line] = rows
  if (!line) return undefined
  if (line.person_id === personId && line.text === text) return line.call_id
  return refuse(
    'conflict',
    'leads.call_line_reused',
    'This id stands for other words already. Send the line with a new one.',
  )
}

async function nextNumber(ctx: Context, personId: string, accountId: string | null, callId: string | null) {
  const open = await sql<{ id: string }>`
    select id from lead_calls where person_id = ${personId}::uuid and account_id is not distinct from ${accountId}::uuid
      and last_at > ${ctx.now().subtract({ minutes: CALL_GAP_MINUTES })} order by last_at desc limit 1`.execute(ctx.db)
  const id = open.rows[0]?.id
  if (callId !== null ? id !== callId : id !== undefined)
    return refuse('conflict', 'leads.call_moved_on', 'This call has another line by now. Send it again.')
  if (id) {
    const next = await sql<{ number: number }>`
      update lead_calls set last_number = last_number + 1, last_at = greatest(last_at, ${ctx.now()})
      where id = ${id}::uuid returning last_number as number`.execute(ctx.db)
    return { id, number: next.rows[0]!.number }
  }
  const fresh = newId()
  await sql`
    insert into lead_calls (id, person_id, account_id, last_number, started_at, last_at)
    values (${fresh}::uuid, ${personId}::uuid, ${accountId}::uuid, 1, ${ctx.now()}, ${ctx.now()})`.execute(ctx.db)
  return { id: fresh, number: 1 }
}

/** As of a message (sales desk specification, section 3); an objection stands until it is settled, a discount is of its line alone. */
async function stageOf(
  ctx: Context,
  { reading, closing, discount, callId }: CallLineInput,
): Promise<{ stage: Stage; objecting: boolean }> {
  const { intents, objections, sentiment, shown } = reading
  const settled = ['agree', 'select'].some(intent => intents.includes(intent)) || /^(positive|excited)$/.test(sentiment)
  const { rows } = await sql<{ stage: Stage; objecting: boolean }>`
    select stage_of(${closing}, objecting or ${discount}::boolean,
      ${intents}::text[] && '{facts,compare,select}' or ${shown}::integer >= 2) as stage, objecting
    from (select ${objections.length > 0}::boolean or (not ${settled}::boolean and coalesce((
        select (reading ->> 'objecting')::boolean from lead_call_lines where call_id = ${callId}::uuid order by number desc limit 1),
      false)) as objecting) now`.execute(ctx.db)
  return rows[0]!
}

async function learn(ctx: Context, { personId, lineId, facts, deeds, reading, contact }: CallLineInput, stage: Stage) {
  await rememberFacts(ctx, { personId, messageId: null, source: { kind: 'call', id: lineId }, facts })
  for (const deed of deeds) await recordListingEvent(ctx, { personId, ...deed })
  const details = reading.asked.flatMap(({ listingId, fact }) =>
    listingId ? (detailDeed({ listingId, fact }) ?? []) : [],
  )
  const signals: SignalInput[] = contact ? [...details, contactDeed()] : details
  const lead = await addSignals(ctx, { personId, signals })
  // While memory is off there is no lead to move.
  if (!lead) return
  await sql`
    with stood as (select to_stage from lead_stages where person_id = ${personId}::uuid order by number desc limit 1),
    moved as (
      insert into lead_stages (id, person_id, from_stage, to_stage, created_at)
      select ${newId()}::uuid, ${personId}::uuid, (select to_stage from stood), ${stage}, ${ctx.now()}
      where ${stage} is distinct from (select to_stage from stood) returning to_stage)
    update leads set stage = moved.to_stage from moved where person_id = ${personId}::uuid`.execute(ctx.db)
}
