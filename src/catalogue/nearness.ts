export type Point = { latitude: number; longitude: number }

/** Kilometres between two points by the haversine formula on a sphere of 6371 km; the database has the same. */
export function kilometres(a: Point, b: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const h =
    Math.sin(radians(b.latitude - a.latitude) / 2) ** 2 +
    Math.cos(radians(a.latitude)) *
      Math.cos(radians(b.latitude)) *
      Math.sin(radians(b.longitude - a.longitude) / 2) ** 2
  return 12742 * Math.asin(Math.min(1, Math.sqrt(h)))
}
