import { z } from 'zod'
import type { App } from '../kernel/http.ts'
import { refuse } from '../kernel/refusal.ts'
import { ensurePerson, findPerson } from '../people/index.ts'
import { adminRoutes } from './admin-routes.ts'
import { compareListings } from './compare.ts'
import { feedRoutes } from './jobs/feed-routes.ts'
import { findPosting } from './jobs/queries.ts'
import { jobQueryShape, splitQuery } from './jobs/query-schema.ts'
import { jobRoutes } from './jobs/routes.ts'
import type { Fetch } from './jobs/run-feed.ts'
import { postingSchema, postingSearchSchema } from './jobs/schema.ts'
import { searchPostings } from './jobs/search.ts'
import { listPlaces } from './list-listings.ts'
import { marketOf } from './market.ts'
import { marketRoutes } from './markets/routes.ts'
import { nearbyListings } from './nearby.ts'
import { requireListing } from './queries.ts'
import { pagingSchema, searchQuerySchema, toWish, wishQuerySchema } from './query-schema.ts'
import { recordListingEvent } from './record-listing-event.ts'
import {
  comparisonSchema,
  listingEventInputSchema,
  listingSchema,
  marketSchema,
  placeSchema,
  searchResultSchema,
} from './schema.ts'
import { searchListings } from './search.ts'

const tags = ['catalogue']
const open = { config: { access: 'public' } } as const
const params = z.object({ id: z.string().min(1).max(200) })

/** What is on offer, for everybody; and its administration. `fetch` reads the feeds of jobs. */
export function catalogueRoutes(app: App, options: { fetch: Fetch }): void {
  app.get(
    '/api/listings',
    {
      ...open,
      schema: {
        tags,
        summary: 'Search homes, or jobs with `kind=job`',
        querystring: searchQuerySchema.extend(jobQueryShape),
        // Homes first: the order in which they are tried.
        response: { 200: z.union([searchResultSchema, postingSearchSchema]) },
      },
    },
    async ({ ctx, query }) => {
      const { limit, cursor, ...rest } = query
      const { kind, job, homes } = splitQuery(rest)
      const personId = await findPerson(ctx)
      if (kind === 'job') return searchPostings(ctx, { wish: job, limit, cursor, personId })
      return searchListings(ctx, { wish: toWish(homes), limit, cursor, personId })
    },
  )

  app.get(
    '/api/listings/compare',
    {
      ...open,
      schema: {
        tags,
        summary: 'Two to four homes side by side',
        querystring: z.object({ ids: z.string().max(1_000) }),
        response: { 200: comparisonSchema },
      },
    },
    async ({ ctx, query }) => {
      const names = query.ids
        .split(',')
        .map(id => id.trim())
        .filter(Boolean)
      if (names.length > 4) refuse('invalid', 'catalogue.compare_count', 'Name 2 to 4 different ones to compare.')
      const listings = []
      for (const name of names) listings.push(await requireListing(ctx, name))
      return compareListings(
        ctx,
        listings.map(listing => listing.id),
      )
    },
  )

  app.get(
    '/api/listings/:id',
    {
      ...open,
      schema: {
        tags,
        summary: 'One home, by id or slug, or one job, by id',
        params,
        response: { 200: z.union([listingSchema, postingSchema]) },
      },
    },
    async ({ ctx, params: { id } }) => (await findPosting(ctx, id)) ?? requireListing(ctx, id),
  )

  app.get(
    '/api/listings/:id/nearby',
    {
      ...open,
      schema: {
        tags,
        summary: 'Homes around one, nearest first',
        params,
        querystring: wishQuerySchema.omit({ place: true, places: true, zone: true }).extend(pagingSchema.shape),
        response: { 200: searchResultSchema },
      },
    },
    async ({ ctx, params: { id }, query: { limit, cursor, radiusKm, ...wish } }) => {
      const { id: listingId } = await requireListing(ctx, id)
      return nearbyListings(ctx, { listingId, radiusKm, wish, limit, cursor, personId: await findPerson(ctx) })
    },
  )

  app.post(
    '/api/listings/:id/events',
    {
      config: { access: 'visitor' },
      schema: {
        tags,
        summary: 'Say how a home was taken: view, interest, rejection, brochure',
        params,
        body: listingEventInputSchema,
        response: { 200: z.object({ id: z.uuid().nullable() }) },
      },
    },
    async ({ ctx, params: { id }, body }) => {
      const listing = await requireListing(ctx, id)
      const personId = await ensurePerson(ctx)
      return { id: (await recordListingEvent(ctx, { personId, listingId: listing.id, ...body })) ?? null }
    },
  )

  app.get(
    '/api/places',
    { ...open, schema: { tags, summary: 'Places with homes in them', response: { 200: z.array(placeSchema) } } },
    async ({ ctx }) => listPlaces(ctx),
  )

  app.get(
    '/api/market/:place',
    {
      ...open,
      schema: {
        tags,
        summary: 'The newest figures about a place',
        params: z.object({ place: z.string().min(1).max(120) }),
        response: { 200: marketSchema },
      },
    },
    async ({ ctx, params: { place } }) =>
      (await marketOf(ctx, place)) ??
      refuse('not_found', 'catalogue.market_unknown', 'Our data has no figures about this place.'),
  )

  jobRoutes(app)
  adminRoutes(app)
  marketRoutes(app)
  feedRoutes(app, options)
}
