import { z } from 'zod'
import { list } from './query-list.ts'
import {
  amenitySchema,
  buildStatusSchema,
  facingSchema,
  homeKindSchema,
  periodSchema,
  type Wish,
  zoneSchema,
} from './schema.ts'

const amount = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional()
const word = z.string().trim().min(1).max(120)

/** The keys of a wish as a query. `place` is a spelling of `places`. Amounts are in minor units. */
export const wishQuerySchema = z.object({
  bedrooms: list(z.coerce.number().positive().max(99)),
  minPrice: amount,
  maxPrice: amount,
  aboutPrice: amount,
  place: list(word),
  places: list(word),
  excludedPlaces: list(word),
  zone: zoneSchema.optional(),
  city: word.optional(),
  kinds: list(homeKindSchema),
  statuses: list(buildStatusSchema),
  excludedStatuses: list(buildStatusSchema),
  possessionBy: periodSchema.optional(),
  possessionIn: periodSchema.optional(),
  minArea: amount,
  maxArea: amount,
  radiusKm: z.coerce.number().positive().max(500).optional(),
  developer: word.optional(),
  facing: facingSchema.optional(),
  amenities: list(amenitySchema),
  excludedAmenities: list(amenitySchema),
})

export const pagingSchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).optional(),
  cursor: z.string().max(2_000).optional(),
})

export const searchQuerySchema = wishQuerySchema.extend(pagingSchema.shape)

export function toWish({ place, places, ...rest }: z.infer<typeof wishQuerySchema>): Wish {
  const named = [...(place ?? []), ...(places ?? [])]
  return named.length ? { ...rest, places: named } : rest
}
