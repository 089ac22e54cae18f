import { sql } from 'kysely'
import {
  type Amenity,
  findListing,
  type Listing,
  listingFacts,
  marketOf,
  oneReading,
  type Wish,
  wishSchema,
} from '../../catalogue/index.ts'
import { recallFacts } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { isOfSales } from '../desk/rights.ts'
import type { Reading, Stage } from '../schema.ts'
import { findBetterMatch, findLarger } from './find-upsells.ts'
import { openQuestions } from './personas.ts'
import { asksAbout } from './questions.ts'
import { type CardRule, type Persona, personaSchema } from './schema.ts'
import type { CoachingSettings } from './settings.ts'
import type { Situation } from './situation.ts'
import { plainDay } from './urgency.ts'

/** One message of a conversation, or one line of a call, as it was read. */
type MomentRead = Pick<Reading, 'objections' | 'asked' | 'shown' | 'focusId'> & {
  personId: string
  number: number
  text: string
  stage: Stage
  /** Of the visitor so far, this one included */
  messages: number
  wish: unknown
  /** The home to speak of where none is in focus */
  otherwiseId: string | null
  /** Rules that rest: what only they would need is not looked for */
  resting: readonly string[]
}

/** The rows that the rules of cards go by, as they stand now. */
export async function readSituation(ctx: Context, moment: MomentRead, settings: CoachingSettings): Promise<Situation> {
  const reading = oneReading(ctx)
  const { personId } = moment
  const wish = wishOf(moment.wish)
  const person = await readPerson(ctx, personId)
  const listingId = moment.focusId ?? moment.otherwiseId
  const listing = listingId ? await findListing(reading, listingId) : undefined
  const place = listing?.place ?? wish.places?.[0] ?? null
  const market = place ? await marketOf(reading, place) : undefined
  const asked = { personId, wish, wanted: person.wanted, avoided: person.avoided }
  const open = await openAppointments(ctx, personId)
  const rests = (rule: CardRule) => moment.resting.includes(rule)
  return {
    messageNumber: moment.number,
    messages: moment.messages,
    shown: moment.shown,
    stage: moment.stage,
    objections: moment.objections,
    asks: { schools: asksAbout(moment.text, 'schools'), investment: asksAbout(moment.text, 'investment') },
    activeVisit: open.visit,
    openCallback: open.callback,
    listing: listing ? await describe(reading, listing) : null,
    place,
    market:
      market && market.growth1y !== null && market.rentalYield !== null
        ? {
            place: market.place,
            growth: `${market.growth1y}%`,
            yield: `${market.rentalYield}%`,
            source: market.source,
            asOf: plainDay(market.asOf),
            sample: market.sample,
          }
        : null,
    answered: await readAnswered(reading, moment, ctx.business.timeZone),
    better: rests('budget_upsell') ? null : await findBetterMatch(reading, asked, settings),
    larger: rests('configuration_upsell') ? null : await findLarger(reading, asked, settings),
    // An upsell that rests did fit lately: there is something better to say than a general tip.
    question:
      rests('budget_upsell') || rests('configuration_upsell')
        ? null
        : (openQuestions(person.keys, person.persona)[0] ?? null),
  }
}

/** What is left of a wish that an older release may have kept in another shape. */
export const wishOf = (kept: unknown): Wish => wishSchema.safeParse(kept ?? {}).data ?? {}

/** What coaching goes by of what a person told of themselves. */
export async function readPerson(ctx: Context, personId: string) {
  const facts = (await recallFacts(ctx, personId)).filter(fact => fact.value !== null && isOfSales(fact))
  const valuesOf = (key: string) => facts.filter(fact => fact.key === key).map(fact => fact.value)
  const persona: Persona | null = personaSchema.safeParse(valuesOf('persona')[0]).data ?? null
  return {
    facts,
    keys: [...new Set(facts.map(fact => fact.key))],
    persona,
    wanted: valuesOf('amenity_wanted') as Amenity[],
    avoided: valuesOf('amenity_avoided') as Amenity[],
  }
}

async function describe(
  ctx: Context,
  { id, name, place, status }: Listing,
): Promise<NonNullable<Situation['listing']>> {
  const facts = await listingFacts(ctx, { listingId: id, facts: ['possession', 'registration'] })
  const text = (key: string) => facts.find(fact => fact.key === key)?.text ?? null
  return {
    id,
    name,
    place,
    ready: status === 'ready',
    possession: text('possession'),
    registration: text('registration'),
  }
}

/** The first fact that this message asked of one home and that stands in its row. */
async function readAnswered(ctx: Context, { asked }: MomentRead, timeZone: string): Promise<Situation['answered']> {
  const known = new Set([
    'price',
    'amenities',
    'possession',
    'location',
    'registration',
    'carpet_area',
    'configuration',
  ])
  for (const { listingId, fact } of asked) {
    if (!listingId || !known.has(fact)) continue
    const listing = await findListing(ctx, listingId)
    if (!listing) continue
    const [found] = await listingFacts(ctx, { listingId, facts: [fact as 'price'] })
    if (!found?.text) continue
    const asOf = Temporal.Instant.from(found.asOf).toZonedDateTimeISO(timeZone).toPlainDate().toString()
    const text = found.text.length > 160 ? `${found.text.slice(0, 159).trimEnd()}…` : found.text
    return { label: found.label, text, listing: { id: listing.id, name: listing.name }, asOf: plainDay(asOf) }
  }
  return null
}

async function openAppointments(ctx: Context, personId: string): Promise<{ visit: boolean; callback: boolean }> {
  const { rows } = await sql<{ visit: boolean; callback: boolean }>`
    select
      exists (select from appointments where person_id = ${personId}::uuid and kind = 'site_visit'
        and (status in ('pending', 'confirmed') or (status = 'held' and hold_until > ${ctx.now()}))) as visit,
      exists (select from appointments where person_id = ${personId}::uuid and kind = 'callback'
        and status in ('pending', 'no_answer')) as callback`.execute(ctx.db)
  return rows[0]!
}
