import { createReadStream } from 'node:fs'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { MultipartFile } from '@fastify/multipart'
import { z } from 'zod'
import { type App, reads } from '../kernel/http.ts'
import { repeatable } from '../kernel/input.ts'
import { refuse } from '../kernel/refusal.ts'
import { importCatalogue } from './import/import-catalogue.ts'
import { listImports, refusedRowsCsv, requireImport } from './import/imports.ts'
import { importPostings, postingFormatOf } from './jobs/import-postings.ts'
import { findPostingImport, listPostingImports, refusedEntriesCsv } from './jobs/imports.ts'
import { type PostingFormat, postingFormatSchema, postingImportSchema } from './jobs/schema.ts'
import { listListings } from './list-listings.ts'
import {
  adminListingSchema,
  type ImportFormat,
  importFormatSchema,
  importReportSchema,
  importSummarySchema,
  refusedRowSchema,
} from './schema.ts'
import { setPublished } from './set-published.ts'

const tags = ['catalogue administration']
const UPLOAD = 'mosaic-import-'
const admin = { config: { access: 'admin' } } as const
const byId = z.object({ id: z.uuid() })
const truth = z.enum(['true', 'false']).transform(text => text === 'true')

const uploadFields = z.object({
  dryRun: truth.default(false),
  replace: truth.default(false),
  source: z.string().trim().min(1).max(100).optional(),
  kind: z.enum(['home', 'job']).default('home'),
  format: z.enum([...new Set([...importFormatSchema.options, ...postingFormatSchema.options])]).optional(),
})
const kindQuery = z.enum(['home', 'job']).default('home')

export function adminRoutes(app: App): void {
  app.post(
    '/api/admin/imports',
    {
      ...admin,
      schema: {
        tags,
        summary: 'Import homes from a CSV, JSON or XLSX file, or jobs with the field `kind`',
        description:
          'multipart/form-data: `file`, and the fields `kind`, `dryRun`, `replace`, `source`, `format`. Jobs: csv, json, greenhouse or remoteok; `replace` closes what the file lacks.',
        consumes: ['multipart/form-data'],
        headers: repeatable,
        response: { 200: z.union([postingImportSchema, importReportSchema]) },
      },
    },
    async request => {
      if (!request.isMultipart())
        refuse('unsupported', 'catalogue.not_multipart', 'Send the file as multipart/form-data in the part `file`.')
      await sweepUploads()
      const folder = await fs.mkdtemp(path.join(os.tmpdir(), UPLOAD))
      try {
        const { fileName, file, fields } = await receive(request.parts(), folder)
        const parsed = uploadFields.safeParse(fields)
        if (!parsed.success) return refuseField(parsed.error)
        const { kind, format, ...options } = parsed.data
        if (kind === 'job') {
          const { source } = options
          return await importPostings(request.ctx, {
            ...{ bytes: await fs.readFile(file), fileName, source, format: asPostingFormat(format, fileName) },
            // Only what was asked for: a job board says of itself whether it is complete.
            complete: fields.replace === undefined ? undefined : options.replace,
            requestKey: request.headers['idempotency-key'],
          })
        }
        return await importCatalogue(request.ctx, {
          ...{ ...options, fileName, stream: createReadStream(file) },
          ...(format && { format: asHomeFormat(format) }),
        })
      } finally {
        await fs.rm(folder, { recursive: true, force: true })
      }
    },
  )

  app.get(
    '/api/admin/imports',
    {
      ...reads('admin', false),
      schema: {
        tags,
        summary: 'Imports, newest first',
        querystring: z.object({ kind: kindQuery, cursor: z.uuid().optional() }),
        response: {
          200: z.object({
            items: z.array(z.union([postingImportSchema, importSummarySchema])),
            cursor: z.string().nullable(),
          }),
        },
      },
    },
    async ({ ctx, query: { kind, cursor } }) =>
      kind === 'job' ? listPostingImports(ctx, { before: cursor }) : listImports(ctx, { before: cursor }),
  )

  app.get(
    '/api/admin/imports/:id',
    {
      ...reads('admin', false),
      schema: {
        tags,
        summary: 'An import and what it refused',
        params: byId,
        response: {
          200: z.union([postingImportSchema, importSummarySchema.extend({ rows: z.array(refusedRowSchema) })]),
        },
      },
    },
    async ({ ctx, params }) => (await findPostingImport(ctx, params.id)) ?? requireImport(ctx, params.id),
  )

  app.get(
    '/api/admin/imports/:id/refused',
    {
      ...reads('admin', false),
      schema: { tags, summary: 'Refused rows as a CSV to mend and import again', params: byId },
    },
    async ({ ctx, params }, reply) => {
      const isOfJobs = (await findPostingImport(ctx, params.id)) !== undefined
      if (!isOfJobs) await requireImport(ctx, params.id)
      reply.header('content-disposition', `attachment; filename="refused-${params.id}.csv"`)
      return reply
        .type('text/csv; charset=utf-8')
        .send(Readable.from((isOfJobs ? refusedEntriesCsv : refusedRowsCsv)(ctx, params.id)))
    },
  )

  app.get(
    '/api/admin/listings',
    {
      ...reads('admin', false),
      schema: {
        tags,
        summary: 'Listings, published or not',
        querystring: z.object({
          q: z.string().max(200).optional(),
          published: truth.optional(),
          cursor: z.uuid().optional(),
          limit: z.coerce.number().int().min(1).max(200).optional(),
        }),
        response: { 200: z.object({ items: z.array(adminListingSchema), cursor: z.string().nullable() }) },
      },
    },
    async ({ ctx, query }) => listListings(ctx, query),
  )

  app.post(
    '/api/admin/listings',
    {
      ...admin,
      schema: {
        tags,
        summary: 'Add or update one listing',
        description: 'A listing as in a JSON import; the same `sourceId` updates.',
        body: z.looseObject({ name: z.string(), units: z.array(z.looseObject({})).min(1).max(200) }),
        response: { 200: importReportSchema },
      },
    },
    async ({ ctx, body }) =>
      importCatalogue(ctx, { bytes: Buffer.from(JSON.stringify([body])), fileName: 'listing.json', source: 'staff' }),
  )

  app.patch(
    '/api/admin/listings/:id',
    {
      ...admin,
      schema: {
        tags,
        summary: 'Publish or hide a listing',
        params: byId,
        body: z.strictObject({ published: z.boolean() }),
        response: { 200: z.object({ id: z.uuid(), published: z.boolean() }) },
      },
    },
    async ({ ctx, params, body }) => {
      await setPublished(ctx, { listingId: params.id, published: body.published })
      return { id: params.id, published: body.published }
    },
  )
}

/** What a killed process could not take away. No upload lasts this long. */
async function sweepUploads() {
  const names = (await fs.readdir(os.tmpdir()).catch(() => [])).filter(name => name.startsWith(UPLOAD))
  for (const folder of names.map(name => path.join(os.tmpdir(), name))) {
    const found = await fs.stat(folder).catch(() => undefined)
    if (found && Date.now() - found.mtimeMs > 3_600_000)
      await fs.rm(folder, { recursive: true, force: true }).catch(() => {})
  }
}

/** The upload is complete before the store is touched: nobody waits for a slow sender inside a transaction. */
async function receive(
  parts: AsyncIterable<MultipartFile | { type: 'field'; fieldname: string; value: unknown }>,
  folder: string,
) {
  const file = path.join(folder, 'upload')
  const fields: Record<string, unknown> = {}
  let fileName: string | undefined
  for await (const part of parts) {
    if (part.type === 'field') fields[part.fieldname] = part.value
    else if (part.fieldname !== 'file' || fileName !== undefined) part.file.resume()
    else {
      fileName = part.filename ?? 'upload'
      await pipeline(part.file, (await fs.open(file, 'w', 0o600)).createWriteStream())
      if (part.file.truncated)
        refuse(
          'too_large',
          'catalogue.file_too_large',
          'This file is larger than an upload may be. Use the command line.',
        )
    }
  }
  if (fileName === undefined)
    return refuse('invalid', 'catalogue.file_missing', { field: 'file', message: 'Send the file in the part `file`.' })
  return { fileName, file, fields }
}

function refuseField(error: z.ZodError): never {
  const field = String(error.issues[0]?.path[0] ?? '')
  refuse('invalid', 'catalogue.import_field', { field, message: `The field ${field} cannot be read.` })
}

function asPostingFormat(format: string | undefined, fileName: string): PostingFormat {
  if (format === undefined) return postingFormatOf(fileName)
  const known = postingFormatSchema.safeParse(format)
  return known.data ?? refuse('unsupported', 'catalogue.format_unknown', 'Jobs come as JSON or CSV.')
}

function asHomeFormat(format: string): ImportFormat {
  const known = importFormatSchema.safeParse(format)
  return known.data ?? refuse('unsupported', 'catalogue.format_unknown', 'Homes come as CSV, JSON or XLSX.')
}
