import { z } from 'zod'

export const homeKindSchema = z.enum(['apartment', 'villa', 'plot', 'row_house'])
export type HomeKind = z.infer<typeof homeKindSchema>

export const buildStatusSchema = z.enum(['ready', 'under_construction', 'upcoming'])
export type BuildStatus = z.infer<typeof buildStatusSchema>

export const zoneSchema = z.enum(['North', 'South', 'East', 'West', 'Central'])
export type Zone = z.infer<typeof zoneSchema>

export const facingSchema = z.enum([
  'north',
  'south',
  'east',
  'west',
  'north_east',
  'north_west',
  'south_east',
  'south_west',
])
export type Facing = z.infer<typeof facingSchema>

export const amenitySchema = z.enum([
  'swimming_pool',
  'gym',
  'clubhouse',
  'garden',
  'play_area',
  'jogging_track',
  'sports_court',
  'security',
  'parking',
  'power_backup',
  'lift',
  'ev_charging',
  'pet_area',
  'coworking',
])
export type Amenity = z.infer<typeof amenitySchema>

export const factKeySchema = z.enum([
  'price',
  'amenities',
  'possession',
  'location',
  'registration',
  'carpet_area',
  'contact',
  'brochure',
  'configuration',
  'connectivity',
])
export type FactKey = z.infer<typeof factKeySchema>

export const registrationStateSchema = z.enum(['registered', 'applied', 'unknown'])
export const precisionSchema = z.enum(['exact', 'locality'])

/** A year, or a quarter of it: `2027`, `2026-Q2`. */
export const periodSchema = z.string().regex(/^\d{4}(-Q[1-4])?$/, 'write a year or a quarter: 2027, 2026-Q2')

const amount = z.int().positive().max(Number.MAX_SAFE_INTEGER)
const word = z.string().trim().min(1).max(120)
const words = z.array(word).max(50)

/**
 * What somebody looks for. Keys are ANDed, values of a key ORed. Amounts are integer minor units of the desk's
 * currency, areas whole square feet. `listing` is a listing spoken of; `unknownPlaces` are names nobody knows.
 */
export const wishSchema = z.object({
  bedrooms: z.array(z.number().positive().max(99)).max(20).optional(),
  minPrice: amount.optional(),
  maxPrice: amount.optional(),
  aboutPrice: amount.optional(),
  places: words.optional(),
  excludedPlaces: words.optional(),
  unknownPlaces: words.optional(),
  zone: zoneSchema.optional(),
  city: word.optional(),
  kinds: z.array(homeKindSchema).optional(),
  statuses: z.array(buildStatusSchema).optional(),
  excludedStatuses: z.array(buildStatusSchema).optional(),
  possessionBy: periodSchema.optional(),
  possessionIn: periodSchema.optional(),
  minArea: amount.optional(),
  maxArea: amount.optional(),
  radiusKm: z.number().positive().max(500).optional(),
  developer: word.optional(),
  listing: word.optional(),
  facing: facingSchema.optional(),
  amenities: z.array(amenitySchema).optional(),
  excludedAmenities: z.array(amenitySchema).optional(),
})
export type Wish = z.infer<typeof wishSchema>

const minor = z.int().positive().nullable()

export const unitSchema = z
  .object({
    kind: homeKindSchema,
    bedrooms: z.number().nullable(),
    areaSqft: z.int().nullable(),
    carpetSqft: z.int().nullable(),
    plotWidthFt: z.number().nullable(),
    plotDepthFt: z.number().nullable(),
    priceMin: minor,
    priceMax: minor,
    facing: facingSchema.nullable(),
    available: z.int().nullable(),
  })
  .meta({ id: 'Unit' })
export type Unit = z.infer<typeof unitSchema>

/** Null where the date is not in our data. `quarter` is null where only the year is known. */
export const possessionSchema = z.object({ year: z.int(), quarter: z.int().min(1).max(4).nullable() }).nullable()
export type Possession = z.infer<typeof possessionSchema>

export const matchPartSchema = z.object({
  part: z.enum(['configuration', 'price', 'place', 'possession', 'amenities', 'avoided']),
  /** Points earned, to a thousandth; negative for what was to be avoided. */
  points: z.number(),
  of: z.number(),
  reason: z.string(),
})
export type MatchPart = z.infer<typeof matchPartSchema>

/** `score` is 0 to 100 before what was avoided is taken off, and is always the sum of the parts. */
export const matchSchema = z.object({ score: z.number(), parts: z.array(matchPartSchema) }).meta({ id: 'Match' })
export type Match = z.infer<typeof matchSchema>

export const listingCardSchema = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    developer: z.string(),
    place: z.string(),
    city: z.string(),
    status: buildStatusSchema,
    possession: possessionSchema,
    latitude: z.number().nullable(),
    longitude: z.number().nullable(),
    precision: precisionSchema,
    highlights: z.array(z.string()),
    amenities: z.array(amenitySchema),
    currency: z.string(),
    priceMin: minor,
    priceMax: minor,
    units: z.array(unitSchema),
    unitsTotal: z.int().nullable(),
    unitsAvailable: z.int().nullable(),
    registrationNumber: z.string().nullable(),
    registrationState: registrationStateSchema,
    image: z.string().nullable(),
    sample: z.boolean(),
    updatedAt: z.string(),
    distanceKm: z.number().nullable(),
    match: matchSchema.nullable(),
  })
  .meta({ id: 'ListingCard' })
export type ListingCard = z.infer<typeof listingCardSchema>

export const offerSchema = z.object({
  text: z.string(),
  /** YYYY-MM-DD, last day; null for an offer without an end */
  endsOn: z.string().nullable(),
})
export const priceChangeSchema = z.object({
  unit: z.string(),
  priceMin: minor,
  priceMax: minor,
  /** YYYY-MM-DD */
  validFrom: z.string(),
})

/** Everything a visitor may know about a listing. */
export const listingSchema = listingCardSchema
  .extend({
    aliases: z.array(z.string()),
    zone: zoneSchema.nullable(),
    address: z.string().nullable(),
    description: z.string().nullable(),
    images: z.array(z.string()),
    brochure: z.string().nullable(),
    contact: z.object({ name: z.string().nullable(), phone: z.string().nullable(), email: z.string().nullable() }),
    connectivity: z.array(z.string()),
    registrationSteps: z.array(z.string()),
    offers: z.array(offerSchema),
    priceHistory: z.array(priceChangeSchema),
    source: z.string(),
  })
  .meta({ id: 'Listing' })
export type Listing = z.infer<typeof listingSchema>

/** One thing in which a result lies outside the wish: the key of the wish, and the words for it. */
export const outsideSchema = z.object({ key: z.string(), label: z.string() })
export type Outside = z.infer<typeof outsideSchema>

export const searchResultSchema = z
  .object({
    items: z.array(listingCardSchema),
    total: z.int(),
    onRequest: z.int(),
    withoutCoordinates: z.int(),
    cursor: z.string().nullable(),
    outside: z.array(z.object({ listing: listingCardSchema, why: z.array(outsideSchema) })),
    unknownPlaces: z.array(z.object({ spoken: z.string(), near: z.array(z.string()) })),
    noStockIn: z.array(z.string()),
    elsewhere: z.array(z.object({ place: z.string(), count: z.int() })),
  })
  .meta({ id: 'SearchResult' })
export type SearchResult = z.infer<typeof searchResultSchema>

export const listingFactSchema = z.object({
  key: factKeySchema,
  label: z.string(),
  /** null: not in our data */
  text: z.string().nullable(),
  /** RFC 3339: when the row was last updated */
  asOf: z.string(),
})
export type ListingFact = z.infer<typeof listingFactSchema>

export const comparisonSchema = z
  .object({
    kind: z.enum(['listings', 'places']),
    columns: z.array(z.object({ id: z.string().nullable(), name: z.string() })),
    rows: z.array(z.object({ label: z.string(), cells: z.array(z.string().nullable()) })),
  })
  .meta({ id: 'Comparison' })
export type Comparison = z.infer<typeof comparisonSchema>

export const emiSchema = z.object({
  currency: z.string(),
  priceMinor: z.int(),
  loanMinor: z.int(),
  downMinor: z.int(),
  monthlyMinor: z.int(),
  totalInterestMinor: z.int(),
  months: z.int(),
  annualPercent: z.number(),
  downPercent: z.number(),
})
export type Emi = z.infer<typeof emiSchema>

export const marketSchema = z
  .object({
    place: z.string(),
    city: z.string(),
    zone: zoneSchema.nullable(),
    currency: z.string(),
    pricePerSqft: z.object({ min: minor, average: minor, max: minor }),
    /** percent */
    growth1y: z.number().nullable(),
    growth5y: z.number().nullable(),
    rentalYield: z.number().nullable(),
    trend: z.enum(['high_demand', 'emerging_hotspot', 'growing', 'stable', 'moderate', 'premium_saturated']).nullable(),
    infrastructure: z.array(z.string()),
    attractions: z.array(z.string()),
    source: z.string(),
    /** YYYY-MM-DD */
    asOf: z.string(),
    sample: z.boolean(),
  })
  .meta({ id: 'Market' })
export type Market = z.infer<typeof marketSchema>

export const listingEventKindSchema = z.enum(['view', 'interest', 'rejection', 'brochure'])
export type ListingEventKind = z.infer<typeof listingEventKindSchema>
export const interestLevelSchema = z.enum(['low', 'medium', 'high'])

export const listingEventInputSchema = z.object({
  kind: listingEventKindSchema,
  reason: z.string().trim().min(1).max(500).optional(),
  level: interestLevelSchema.optional(),
})

export const listingEventSummarySchema = z.object({
  listing: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  count: z.int(),
  firstAt: z.string(),
  lastAt: z.string(),
  reason: z.string().nullable(),
  level: interestLevelSchema.nullable(),
})
export const listingEventsSchema = z.object({
  viewed: z.array(listingEventSummarySchema),
  interested: z.array(listingEventSummarySchema),
  rejected: z.array(listingEventSummarySchema),
  brochures: z.array(listingEventSummarySchema),
})
export type ListingEvents = z.infer<typeof listingEventsSchema>

export const importFormatSchema = z.enum(['csv', 'json', 'xlsx'])
export type ImportFormat = z.infer<typeof importFormatSchema>

export const refusedRowSchema = z.object({
  row: z.int(),
  column: z.string().nullable(),
  code: z.string(),
  message: z.string(),
})
export type RefusedRow = z.infer<typeof refusedRowSchema>

export const importReportSchema = z
  .object({
    /** null for a dry run */
    id: z.uuid().nullable(),
    dryRun: z.boolean(),
    counts: z.object({
      read: z.int(),
      added: z.int(),
      updated: z.int(),
      unchanged: z.int(),
      hidden: z.int(),
      refused: z.int(),
    }),
    /** The first thousand refused rows; the download holds all. */
    rows: z.array(refusedRowSchema),
  })
  .meta({ id: 'ImportReport' })
export type ImportReport = z.infer<typeof importReportSchema>

export const importSummarySchema = z.object({
  id: z.uuid(),
  source: z.string(),
  fileName: z.string(),
  format: importFormatSchema,
  replace: z.boolean(),
  counts: importReportSchema.shape.counts,
  createdAt: z.string(),
})
export type ImportSummary = z.infer<typeof importSummarySchema>

/** A listing as staff see it in a list, published or not. */
export const adminListingSchema = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  developer: z.string(),
  place: z.string(),
  city: z.string(),
  status: buildStatusSchema,
  units: z.int(),
  source: z.string(),
  sourceId: z.string(),
  published: z.boolean(),
  hiddenBy: z.enum(['staff', 'import']).nullable(),
  sample: z.boolean(),
  updatedAt: z.string(),
})
export type AdminListing = z.infer<typeof adminListingSchema>

export const placeSchema = z.object({
  name: z.string(),
  zone: zoneSchema.nullable(),
  city: z.string(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  /** published listings */
  listings: z.int(),
})
export type PlaceWithListings = z.infer<typeof placeSchema>

/** What the understanding of language needs to know of the catalogue. */
export type CatalogueNames = {
  version: number
  listings: { name: string; aliases: string[]; developer: string }[]
  developers: string[]
  places: { name: string; aliases: string[]; zone: Zone | null; city: string }[]
}
