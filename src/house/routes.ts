import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AppointmentSettings, SessionSettings } from '../appointments/index.ts'
import { backupSettingsSchema } from '../backups/schema.ts'
import type { Channels } from '../channels/index.ts'
import { type App, reads } from '../kernel/http.ts'
import { versionNumber } from '../kernel/input.ts'
import { refuse } from '../kernel/refusal.ts'
import { ReminderSettings } from '../reminders/index.ts'
import { brandSheet } from './brand-sheet.ts'
import { type ChannelFacts, listChannels, testChannel } from './channels.ts'
import type { House } from './live.ts'
import { addPicture, PICTURE_BYTES, readPicture } from './pictures.ts'
import { previewRetention } from './retention.ts'
import { listVersions, readSettings, restoreSettings, saveSettings } from './save-settings.ts'
import {
  basedOn,
  brandInputSchema,
  brandSchema,
  businessInputSchema,
  businessSchema,
  channelSchema,
  channelStateSchema,
  groupSchema,
  locksSchema,
  retentionSchema,
  testResultSchema,
  versionSchema,
} from './schema.ts'

const tags = ['settings']
const admin = { config: { access: 'admin' } } as const
const byGroup = z.object({ group: groupSchema })

type Given = { house: () => House; channels: () => Channels; facts: ChannelFacts }

/** Settings of the house, for administrators; its colours and pictures, for everybody. */
export function houseRoutes(app: App, given: Given): void {
  groupRoutes(app, given)
  channelRoutes(app, given)
  pictureRoutes(app, given)
}

/** Sales, sessions and reminders have addresses of their own as well, which staff read; these know versions. */
const SHAPES = {
  business: businessSchema.extend({ locked: locksSchema }),
  sales: AppointmentSettings,
  brand: brandSchema,
  retention: retentionSchema,
  backups: backupSettingsSchema,
  sessions: SessionSettings,
  reminders: ReminderSettings,
}

const INPUTS = { business: businessInputSchema, brand: brandInputSchema }

function groupRoutes(app: App, { house }: Given): void {
  for (const [group, shape] of Object.entries(SHAPES) as [keyof typeof SHAPES, z.ZodObject][]) {
    const answer = shape.extend(basedOn)
    const body = (group in INPUTS ? INPUTS[group as keyof typeof INPUTS] : shape).extend(basedOn)
    const show = ({ version, value }: { version: number; value: Record<string, unknown> }) => ({
      ...value,
      version,
      ...(group === 'business' && { locked: house().given.locked }),
    })
    // Two addresses serve staff already, without versions.
    const url = `/api/admin/settings/${group === 'sessions' || group === 'reminders' ? `${group}/current` : group}`
    app.get(
      url,
      { ...reads('admin', false), schema: { tags, summary: `Settings: ${group}`, response: { 200: answer } } },
      async ({ ctx }) => show(await readSettings(ctx, house(), group)),
    )
    app.put(
      url,
      {
        ...admin,
        schema: {
          tags,
          summary: `Change settings: ${group}`,
          description: '`version` is the one that was looked at; a newer one refuses with what changed.',
          body,
          response: { 200: answer },
        },
      },
      async ({ ctx, body }) => {
        const { version: basedOn, ...value } = body as { version: number }
        return show(await saveSettings(ctx, house(), { group, value, basedOn }))
      },
    )
  }
  app.get(
    '/api/admin/settings/:group/versions',
    {
      ...reads('admin', false),
      schema: {
        tags,
        summary: 'Who changed what, newest first',
        params: byGroup,
        response: { 200: z.object({ items: z.array(versionSchema) }) },
      },
    },
    async ({ ctx, params }) => ({ items: await listVersions(ctx, house(), params.group) }),
  )
  app.post(
    '/api/admin/settings/:group/restore',
    {
      ...admin,
      schema: {
        tags,
        summary: 'Bring an earlier version back, as a new one',
        params: byGroup,
        body: z.object({ restore: versionNumber.describe('0: as it came'), ...basedOn }),
        response: { 200: z.object({ version: z.int() }) },
      },
    },
    async ({ ctx, params: { group }, body: { restore, version } }) => {
      const restored = await restoreSettings(ctx, house(), { group, version: restore, basedOn: version })
      return { version: restored.version }
    },
  )
  app.get(
    '/api/admin/settings/retention/preview',
    {
      ...reads('admin', false),
      schema: {
        tags,
        summary: 'How many visitors would be erased',
        querystring: z.object({ months: z.coerce.number().int().min(3).max(120) }),
        response: { 200: z.object({ persons: z.int() }) },
      },
    },
    async ({ ctx, query }) => previewRetention(ctx, query),
  )
}

function channelRoutes(app: App, { channels, facts }: Given): void {
  app.get(
    '/api/admin/channels',
    {
      ...reads('admin', false),
      schema: {
        tags,
        summary: 'By which ways messages leave, and how that went',
        response: { 200: z.object({ items: z.array(channelStateSchema) }) },
      },
    },
    async ({ ctx }) => ({ items: await listChannels(ctx, channels(), facts) }),
  )
  app.post(
    '/api/admin/channels/:channel/test',
    {
      ...admin,
      schema: {
        tags,
        summary: 'Send something to oneself',
        params: z.object({ channel: channelSchema }),
        response: { 200: testResultSchema },
      },
    },
    async ({ ctx, params }) => testChannel(ctx, channels(), params),
  )
}

function pictureRoutes(app: App, { house }: Given): void {
  app.post(
    '/api/admin/pictures',
    {
      ...admin,
      schema: {
        tags,
        summary: 'Upload a picture of the house, such as its logo',
        description: 'multipart/form-data: `file`, as PNG, JPEG or WebP of 256 KiB at most.',
        consumes: ['multipart/form-data'],
        response: { 201: z.object({ id: z.uuid(), width: z.int(), height: z.int() }) },
      },
    },
    async (request, reply) => {
      const file = request.isMultipart() ? await request.file({ limits: { fileSize: PICTURE_BYTES + 1 } }) : undefined
      if (!file) return refuse('invalid', 'settings.picture', { field: 'logo', message: 'Send the file in `file`.' })
      const parts: Buffer[] = []
      for await (const part of file.file) parts.push(part)
      return reply.status(201).send(await addPicture(request.ctx, Buffer.concat(parts)))
    },
  )
  app.get(
    '/api/pictures/:id',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'A picture of the house', params: z.object({ id: z.uuid() }) },
    },
    async ({ ctx, params }, reply) => {
      const { mediaType, bytes } = await readPicture(ctx, params.id)
      return reply
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .type(mediaType)
        .send(bytes)
    },
  )
  app.get(
    '/brand.css',
    { config: { access: 'public', store: false }, schema: { hide: true } },
    async (request, reply) => {
      const sheet = brandSheet(house().business.brand?.accent ?? null)
      const etag = `"${createHash('sha256').update(sheet).digest('base64url').slice(0, 20)}"`
      reply.header('etag', etag).header('cache-control', 'no-cache')
      if (request.headers['if-none-match'] === etag) return reply.status(304).send()
      return reply.type('text/css; charset=utf-8').send(sheet)
    },
  )
}
