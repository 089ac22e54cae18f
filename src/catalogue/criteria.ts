import type { Atlas } from './names.ts'
import type { Wish } from './schema.ts'

export type Circle = { place: string; latitude: number; longitude: number; km: number }

/** A wish with every name resolved: what the conditions, the match and the labels are made from. */
export type Criteria = Omit<Wish, 'listing' | 'unknownPlaces' | 'radiusKm'> & { circles?: Circle[] }

export type Resolved = {
  criteria: Criteria
  unknownPlaces: string[]
  noStockIn: string[]
  /** False where nothing may be shown: only unknown places, or only a city without stock. */
  searchable: boolean
}

/** Names become canonical; a radius becomes circles around its places. A listing is a focus and no criterion. */
export function resolveWish(wish: Wish, atlas: Atlas): Resolved {
  const { listing: _focus, unknownPlaces, radiusKm, places, excludedPlaces, city, developer, ...rest } = wish
  const unknown = [...(unknownPlaces ?? [])]
  const wanted = (places ?? []).flatMap(name => {
    const place = atlas.placeNamed(name)
    if (!place) unknown.push(name)
    return place ?? []
  })
  const criteria: Criteria = dropEmpty(rest)
  if (excludedPlaces?.length) criteria.excludedPlaces = excludedPlaces.map(name => atlas.placeNamed(name)?.name ?? name)
  if (developer) criteria.developer = atlas.developerNamed(developer) ?? developer
  const circles = radiusKm
    ? wanted.flatMap(({ name, latitude, longitude }) =>
        latitude === null || longitude === null ? [] : { place: name, latitude, longitude, km: radiusKm },
      )
    : []
  if (circles.length) criteria.circles = circles
  else if (wanted.length) criteria.places = [...new Set(wanted.map(place => place.name))]
  const home = city ? atlas.cityNamed(city) : undefined
  if (city && !home) unknown.push(city)
  if (home) criteria.city = home.name
  const noStockIn = home && !atlas.stock.has(home.name) ? [home.name] : []
  const onlyUnknown = unknown.length > 0 && wanted.length === 0
  return { criteria, unknownPlaces: unknown, noStockIn, searchable: !onlyUnknown && noStockIn.length === 0 }
}

/** An empty list states nothing. */
function dropEmpty<Shape extends object>(shape: Shape): Shape {
  return Object.fromEntries(
    Object.entries(shape).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)),
  ) as Shape
}

/** What "around" an amount reaches: −15% to +10%. Close is within 5% either way. Whole minor units. */
export function aboutBand(about: number) {
  return {
    low: Math.ceil((about * 85) / 100),
    high: Math.floor((about * 110) / 100),
    closeLow: Math.ceil((about * 95) / 100),
    closeHigh: Math.floor((about * 105) / 100),
  }
}

/** "2027" → [2027, 4], "2026-Q2" → [2026, 2]: the last quarter that a period reaches. */
export function periodEnd(period: string): [year: number, quarter: number] {
  return [Number(period.slice(0, 4)), period.length > 4 ? Number(period.at(-1)) : 4]
}
