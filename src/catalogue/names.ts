import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { type City, cities, cityNamed, type Place, places, spellingKey } from './gazetteer.ts'
import type { CatalogueNames, Zone } from './schema.ts'
import { type CatalogueVersion, createVersionCache, readVersion } from './version.ts'

type KnownPlace = Omit<Place, 'zone' | 'latitude' | 'longitude'> & {
  zone: Zone | null
  latitude: number | null
  longitude: number | null
}

/** Where there is something to find: places by spelling, developers by spelling, cities with stock. */
export type Atlas = {
  at: CatalogueVersion
  places: KnownPlace[]
  placeNamed(text: string): KnownPlace | undefined
  developerNamed(text: string): string | undefined
  cityNamed(text: string): City | { name: string } | undefined
  stock: Set<string>
}

const atlases = createVersionCache<Atlas>(8)
const namesOf = createVersionCache<CatalogueNames>(4)

/** The places, developers and cities of this version of the catalogue, and the places known without any listing. */
export async function readAtlas(ctx: Context): Promise<Atlas> {
  const at = await readVersion(ctx)
  return atlases.read(ctx, at, 'atlas', () => loadAtlas(ctx, at))
}

async function loadAtlas(ctx: Context, at: CatalogueVersion): Promise<Atlas> {
  const stored = await sql<KnownPlace>`
    select name, aliases, zone, city, latitude, longitude from places`.execute(ctx.db)
  const developers = await sql<{ developer: string }>`
    select distinct developer from units where published`.execute(ctx.db)
  const stock = await sql<{ city: string }>`select distinct city from units where published`.execute(ctx.db)
  const known = new Map<string, KnownPlace>(places.map(place => [`${place.city}/${place.name}`, place]))
  for (const place of stored.rows) {
    const key = `${place.city}/${place.name}`
    if (!known.has(key)) known.set(key, place)
  }
  const all = [...known.values()]
  const byPlace = new Map<string, KnownPlace>()
  // A canonical name wins over another place's alias.
  for (const place of all) for (const alias of place.aliases) byPlace.set(spellingKey(alias), place)
  for (const place of all) byPlace.set(spellingKey(place.name), place)
  const byDeveloper = new Map(developers.rows.map(row => [spellingKey(row.developer), row.developer]))
  const stockCities = new Set(stock.rows.map(row => row.city))
  return {
    at,
    places: all,
    placeNamed: text => byPlace.get(spellingKey(text)),
    developerNamed: text => byDeveloper.get(spellingKey(text)),
    cityNamed: text =>
      cityNamed(text) ??
      [...stockCities].filter(city => spellingKey(city) === spellingKey(text)).map(name => ({ name }))[0],
    stock: stockCities,
  }
}

/**
 * What the understanding of language needs: published listings with their aliases, developers, places. The same object
 * as long as the catalogue stays the same, so that an index built on it can be kept.
 */
export async function catalogueNames(ctx: Context): Promise<CatalogueNames> {
  const atlas = await readAtlas(ctx)
  return namesOf.read(ctx, atlas.at, 'names', async () => {
    const { rows } = await sql<CatalogueNames['listings'][number]>`
      select l.name, l.developer, array(select alias from listing_aliases where listing_id = l.id order by alias) as aliases
      from listings l where l.published order by l.name, l.id`.execute(ctx.db)
    return {
      version: atlas.at.version,
      listings: rows,
      developers: [...new Set(rows.map(row => row.developer))].sort(),
      places: atlas.places.map(({ name, aliases, zone, city }) => ({ name, aliases, zone, city })),
    }
  })
}

/** Up to three known places or cities that are spelled most like the given name, by trigrams. */
export async function nearSpellings(ctx: Context, spoken: string, atlas: Atlas): Promise<string[]> {
  const names = atlas.places.flatMap(place =>
    [place.name, ...place.aliases].map(spelling => ({ spelling, name: place.name })),
  )
  const candidates = [
    ...names,
    ...cities.flatMap(city => [city.name, ...city.aliases].map(spelling => ({ spelling, name: city.name }))),
  ]
  const { rows } = await sql<{ name: string }>`
    select name from json_to_recordset(${JSON.stringify(candidates)}::json) as c(spelling text, name text)
    group by name
    having max(similarity(lower(spelling), lower(${spoken}))) > 0.2
    order by max(similarity(lower(spelling), lower(${spoken}))) desc, name collate "C" limit 3`.execute(ctx.db)
  return rows.map(row => row.name)
}
