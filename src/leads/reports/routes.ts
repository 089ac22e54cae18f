import type { z } from 'zod'
import type { App, AuditedRead } from '../../kernel/http.ts'
import type { Context } from '../../storage/index.ts'
import { requireSales } from '../desk/rights.ts'
import { calibrationReport } from './calibration.ts'
import { cardsReport } from './cards.ts'
import { funnelReport } from './funnel.ts'
import { responseTimesReport } from './response-times.ts'
import {
  calibrationSchema,
  cardsReportSchema,
  funnelSchema,
  responseTimesSchema,
  type Span,
  sourcesSchema,
  spanSchema,
  unansweredSchema,
} from './schema.ts'
import { sourcesReport } from './sources.ts'
import { unansweredReport } from './unanswered.ts'

/** What the sales desk's numbers say, each by itself, so that a slow one holds up none of the others. */
export function reportRoutes(app: App): void {
  const report = <Shape extends z.ZodType>(
    url: string,
    summary: string,
    shape: Shape,
    read: (ctx: Context, span: Span) => Promise<z.infer<Shape>>,
    audit: AuditedRead | false = false,
  ) =>
    app.get(
      url,
      {
        config: { access: 'staff', audit, standby: true },
        schema: { tags: ['reports'], summary, querystring: spanSchema, response: { 200: shape as z.ZodType } },
      },
      async ({ ctx, query }) => {
        requireSales(ctx)
        return read(ctx, query)
      },
    )
  report('/api/staff/reports/funnel', 'How far those came who first wrote', funnelSchema, funnelReport)
  report('/api/staff/reports/sources', 'Where they came from', sourcesSchema, sourcesReport)
  report('/api/staff/reports/response-times', 'How long visitors waited', responseTimesSchema, responseTimesReport)
  report('/api/staff/reports/calibration', 'Visits by score and outcome', calibrationSchema, calibrationReport)
  report('/api/staff/reports/cards', 'Coaching cards and what became of them', cardsReportSchema, cardsReport)
  report('/api/staff/reports/unanswered', 'What could not be told', unansweredSchema, unansweredReport, {
    action: 'report.unanswered_read',
    list: 'messages',
  })
}
