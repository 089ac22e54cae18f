import { type RawBuilder, sql } from 'kysely'
import {
  type Comparison,
  compareListings,
  findListing,
  type Listing,
  marketOf,
  oneReading,
  searchListings,
  type Wish,
} from '../../catalogue/index.ts'
import { factText } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { requireLead } from '../desk/lock-lead.ts'
import { refuseUnknownLead, requireSales } from '../desk/rights.ts'
import { readStanding } from '../reading/read-standing.ts'
import { listingPosition, marketView } from './market.ts'
import { openQuestions, orderFacts } from './personas.ts'
import { readPerson, wishOf } from './read-situation.ts'
import type { Coaching, CoachingCard, MarketView } from './schema.ts'
import { readCoachingSettings } from './settings.ts'
import { recentVisits, urgencyOf } from './urgency.ts'

const CARDS = 12
const MOODS = 10
const ALTERNATIVES = 2

/**
 * Everything that stands beside a conversation for who sells: stage, mood, objections, wish, cards, and of the home in focus its
 * market and what does not wait. Without a conversation named, the person's newest at the sales desk. Staff of the sales desk
 * alone; refuses `leads.unknown`.
 */
export async function readCoaching(
  ctx: Context,
  { personId, conversationId }: { personId: string; conversationId?: string | undefined },
): Promise<Coaching> {
  requireSales(ctx)
  await requireLead(ctx, personId)
  const conversation = await findConversation(ctx, personId, conversationId)
  const reading = oneReading(ctx)
  const standing = conversation.id ? await readStanding(ctx, conversation.id) : null
  const person = await readPerson(ctx, personId)
  const wish = wishOf(conversation.wish)
  const focus = conversation.focus ? await findListing(reading, conversation.focus) : undefined
  return {
    personId,
    conversationId: conversation.id,
    stage: standing?.stage ?? 'discovery',
    sentiment: {
      average: standing?.average ?? null,
      last: (standing?.readings ?? [])
        .slice(-MOODS)
        .map(({ number, sentiment, frustration, at }) => ({ number, sentiment, frustration, at })),
    },
    objections: standing?.objections ?? [],
    wish,
    persona: person.persona,
    known: orderFacts(person.facts, person.persona)
      .slice(0, 20)
      .map(({ key, label, value }) => ({ key, label, text: factText(key, value) })),
    questions: openQuestions(person.keys, person.persona).slice(0, 3),
    cards: conversation.id ? await openCards(ctx, sql`k.conversation_id = ${conversation.id}::uuid`, CARDS) : [],
    ...(await readHome(reading, focus, wish, personId)),
  }
}

/** Figures of the home in focus, or of the place that is wished. */
export async function readHome(ctx: Context, focus: Listing | undefined, wish: Wish, personId: string) {
  const place = focus?.place ?? wish.places?.[0]
  const market = place ? await marketOf(ctx, place) : undefined
  const settings = await readCoachingSettings(ctx)
  const moment = { now: ctx.now(), timeZone: ctx.business.timeZone }
  return {
    focus: focus
      ? { id: focus.id, slug: focus.slug, name: focus.name, place: focus.place, sample: focus.sample }
      : null,
    market: market ? marketView(market, focus ?? null, wish) : null,
    urgency: focus ? urgencyOf(focus, await recentVisits(ctx, focus.id, settings), moment, settings) : [],
    alternatives: focus ? await besideOthers(ctx, focus, wish, personId) : null,
  }
}

/** The home in focus beside the best others for the wish, with where each stands in its own market. */
async function besideOthers(ctx: Context, focus: Listing, wish: Wish, personId: string): Promise<Comparison | null> {
  const { listing: _listing, unknownPlaces: _unknown, ...rest } = wish
  const asked = Object.keys(rest).length > 0 ? rest : { places: [focus.place] }
  const found = await searchListings(ctx, { wish: asked, personId, limit: ALTERNATIVES + 1 })
  const others = [...found.items, ...found.outside.map(one => one.listing)].filter(one => one.id !== focus.id)
  if (others.length === 0) return null
  const homes = [focus, ...others.slice(0, ALTERNATIVES)]
  const comparison = await compareListings(
    ctx,
    homes.map(home => home.id),
  )
  const cells: (string | null)[] = []
  for (const home of homes) {
    const market = await marketOf(ctx, home.place)
    const position = market && listingPosition(home, wish, market)
    cells.push(
      position ? `${bandWords[position.band]}, ${position.unit}${market.sample ? ' (sample figures)' : ''}` : null,
    )
  }
  return { ...comparison, rows: [...comparison.rows, { label: 'Against its locality', cells }] }
}

const bandWords: Record<NonNullable<MarketView['position']>['band'], string> = {
  excellent_value: 'Excellent value',
  good_value: 'Good value',
  market_average: 'Market average',
  premium: 'Premium',
  luxury_premium: 'Luxury premium',
}

type CardRow = Omit<CoachingCard, 'dealtAt'> & { dealt_at: Temporal.Instant }

/** Offering what has been arranged meanwhile: such a card has had its day. */
const overtaken = sql`exists (
  select from conversations c join appointments a on a.person_id = c.person_id where c.id = k.conversation_id and (
    k.rule = 'visit_trigger' and a.kind = 'site_visit' and a.status in ('pending', 'confirmed')
    or k.rule = 'callback_trigger' and a.kind = 'callback' and a.status in ('pending', 'no_answer')))`

/** Cards that nobody marked and nothing overtook, those of the newest message first, high priority first within it. */
export async function openCards(ctx: Context, where: RawBuilder<unknown>, limit: number): Promise<CoachingCard[]> {
  const { rows } = await sql<CardRow>`
    select k.id, k.rule, k.type, k.priority, k.message, k.script, k.evidence, k.dealt_at, m.mark
    from coaching_cards k
    left join lateral (select mark from coaching_card_marks where card_id = k.id order by number desc limit 1) m on true
    where ${where} and m.mark is null and not ${overtaken}
    order by k.message_number desc, array_position(array['high', 'medium', 'low'], k.priority), k.number
    limit ${limit}`.execute(ctx.db)
  return rows.map(({ dealt_at, ...card }) => ({ ...card, dealtAt: dealt_at.toString() }))
}

async function findConversation(ctx: Context, personId: string, conversationId: string | undefined) {
  const { rows } = await sql<{ id: string | null; wish: unknown; focus: string | null; named: boolean }>`
    select c.id, held.state -> 'wish' as wish,
      coalesce(held.state -> 'ids' ->> (held.state ->> 'focus'), held.state ->> 'focus') as focus,
      ${conversationId ?? null}::uuid is null or c.id is not null as named
    from persons p
    left join lateral (
      select id from conversations where person_id = p.id and desk = 'sales'
        and (${conversationId ?? null}::uuid is null or id = ${conversationId ?? null}::uuid)
      order by active_at desc, id desc limit 1) c on true
    left join lateral (
      select state from conversation_states where conversation_id = c.id order by number desc limit 1) held on true
    where p.id = ${personId}::uuid and p.erased_at is null and p.merged_into is null`.execute(ctx.db)
  const [found] = rows
  return found?.named ? found : refuseUnknownLead()
}
