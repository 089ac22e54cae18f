import type pg from 'pg'
import { phoneNumbers } from '../kernel/phone-numbers.ts'
import { refuse } from '../kernel/refusal.ts'
import { isTimeZone } from '../kernel/zones.ts'
import type { Context } from '../storage/index.ts'
import { openPostgres } from './core/postgres.ts'
import { type Imported, type ImportOptions, runImport } from './core/run-import.ts'
import { isAddress } from './import-legacy-mosaic.ts'
import { salesMapping } from './sales/index.ts'

export type LegacySalesInput = ImportOptions & {
  /** The address of a PostgreSQL database. */
  from: string
  /** IANA: the clocks of wishes. Must be given. */
  timeZone: string | undefined
  /** IANA: the clocks of stamps without an offset; those of wishes unless told. */
  stampZone?: string | undefined
  /** Whose national phone numbers are meant; ISO 3166-1 alpha-2, IN unless told. */
  region?: string | undefined
}

/**
 * Takes a legacy sales desk in, as `importLegacyMosaic` does. Refuses `legacy.no_source` for what is no address of a database,
 * `legacy.bad_zone`, `legacy.bad_region`, and `legacy.not_a_desk` for a database that holds nothing of one.
 */
export async function importLegacySales(
  ctx: Context,
  client: pg.ClientBase,
  { from, timeZone, stampZone = timeZone, region = 'IN', ...options }: LegacySalesInput,
): Promise<Imported> {
  if (!isAddress(from))
    refuse('invalid', 'legacy.no_source', 'A legacy sales desk is a PostgreSQL database: give its address.')
  const desk = { timeZone: zoneOf(timeZone), stampZone: zoneOf(stampZone), region: region.toUpperCase() }
  if (!phoneNumbers().isSupportedCountry(desk.region))
    refuse('invalid', 'legacy.bad_region', 'A region is a country by its two letters, such as --region IN.')
  const source = await openPostgres(from)
  try {
    const mapping = salesMapping(desk)
    if (!source.tables.some(({ name }) => Object.hasOwn(mapping.tables, name.toLowerCase())))
      refuse('invalid', 'legacy.not_a_desk', {
        message: `${source.label} has no table of a legacy sales desk, such as user_profiles. Is it the right database?`,
      })
    return await runImport(ctx, client, source, mapping, options)
  } finally {
    await source.close()
  }
}

function zoneOf(name: string | undefined): string {
  if (name !== undefined && isTimeZone(name)) return name
  return refuse('invalid', 'legacy.bad_zone', {
    message: 'Say in which time zone the desk’s wishes are meant, such as --time-zone Asia/Kolkata.',
  })
}
