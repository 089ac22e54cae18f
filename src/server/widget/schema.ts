import { z } from 'zod'
import { line } from '../../kernel/input.ts'

/** How the widget stands on other sites. `origins` are those that may show it in a frame. */
export const widgetSettingsSchema = z
  .object({
    origins: z.array(z.string()).describe('Exact origins, or `https://*.example.com` for all below a host'),
    desk: z.enum(['sales', 'career']),
    color: z.string().describe('Of the button, `#rrggbb`'),
    side: z.enum(['left', 'right']),
    label: z.string().describe('What the button says to who does not see it'),
    greeting: z.string().nullable().describe('Stands beside the button once; null: nothing does'),
  })
  .meta({ id: 'WidgetSettings' })
export type WidgetSettings = z.infer<typeof widgetSettingsSchema>

export const widgetSettingsInputSchema = z.strictObject({
  origins: z.array(z.string().max(300)).max(50),
  desk: z.enum(['sales', 'career']),
  color: z
    .string()
    .transform(color => color.toLowerCase())
    .pipe(z.string().regex(/^#[0-9a-f]{6}$/, 'is not a colour such as #0d5c4b')),
  side: z.enum(['left', 'right']),
  label: line(40),
  greeting: line(120).nullable(),
})
export type WidgetSettingsInput = z.infer<typeof widgetSettingsInputSchema>

/** A secret as it is listed: never the secret itself. */
export const widgetSecretSchema = z.object({
  id: z.uuid(),
  hint: z.string().describe('Its last four characters'),
  madeAt: z.string(),
  endsAt: z.string().nullable().describe('Null: the newest, which does not end by itself'),
  opens: z.boolean().describe('False: it was sealed under another MOSAIC_SECRET and proves nothing any more'),
})
export type WidgetSecret = z.infer<typeof widgetSecretSchema>

export const widgetAdminSchema = z.object({
  settings: widgetSettingsSchema,
  secrets: z.array(widgetSecretSchema),
})
export type WidgetAdmin = z.infer<typeof widgetAdminSchema>

/** What a site tells of its visitor. Nobody has proven any of it. */
export const variablesSchema = z.strictObject({
  name: line(120).optional(),
  email: line(254).optional(),
  phone: line(40).optional(),
  listing: line(200).optional().describe('Id or address name of a home that the visitor looks at'),
})
export type Variables = z.infer<typeof variablesSchema>

export const variablesTakenSchema = z.object({
  taken: z.array(z.enum(['name', 'email', 'phone'])),
  listing: z.object({ id: z.string(), slug: z.string(), name: z.string() }).nullable(),
})

export const identitySchema = z.strictObject({
  token: z.string().min(1).max(4_096).describe('JWT, HS256, signed by the site with its secret'),
  keep: z.enum(['cookie', 'key']).default('cookie').describe('`key`: the browser lets the frame have no cookie'),
})
