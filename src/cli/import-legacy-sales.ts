import { importLegacySales } from '../legacy/index.ts'
import type { LegacyRun } from './import.ts'

export const runLegacySales: LegacyRun = (ctx, client, { from, values, prover, progress }) =>
  importLegacySales(ctx, client, {
    ...{ from, prover, progress, name: values.source ?? 'main', dryRun: values['dry-run'] ?? false },
    timeZone: values['time-zone'],
    stampZone: values['stamp-zone'],
    region: values.region,
  })
