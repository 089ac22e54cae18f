import { sql } from 'kysely'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { type CardRow, cardColumns, toCard } from './cards.ts'
import type { Listing } from './schema.ts'

type FullRow = CardRow & {
  aliases: string[]
  address: string | null
  description: string | null
  brochure: string | null
  contact_name: string | null
  contact_phone: string | null
  contact_email: string | null
  connectivity: string[]
  registration_steps: string[]
  offers: Listing['offers']
  price_history: Listing['priceHistory']
  source: string
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Spellings differ in case, spaces and punctuation alone. */
const spelling = (text: ReturnType<typeof sql.ref>) => sql`regexp_replace(lower(${text}), '[^[:alnum:]]', '', 'g')`

/**
 * A published listing by id, slug, name or alias, or undefined. A name must be whole: case, spaces and punctuation do not
 * count. Offers that have ended are left out.
 */
export async function findListing(ctx: Context, idOrSlugOrName: string): Promise<Listing | undefined> {
  const given = idOrSlugOrName.trim()
  if (!given || given.length > 200) return undefined
  const ids = UUID.test(given) ? [given] : await idsNamed(ctx, given)
  if (ids.length !== 1) return undefined
  return (await readListings(ctx, ids))[0]
}

/** Two listings of one name are nobody's to choose from here. */
async function idsNamed(ctx: Context, given: string): Promise<string[]> {
  const name = sql`regexp_replace(lower(${given}), '[^[:alnum:]]', '', 'g')`
  const { rows } = await sql<{ id: string }>`
    select l.id from listings l where l.published and l.slug = ${given.toLowerCase()}
    union
    select l.id from listings l where l.published and ${spelling(sql.ref('l.name'))} = ${name} and ${name} <> ''
    union
    select a.listing_id from listing_aliases a join listings l on l.id = a.listing_id
    where l.published and ${spelling(sql.ref('a.alias'))} = ${name} and ${name} <> ''
    limit 2`.execute(ctx.db)
  return rows.map(row => row.id)
}

/** A published listing. Refuses `catalogue.listing_not_found`. */
export async function requireListing(ctx: Context, idOrSlugOrName: string): Promise<Listing> {
  return (await findListing(ctx, idOrSlugOrName)) ?? listingNotFound()
}

export const listingNotFound = (): never =>
  refuse(
    'not_found',
    'catalogue.listing_not_found',
    'There is no such home in the catalogue, or it is no longer on offer.',
  )

/** Published listings in the order of their ids as given; an id that is nobody's is left out. */
export async function readListings(ctx: Context, ids: string[]): Promise<Listing[]> {
  const today = ctx.now().toZonedDateTimeISO('UTC').toPlainDate().toString()
  const { rows } = await sql<FullRow>`
    select ${cardColumns}, l.address, l.description, l.brochure, l.contact_name, l.contact_phone, l.contact_email,
      l.connectivity, l.registration_steps, l.source,
      array(select alias from listing_aliases where listing_id = l.id order by alias) as aliases,
      (select coalesce(json_agg(json_build_object('text', o.text, 'endsOn', o.ends_on) order by o.ends_on, o.text), '[]'::json)
        from offers o where o.listing_id = l.id and (o.ends_on is null or o.ends_on >= ${today}::date)) as offers,
      (select coalesce(json_agg(json_build_object('unit', p.unit, 'priceMin', p.price_min, 'priceMax', p.price_max,
          'validFrom', p.valid_from) order by p.valid_from desc, p.number), '[]'::json)
        from (select * from price_history where listing_id = l.id order by valid_from desc, number limit 100) p) as price_history
    from listings l where l.id = any(${ids}::uuid[]) and l.published`.execute(ctx.db)
  const byId = new Map(rows.map(row => [row.id, row]))
  return ids.flatMap(id => byId.get(id.toLowerCase()) ?? []).map(toListing)
}

function toListing(row: FullRow): Listing {
  return {
    ...toCard(row),
    aliases: row.aliases,
    zone: row.zone,
    address: row.address,
    description: row.description,
    images: row.images,
    brochure: row.brochure,
    contact: { name: row.contact_name, phone: row.contact_phone, email: row.contact_email },
    connectivity: row.connectivity,
    registrationSteps: row.registration_steps,
    offers: row.offers,
    priceHistory: row.price_history,
    source: row.source,
  }
}
