import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../kernel/http.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { eraseFile } from './erase-file.ts'
import { attachmentOf } from './label.ts'
import { openFile } from './open-file.ts'
import { listFiles, requireFile } from './queries.ts'
import { type ReceiveInput, receiveFile } from './receive-file.ts'
import { refuseTooLarge } from './receiving/write-body.ts'
import { toFile } from './row.ts'
import { clientIdSchema, type FileLimits, fileListSchema, fileSchema } from './schema.ts'
import type { Files } from './settings.ts'

const visitor = { config: { access: 'visitor' } } as const
const tags = ['files']
const params = z.object({ id: z.uuid() })
/** What multipart adds around a file. */
const AROUND = 64 * 1024

/** Who the actor is, from the domain that knows. */
export type Persons = {
  find(ctx: Context): Promise<string | undefined>
  ensure(ctx: Context): Promise<string>
}

export function fileRoutes(app: App, options: { files: () => Files; persons: Persons }): void {
  const { files, persons } = options

  app.post(
    '/api/files',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Upload a file',
        description:
          'multipart/form-data: `file`, and `id`, made by the client: the same id again with the same content is the same file (200).',
        consumes: ['multipart/form-data'],
        response: { 200: fileSchema, 201: fileSchema },
      },
    },
    async (request, reply) => {
      const { file, created } = await receive(request, files(), persons)
      return reply.status(created ? 201 : 200).send(file)
    },
  )

  app.get(
    '/api/files',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Your files, newest first',
        querystring: z.object({ cursor: z.uuid().optional() }),
        response: { 200: fileListSchema },
      },
    },
    async ({ ctx, query }) => listFiles(ctx, { personId: await persons.find(ctx), before: query.cursor }),
  )

  app.get(
    '/api/files/:id',
    { ...visitor, schema: { tags, summary: 'A file', params, response: { 200: fileSchema } } },
    async ({ ctx, params }) => toFile(await requireFile(ctx, { personId: await persons.find(ctx), fileId: params.id })),
  )

  app.delete(
    '/api/files/:id',
    { ...visitor, schema: { tags, summary: 'Erase a file with its bytes', params, response: { 204: z.null() } } },
    async ({ ctx, params }, reply) => {
      await eraseFile(ctx, { personId: await persons.find(ctx), fileId: params.id })
      return reply.status(204).send(null)
    },
  )

  app.route({
    method: ['GET', 'HEAD'],
    url: '/api/files/:id/content',
    ...visitor,
    schema: { tags, summary: 'The bytes, as they were sent', params },
    handler: async (request, reply) => {
      const { ctx, params } = request
      const opened = await openFile(ctx, files(), { personId: await persons.find(ctx), fileId: params.id })
      return download(request, reply, opened)
    },
  })
}

async function receive(request: FastifyRequest, files: Files, persons: Persons) {
  requireForm(request, files.limits)
  const personId = await persons.ensure(request.ctx)
  return receiveFile(request.ctx, files, { personId, ...(await readUpload(request, files.limits)) })
}

function requireForm(request: FastifyRequest, { fileBytes }: FileLimits): void {
  if (!request.isMultipart())
    refuse('unsupported', 'files.not_multipart', 'Send the file as multipart/form-data in the part `file`.')
  if (Number(request.headers['content-length']) > fileBytes + AROUND) refuseTooLarge(fileBytes)
}

/**
 * The file of a form, to be read once; its client id is known when the stream has ended. Refuses `files.not_multipart`,
 * `files.too_large` by what the request says of itself, `files.missing`.
 */
export async function readUpload(request: FastifyRequest, limits: FileLimits): Promise<Omit<ReceiveInput, 'personId'>> {
  requireForm(request, limits)
  const { fileBytes } = limits
  const key = request.headers['idempotency-key']
  let given: unknown = typeof key === 'string' ? key : undefined
  // One byte more than may come: the refusal is ours, and nothing beyond is read.
  const parts = request.parts({ limits: { fileSize: fileBytes + 1, files: 1, fields: 8, parts: 9 } })
  /** Reads fields until a file comes, and gives it. */
  async function untilFile() {
    for (;;) {
      const { value: part } = await parts.next()
      if (!part) return undefined
      if (part.type === 'file' && part.fieldname === 'file') return part
      if (part.type === 'file') part.file.resume()
      else if (part.fieldname === 'id') given = part.value
    }
  }
  const part = await untilFile()
  if (!part) return refuse('invalid', 'files.missing', { field: 'file', message: 'Send the file in the part `file`.' })
  // The id may stand behind the file, so the form is read to its end before the file is kept.
  async function* wholeForm() {
    yield* part!.file
    await untilFile()
  }
  return {
    clientId: () => readClientId(given),
    name: part.filename ?? 'file',
    declaredType: part.mimetype,
    stream: wholeForm(),
  }
}

function readClientId(given: unknown): string | undefined {
  if (given === undefined || given === '') return undefined
  const parsed = clientIdSchema.safeParse(given)
  if (parsed.success && !parsed.data.includes('\0') && parsed.data.isWellFormed()) return parsed.data
  return refuse('invalid', 'files.bad_id', { field: 'id', message: 'The id of an upload has 1 to 100 characters.' })
}

/** Always a file to keep, never a page to show: whatever it holds, no browser runs it here. */
async function download(request: FastifyRequest, reply: FastifyReply, opened: Awaited<ReturnType<typeof openFile>>) {
  const { file, read } = opened
  const etag = `"${file.sha256}"`
  reply
    .header('content-disposition', attachmentOf(file.name))
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, no-cache')
    .header('etag', etag)
    .type(file.type.startsWith('text/') ? `${file.type}; charset=utf-8` : file.type)
  if (matches(request.headers['if-none-match'], etag)) return reply.status(304).send()
  reply.header('content-length', file.size)
  if (request.method === 'HEAD') return reply.send()
  return reply.send(Readable.from(await read(), { objectMode: false }))
}

/** RFC 9110, 13.1.2: a list of tags, or `*`; weak ones count as the same. */
function matches(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some(tag => ['*', etag].includes(tag.trim().replace(/^W\//, '')))
}
