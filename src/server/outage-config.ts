import { z } from 'zod'

/** What can be set about the time without a database. */
export const outageVariables = {
  MOSAIC_OUTAGE: z
    .enum(['refuse', 'spool'])
    .default('refuse')
    .describe(
      'What a server does that cannot reach its database. `refuse`: answers 503 until it can; `spool`: keeps messages, booking wishes and uploads of visitors on its disk, in MOSAIC_DATA, and writes them into the database when it is back (docs/outages.md).',
    ),
  MOSAIC_OUTAGE_MIB: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(512)
    .describe('Most MiB of disk that `MOSAIC_OUTAGE=spool` takes; what is beyond is answered 503.'),
} as const
