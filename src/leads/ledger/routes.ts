import { z } from 'zod'
import { type App, reads } from '../../kernel/http.ts'
import { leadWeightsSchema, ledgerSchema, rescoreSchema, weightsInputSchema, weightsPreviewSchema } from '../schema.ts'
import { explainLead } from './explain-lead.ts'
import { previewWeights } from './preview-weights.ts'
import { readRescore, rescoreLeads } from './rescore-leads.ts'
import { readWeights, saveWeights } from './weights.ts'

const tags = ['leads']
const admin = { config: { access: 'admin' } } as const

/** Why a lead stands where it does, and the weights that decide it. */
export function ledgerRoutes(app: App): void {
  app.get(
    '/api/staff/leads/:id/signals',
    {
      ...reads('staff', { action: 'lead.signals_read', subject: 'person', param: 'id' }),
      schema: {
        tags,
        summary: 'The ledger of a lead as sentences, newest first, and its sums',
        params: z.object({ id: z.uuid() }),
        querystring: z.object({
          cursor: z.string().max(200).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(100),
        }),
        response: { 200: ledgerSchema },
      },
    },
    ({ ctx, params, query }) => explainLead(ctx, params.id, query),
  )
  app.get(
    '/api/admin/leads/weights',
    {
      ...reads('admin', false),
      schema: { tags, summary: 'The weights of scoring, and their versions', response: { 200: leadWeightsSchema } },
    },
    ({ ctx }) => readWeights(ctx),
  )
  app.put(
    '/api/admin/leads/weights',
    {
      ...admin,
      schema: {
        tags,
        summary: 'Save a new version of the weights',
        body: weightsInputSchema,
        response: { 200: leadWeightsSchema },
      },
    },
    async ({ ctx, body }) => {
      await saveWeights(ctx, body)
      return readWeights(ctx)
    },
  )
  app.post(
    '/api/admin/leads/weights/preview',
    {
      ...reads('admin', { action: 'lead.listed', list: 'hot leads', rows: 'before' }),
      schema: {
        tags,
        summary: 'What the hot list would be by other weights; nothing is kept',
        body: weightsInputSchema,
        response: { 200: weightsPreviewSchema },
      },
    },
    ({ ctx, body }) => previewWeights(ctx, body),
  )
  app.get(
    '/api/admin/leads/rescore',
    {
      ...reads('admin', false),
      schema: {
        tags,
        summary: 'How far the newest rescoring has come',
        response: { 200: z.object({ rescore: rescoreSchema.nullable() }) },
      },
    },
    async ({ ctx }) => ({ rescore: await readRescore(ctx) }),
  )
  app.post(
    '/api/admin/leads/rescore',
    {
      ...admin,
      schema: {
        tags,
        summary: 'Hold every lead against the newest weights',
        body: z.object({ version: z.int().min(1).optional() }).nullish(),
        response: { 202: rescoreSchema },
      },
    },
    async ({ ctx, body }, reply) => reply.code(202).send(await rescoreLeads(ctx, body ?? {})),
  )
}
