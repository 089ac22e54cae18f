import { availableParallelism } from 'node:os'
import { z } from 'zod'

const wholeNumber = (low: number, high: number) => z.coerce.number().int().min(low).max(high)

/** What can be set about the database server and how it is spoken to. */
export const storeVariables = {
  DATABASE_URL: z
    .string()
    .optional()
    .describe('PostgreSQL 15 or newer. Unset: Mosaic runs its own private PostgreSQL in MOSAIC_DATA.'),
  POSTGRES_URL: z.string().optional().describe('Read when DATABASE_URL is unset.'),
  DATABASE_DIRECT_URL: z
    .string()
    .optional()
    .describe(
      'The same database past a pooler, where DATABASE_URL goes through one: for migrations, moves, backups, and so that open pages hear of each other at once.',
    ),
  DATABASE_READ_URL: z
    .string()
    .optional()
    .describe(
      'A standby of the same database that takes queries: long lists and reports of the console are read there, never older than the primary is at that moment.',
    ),
  DATABASE_POOL_MAX: wholeNumber(2, 200)
    .optional()
    .describe('Most database connections of one process. Default: two for each core, at least 5.'),
  DATABASE_STATEMENT_TIMEOUT_MS: wholeNumber(100, 600_000)
    .default(15_000)
    .describe('The database ends a statement after this many milliseconds.'),
  DATABASE_PREPARED: z
    .enum(['auto', 'on', 'off'])
    .default('auto')
    .describe(
      '`auto`: prepared statements unless a pooler stands before the database. `on`: also through a pooler, for one that knows them (PgBouncer from 1.21 on with `max_prepared_statements`). `off`: none.',
    ),
  DATABASE_CA_FILE: z
    .string()
    .optional()
    .describe('File with the certificate authority of the database server, in PEM, for servers with their own.'),
} as const

type StoreConfig = z.infer<z.ZodObject<typeof storeVariables>>

/** How the settings want the store to be spoken to. */
export function storeSettings(config: StoreConfig) {
  return {
    // More than keep the cores busy make every turn slower: measured with 16 visitors on two cores (npm run bench -- turns).
    poolMax: config.DATABASE_POOL_MAX ?? Math.max(5, 2 * availableParallelism()),
    statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_MS,
    prepare: config.DATABASE_PREPARED === 'auto' ? ('auto' as const) : config.DATABASE_PREPARED === 'on',
    ...(config.DATABASE_CA_FILE && { tls: { caFile: config.DATABASE_CA_FILE } }),
  }
}
