import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type App, reads } from '../../kernel/http.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { requireOwnStaff } from '../staff/rights.ts'
import { connectCaldav } from './connect-caldav.ts'
import { askGoogle, connectGoogle } from './connect-google.ts'
import { disconnectCalendar } from './disconnect-calendar.ts'
import { endFeed, hasFeed, makeFeed, readFeed } from './feed.ts'
import { describeCalendar } from './queries.ts'
import { CaldavAnswer, CaldavInput, StaffCalendar } from './schema.ts'
import type { CalendarSettings } from './settings.ts'
import { syncNow } from './sync-now.ts'

const staff = { config: { access: 'staff' } } as const
const tags = ['calendars']
const nothing = z.null().describe('Done')
/** Administrators may name somebody else. */
const query = z.object({ staff: z.uuid().optional() })
const whose = (query: { staff?: string | undefined }) => (query.staff === undefined ? {} : { staffId: query.staff })

/** The calendar that a member of staff keeps elsewhere, and the private feed of their appointments. */
export function calendarRoutes(app: App, { calendars }: { calendars: () => CalendarSettings }): void {
  app.get(
    '/api/staff/calendar',
    { ...reads('staff', false), schema: { tags, querystring: query, response: { 200: StaffCalendar } } },
    async ({ ctx, query }) => describeCalendar(ctx, calendars(), (await requireOwnStaff(ctx, query.staff)).id),
  )

  app.post(
    '/api/staff/calendar/caldav',
    { ...staff, schema: { tags, querystring: query, body: CaldavInput, response: { 200: CaldavAnswer } } },
    ({ ctx, body, query }) => connectCaldav(ctx, calendars(), { ...body, ...whose(query) }),
  )

  app.post(
    '/api/staff/calendar/google',
    { ...staff, schema: { tags, querystring: query, response: { 200: z.object({ url: z.string() }) } } },
    ({ ctx, query }) => askGoogle(ctx, calendars(), query.staff),
  )

  app.get(
    '/api/staff/calendar/google/callback',
    {
      ...reads('staff', false),
      schema: {
        tags,
        querystring: z.object({
          code: z.string().max(2_000).optional(),
          state: z.string().max(200).optional(),
          error: z.string().max(200).optional(),
        }),
        response: { 302: nothing },
      },
    },
    async ({ ctx, query }, reply) => {
      // A browser comes here, not a program: it is taken back to its page whatever became of it.
      let outcome = ''
      try {
        await connectGoogle(ctx, calendars(), query)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        outcome = `?calendar=${error.code.split('.')[1]}`
      }
      return reply.redirect(`/console/availability${outcome}`, 302)
    },
  )

  app.delete(
    '/api/staff/calendar',
    { ...staff, schema: { tags, querystring: query, response: { 204: nothing } } },
    async ({ ctx, query }, reply) => {
      await disconnectCalendar(ctx, whose(query))
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/staff/calendar/sync',
    { ...staff, schema: { tags, querystring: query, response: { 204: nothing } } },
    async ({ ctx, query }, reply) => {
      await syncNow(ctx, whose(query))
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/staff/feed',
    {
      ...reads('staff', false),
      schema: { tags, querystring: query, response: { 200: z.object({ exists: z.boolean() }) } },
    },
    async ({ ctx, query }) => ({ exists: await hasFeed(ctx, whose(query)) }),
  )

  app.post(
    '/api/staff/feed',
    { ...staff, schema: { tags, querystring: query, response: { 200: z.object({ url: z.string() }) } } },
    ({ ctx, query }) => makeFeed(ctx, whose(query)),
  )

  app.delete(
    '/api/staff/feed',
    { ...staff, schema: { tags, querystring: query, response: { 204: nothing } } },
    async ({ ctx, query }, reply) => {
      await endFeed(ctx, whose(query))
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/api/feeds/:token.ics',
    {
      config: { access: 'public' },
      schema: { tags, params: z.object({ token: z.string().max(100) }), response: { 200: z.string(), 304: nothing } },
    },
    async ({ ctx, params, headers }, reply) => {
      const file = await readFeed(ctx, params.token)
      const etag = `"${createHash('sha256').update(file).digest('base64url')}"`
      reply.header('etag', etag).header('cache-control', 'private, no-cache')
      if (headers['if-none-match']?.split(/,\s*/).some(one => one.replace(/^W\//, '') === etag))
        return reply.code(304).send(null)
      return reply.type('text/calendar; charset=utf-8').send(file)
    },
  )
}
