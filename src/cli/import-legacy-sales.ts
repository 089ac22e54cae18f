import { importLegacySales } from '../legacy/index.ts'
import type { LegacyRun } from './import.ts'

export const runLegacySales: LegacyRun = (ctx, client, { from, values, beside, progress }) =>
  importLegacySales(ctx, client, {
    ...{ from, beside, progress, name: values.source ?? 'main', dryRun: values['dry-run'] ?? false },
    timeZone: values['time-zone'],
    stampZone: values['stamp-zone'],
    region: values.region,
  })
