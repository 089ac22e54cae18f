import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { cityNamed, placeNamed } from '../gazetteer.ts'
import type { ListingDraft } from './draft.ts'

type Located = Pick<ListingDraft, 'city' | 'place' | 'zone' | 'latitude' | 'longitude'>

/** Places and cities of these listings get their rows. One that nobody knows lies where its first listing lies. */
export async function writePlaces(ctx: Context, drafts: Located[]): Promise<void> {
  const towns = new Map<string, object>()
  const places = new Map<string, object>()
  for (const draft of drafts) {
    const city = cityNamed(draft.city) ?? draft
    if (!towns.has(draft.city))
      towns.set(draft.city, { name: draft.city, latitude: city.latitude, longitude: city.longitude })
    const known = placeNamed(draft.place)
    const place = known?.city === draft.city && known.name === draft.place ? known : { ...draft, aliases: [] }
    const key = `${draft.city}/${draft.place}`
    const { zone, aliases, latitude, longitude } = place
    if (!places.has(key)) places.set(key, { city: draft.city, name: draft.place, zone, aliases, latitude, longitude })
  }
  await sql`insert into cities (name, latitude, longitude)
    select name, latitude, longitude from json_populate_recordset(null::cities, ${JSON.stringify([...towns.values()])}::json)
    on conflict do nothing`.execute(ctx.db)
  await sql`insert into places (city, name, zone, aliases, latitude, longitude)
    select city, name, zone, aliases, latitude, longitude
    from json_populate_recordset(null::places, ${JSON.stringify([...places.values()])}::json)
    on conflict do nothing`.execute(ctx.db)
}
