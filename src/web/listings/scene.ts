import type { Place } from '../api/types.ts'

export type Spot = {
  name: string
  place: string
  city: string
  latitude: number
  longitude: number
  precision: 'exact' | 'locality'
}
type Point = { x: number; y: number }
type Label = Point & { name: string; anchor: 'start' | 'end' | 'middle'; strong: boolean }
type Located = { name: string; latitude: number; longitude: number }

export type Scene = {
  centre: Point
  centrePlace: Located
  home: Point
  nearest: string | null
  rings: { km: number; r: number; label: Point | null }[]
  dots: (Point & { name: string })[]
  labels: Label[]
}

const KM_PER_DEGREE = 111.32

/** Great-circle distance in kilometres on a sphere of 6371 km. */
export function kilometres(
  a: { latitude: number; longitude: number },
  b: { latitude: number; longitude: number },
): number {
  const rad = Math.PI / 180
  const dLat = (b.latitude - a.latitude) * rad
  const dLon = (b.longitude - a.longitude) * rad
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.latitude * rad) * Math.cos(b.latitude * rad) * Math.sin(dLon / 2) ** 2
  return 2 * 6371 * Math.asin(Math.sqrt(Math.min(1, h)))
}

/** Where the rings are drawn from: the central zone's middle place, else the middle of all places of the city. */
export function centreOf(places: readonly Place[], city: string): Located | null {
  const located = places.filter(
    (place): place is Place & Located => place.city === city && place.latitude !== null && place.longitude !== null,
  )
  if (located.length === 0) return null
  const central = located.filter(place => place.zone === 'Central')
  const among = central.length > 0 ? central : located
  const mean = (key: 'latitude' | 'longitude') => among.reduce((sum, place) => sum + place[key], 0) / among.length
  const middle = { latitude: mean('latitude'), longitude: mean('longitude') }
  return among.reduce((best, place) => (kilometres(place, middle) < kilometres(best, middle) ? place : best))
}

/**
 * Lays out the drawing of a home among the places of its city in a box of the given size: home and city centre both in
 * view, nearest places labelled as far as they do not collide. Null where there is nothing to draw against.
 */
export function layOut(spot: Spot, places: readonly Place[], width: number, height: number): Scene | null {
  const centrePlace = centreOf(places, spot.city)
  if (!centrePlace) return null
  const shrink = Math.cos((spot.latitude * Math.PI) / 180)
  const east = (at: { longitude: number }) => at.longitude * KM_PER_DEGREE * shrink
  const north = (at: { latitude: number }) => at.latitude * KM_PER_DEGREE
  const margin = 46
  const wide = Math.max(Math.abs(east(spot) - east(centrePlace)), 2)
  const tall = Math.max(Math.abs(north(spot) - north(centrePlace)), 2)
  const scale = Math.min((width - 2 * margin) / wide, (height - 2 * margin) / tall, 14)
  const midEast = (east(spot) + east(centrePlace)) / 2
  const midNorth = (north(spot) + north(centrePlace)) / 2
  const point = (at: { latitude: number; longitude: number }): Point => ({
    x: round(width / 2 + (east(at) - midEast) * scale),
    y: round(height / 2 - (north(at) - midNorth) * scale),
  })
  const home = point(spot)
  const centre = point(centrePlace)
  const inside = (at: Point, by = 4) => at.x > by && at.y > by && at.x < width - by && at.y < height - by

  const seen = places
    .filter(
      (place): place is Place & Located =>
        place.latitude !== null && place.longitude !== null && place.name !== centrePlace.name,
    )
    .map(place => ({ place, at: point(place), far: kilometres(place, spot) }))
    .filter(({ at }) => inside(at))
    .sort((a, b) => a.far - b.far)

  const taken: { left: number; right: number; top: number; bottom: number }[] = [box(home, 14, 14)]
  const labels: Label[] = []
  const put = (name: string, at: Point, strong: boolean, gap: number) => {
    const long = name.length * (strong ? 5.9 : 5.4)
    const tries: Label[] = [
      { name, strong, x: at.x, y: at.y - gap, anchor: 'middle' },
      { name, strong, x: at.x, y: at.y + gap + 8, anchor: 'middle' },
      { name, strong, x: at.x + gap, y: at.y + 3.5, anchor: 'start' },
      { name, strong, x: at.x - gap, y: at.y + 3.5, anchor: 'end' },
    ]
    for (const label of tries) {
      const left = label.anchor === 'middle' ? label.x - long / 2 : label.anchor === 'start' ? label.x : label.x - long
      const area = { left, right: left + long, top: label.y - 10, bottom: label.y + 3 }
      const fits = area.left > 3 && area.right < width - 3 && area.top > 2 && area.bottom < height - 2
      if (!fits || taken.some(other => overlaps(other, area))) continue
      taken.push(area)
      labels.push(label)
      return
    }
  }
  put(spot.place, home, true, 17)
  put(centrePlace.name, centre, false, 8)
  for (const { place, at } of seen) {
    if (labels.length >= 5) break
    if (place.name !== spot.place) put(place.name, at, false, 6)
  }
  const rings = [5, 10, 15, 20, 30].flatMap(km => {
    const r = round(km * scale)
    if (r < 14 || r > Math.hypot(width, height)) return []
    const at = { x: centre.x, y: round(centre.y + (home.y > centre.y ? -r : r) + 3) }
    const clear = inside(at, 14) && !taken.some(other => overlaps(other, box(at, 16, 7)))
    if (clear) taken.push(box(at, 16, 7))
    return [{ km, r, label: clear ? at : null }]
  })
  return {
    centre,
    centrePlace,
    home,
    nearest: seen.find(({ place }) => place.name !== spot.place)?.place.name ?? null,
    rings,
    // A dot under somebody else's name would read as that name's.
    dots: seen
      .map(({ place, at }) => ({ name: place.name, ...at }))
      .filter(dot => !taken.slice(1).some(area => overlaps(area, box(dot, 1, 1)))),
    labels,
  }
}

type Box = { left: number; right: number; top: number; bottom: number }
const box = (at: Point, w: number, h: number): Box => ({
  left: at.x - w,
  right: at.x + w,
  top: at.y - h,
  bottom: at.y + h,
})
const overlaps = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
const round = (value: number) => Math.round(value * 10) / 10
