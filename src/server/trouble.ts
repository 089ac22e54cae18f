import { z } from 'zod'
import { signInTrouble } from '../accounts/index.ts'
import { type App, reads } from '../kernel/http.ts'

const HOUR_MS = 3_600_000

/**
 * What was refused within a day: sign-ins by the store, and in this process who asked for more than their account may (403) or
 * by an id for what is not theirs or not there (404). Numbers alone; for administrators.
 */
export function troubleRoutes(app: App): void {
  const hours: { at: number; forbidden: number; notTheirs: number }[] = []
  const recent = () => hours.filter(({ at }) => at > Math.floor(Date.now() / HOUR_MS) - 24)
  app.addHook('onResponse', async (request, reply) => {
    const { url } = request.routeOptions
    const isForbidden = reply.statusCode === 403 && request.ctx?.actor.kind === 'account'
    const isNotTheirs = reply.statusCode === 404 && url?.startsWith('/api/') && url.includes(':')
    if (!isForbidden && !isNotTheirs) return
    const now = Math.floor(Date.now() / HOUR_MS)
    let hour = hours.at(-1)
    if (hour?.at !== now) {
      hour = { at: now, forbidden: 0, notTheirs: 0 }
      hours.push(hour)
      hours.splice(0, hours.length - 24)
    }
    if (isForbidden) hour.forbidden++
    else hour.notTheirs++
  })
  app.get(
    '/api/admin/trouble',
    {
      ...reads('admin', false),
      schema: {
        tags: ['operation'],
        summary: 'How often sign-ins and accesses were refused within a day',
        response: {
          200: z.object({
            signIns: z.object({ failed: z.int(), locked: z.int() }),
            refused: z.object({ forbidden: z.int(), notTheirs: z.int() }).describe('By this process'),
          }),
        },
      },
    },
    async ({ ctx }) => ({
      signIns: await signInTrouble(ctx),
      refused: recent().reduce(
        (sum, hour) => ({ forbidden: sum.forbidden + hour.forbidden, notTheirs: sum.notTheirs + hour.notTheirs }),
        { forbidden: 0, notTheirs: 0 },
      ),
    }),
  )
}
