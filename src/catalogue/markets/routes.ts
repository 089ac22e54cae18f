import { z } from 'zod'
import type { App } from '../../kernel/http.ts'
import { line } from '../../kernel/input.ts'
import { importFigures } from './import-figures.ts'
import { listFigures } from './list-figures.ts'
import { recordFigure } from './record-figure.ts'
import {
  marketFigureInputSchema,
  marketFiguresSchema,
  marketImportInputSchema,
  marketImportReportSchema,
} from './schema.ts'

const tags = ['settings']

/** Figures about localities, for administrators: added with their source and day, never changed. */
export function marketRoutes(app: App): void {
  app.get(
    '/api/admin/settings/market',
    {
      config: { access: 'admin', audit: false },
      schema: {
        tags,
        summary: 'The figures in use of every place, or all of one place',
        querystring: z.object({ place: line(120).optional() }),
        response: { 200: marketFiguresSchema },
      },
    },
    async ({ ctx, query }) => listFigures(ctx, query),
  )

  app.put(
    '/api/admin/settings/market',
    {
      config: { access: 'admin' },
      schema: {
        tags,
        summary: 'Record figures of a place; gives all that it has',
        body: marketFigureInputSchema,
        response: { 200: marketFiguresSchema },
      },
    },
    async ({ ctx, body }) => {
      await recordFigure(ctx, body)
      return listFigures(ctx, { place: body.place })
    },
  )

  app.post(
    '/api/admin/settings/market/import',
    {
      config: { access: 'admin' },
      bodyLimit: 2_000_000,
      schema: {
        tags,
        summary: 'Record figures from the text of a CSV file, or only try it',
        body: marketImportInputSchema,
        response: { 200: marketImportReportSchema },
      },
    },
    async ({ ctx, body }) => importFigures(ctx, body),
  )
}
