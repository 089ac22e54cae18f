import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { fileText, requireFile } from '../files/index.ts'
import type { App } from '../kernel/http.ts'
import { repeatable } from '../kernel/input.ts'
import { ensurePerson, findPerson, requirePerson } from '../people/index.ts'
import type { Context } from '../storage/index.ts'
import { addVersion } from './add-version.ts'
import { compareVersions } from './compare-versions.ts'
import { createResume } from './create-resume.ts'
import { eraseResume } from './erase-resume.ts'
import { giveFeedback } from './give-feedback.ts'
import { listResumes, readResumeOf } from './queries.ts'
import { renameResume } from './rename-resume.ts'
import {
  diffSchema,
  feedbackSchema,
  newResumeSchema,
  newVersionSchema,
  type Posting,
  resumeListSchema,
  resumeNameSchema,
  resumeSchema,
  versionSchema,
} from './schema.ts'
import { type Propose, tailorResume } from './tailor-resume.ts'

const visitor = { config: { access: 'visitor' } } as const
const tags = ['résumés']
const params = z.object({ id: z.uuid().describe('Of the résumé, or of one of its versions.') })
const version = z.coerce.number().int().positive().max(1_000_000).optional()
const querystring = z.object({ version })
const forListing = z.strictObject({ listingId: z.uuid() })
const maybeForListing = z.strictObject({ listingId: z.uuid().optional() }).nullish()

/** How long a request waits for the text of a file that was uploaded just now. */
const PATIENCE_MS = 8_000
const LOOK_MS = 200

export type ResumeOptions = {
  /** Refuses what is no posting. */
  posting(ctx: Context, id: string): Promise<Posting>
  propose?: Propose
}

export function resumeRoutes(app: App, { posting, propose }: ResumeOptions): void {
  app.post(
    '/api/resumes',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Begin a résumé',
        headers: repeatable,
        body: newResumeSchema,
        response: { 201: versionSchema },
      },
    },
    async ({ ctx, body, headers }, reply) => {
      const personId = await ensurePerson(ctx)
      const text = body.text ?? (await textOfFile(ctx, personId, body.fileId!))
      const input = { personId, name: body.name, text, fileId: body.fileId, requestKey: headers['idempotency-key'] }
      return reply.status(201).send(await createResume(ctx, input))
    },
  )

  app.get(
    '/api/resumes',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Your résumés, newest first',
        querystring: z.object({ cursor: z.uuid().optional() }),
        response: { 200: resumeListSchema },
      },
    },
    async ({ ctx, query }) => listResumes(ctx, { personId: await findPerson(ctx), before: query.cursor }),
  )

  app.get(
    '/api/resumes/:id',
    {
      ...visitor,
      schema: { tags, summary: 'A résumé with its versions', params, querystring, response: { 200: resumeSchema } },
    },
    async ({ ctx, params, query }) =>
      readResumeOf(ctx, { personId: await findPerson(ctx), id: params.id, version: query.version }),
  )

  app.patch(
    '/api/resumes/:id',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Rename a résumé',
        params,
        body: z.strictObject({ name: resumeNameSchema }),
        response: { 200: z.object({ id: z.uuid(), name: z.string() }) },
      },
    },
    async ({ ctx, params, body }) =>
      renameResume(ctx, { personId: await findPerson(ctx), id: params.id, name: body.name }),
  )

  app.delete(
    '/api/resumes/:id',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Erase a résumé, its versions and what was learnt from them',
        params,
        response: { 204: z.null() },
      },
    },
    async ({ ctx, params }, reply) => {
      await eraseResume(ctx, { personId: await requirePerson(ctx), id: params.id })
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/api/resumes/:id/versions',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Make the next version: a text, the text of a file, or an earlier version',
        params,
        headers: repeatable,
        body: newVersionSchema,
        response: { 201: versionSchema },
      },
    },
    async ({ ctx, params, body, headers }, reply) => {
      const personId = await requirePerson(ctx)
      const { fileId, restore } = body
      const common = { personId, id: params.id, requestKey: headers['idempotency-key'] }
      const made =
        restore === undefined
          ? await addVersion(ctx, { ...common, fileId, text: body.text ?? (await textOfFile(ctx, personId, fileId!)) })
          : await addVersion(ctx, { ...common, restore })
      return reply.status(201).send(made)
    },
  )

  app.post(
    '/api/resumes/:id/tailored',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'Make a version for a posting',
        params,
        querystring,
        headers: repeatable,
        body: forListing,
        response: { 201: versionSchema },
      },
    },
    async ({ ctx, params, query, body, headers }, reply) => {
      const personId = await requirePerson(ctx)
      const input = { personId, id: params.id, version: query.version, requestKey: headers['idempotency-key'] }
      const wanted = await posting(ctx, body.listingId)
      return reply.status(201).send(await tailorResume(ctx, { ...input, posting: wanted, propose }))
    },
  )

  app.post(
    '/api/resumes/:id/feedback',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'The checks of a version',
        params,
        querystring,
        body: maybeForListing,
        response: { 200: feedbackSchema },
      },
    },
    async ({ ctx, params, query, body }) => {
      const personId = await findPerson(ctx)
      const wanted = body?.listingId ? await posting(ctx, body.listingId) : undefined
      return giveFeedback(ctx, { personId, id: params.id, version: query.version, posting: wanted })
    },
  )

  app.get(
    '/api/resumes/:id/diff/:other',
    {
      ...visitor,
      schema: {
        tags,
        summary: 'What changed from the other version to this',
        params: params.extend({ other: z.union([z.uuid(), z.string().regex(/^\d{1,6}$/)]) }),
        querystring,
        response: { 200: diffSchema },
      },
    },
    async ({ ctx, params, query }) =>
      compareVersions(ctx, {
        personId: await findPerson(ctx),
        id: params.id,
        version: query.version,
        other: params.other,
      }),
  )
}

/** Its text; what was uploaded just now is waited for a little. Refuses as `fileText`. */
async function textOfFile(ctx: Context, personId: string, fileId: string): Promise<string> {
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    if ((await requireFile(ctx, { personId, fileId })).text_state !== 'pending') break
    await sleep(LOOK_MS)
  }
  return fileText(ctx, { personId, fileId })
}
