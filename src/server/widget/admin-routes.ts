import { z } from 'zod'
import type { App } from '../../kernel/http.ts'
import { requireReady, type State } from '../state.ts'
import { widgetAdminSchema, widgetSettingsInputSchema, widgetSettingsSchema } from './schema.ts'
import { endSecret, listSecrets, makeSecret } from './secrets.ts'
import { type KnownSettings, plainSettings, readSettings, saveSettings } from './settings.ts'

const tags = ['settings']
const admin = { access: 'admin' } as const

/** On which sites the widget may stand, how it looks there, and the secrets that those sites sign with. */
export function widgetAdminRoutes(
  app: App,
  { state, known, desk }: { state: State; known: KnownSettings; desk: 'sales' | 'career' },
): void {
  const house = () => requireReady(state).visitorSecret

  app.get(
    '/api/admin/settings/widget',
    {
      config: { ...admin, audit: false },
      schema: { tags, summary: 'The widget', response: { 200: widgetAdminSchema } },
    },
    async ({ ctx }) => ({
      settings: (await readSettings(ctx)) ?? plainSettings(desk),
      secrets: await listSecrets(ctx, house()),
    }),
  )

  app.put(
    '/api/admin/settings/widget',
    {
      config: admin,
      schema: {
        tags,
        summary: 'Save how the widget stands',
        description:
          'Open frames go on; a page that is opened from now on follows, within three seconds in every process.',
        body: widgetSettingsInputSchema,
        response: { 200: widgetSettingsSchema },
      },
    },
    async ({ ctx, body }) => {
      const saved = await saveSettings(ctx, body)
      known.forget()
      return saved
    },
  )

  app.post(
    '/api/admin/settings/widget/secrets',
    {
      config: admin,
      schema: {
        tags,
        summary: 'Make a secret for signing; it is shown this once',
        description: 'The one before goes on for seven days.',
        response: { 200: z.object({ id: z.uuid(), secret: z.string() }) },
      },
    },
    ({ ctx }) => makeSecret(ctx, house()),
  )

  app.delete(
    '/api/admin/settings/widget/secrets/:id',
    {
      config: admin,
      schema: {
        tags,
        summary: 'End a secret at once',
        params: z.object({ id: z.uuid() }),
        response: { 200: z.object({ ended: z.literal(true) }) },
      },
    },
    async ({ ctx, params }) => {
      await endSecret(ctx, params)
      return { ended: true as const }
    },
  )
}
