import type pg from 'pg'
import { releaseProgrammes } from '../programmes/index.ts'
import type { Context } from '../storage/index.ts'
import { openPostgres } from './core/postgres.ts'
import { type Imported, type ImportOptions, runImport } from './core/run-import.ts'
import { openSqlite } from './core/sqlite.ts'
import { mosaicMapping } from './mosaic/mapping.ts'

export type LegacyMosaicInput = ImportOptions & {
  /** A SQLite file, or the address of a PostgreSQL database. */
  from: string
  /** A folder with the bytes of uploads. */
  files?: string | undefined
}

/**
 * Takes a legacy Mosaic in, over a connection of the store that is the import's alone. Refuses what `runImport` and the opening of
 * a source refuse.
 */
export async function importLegacyMosaic(
  ctx: Context,
  client: pg.ClientBase,
  { from, files, ...options }: LegacyMosaicInput,
): Promise<Imported> {
  const source = isAddress(from) ? await openPostgres(from) : await openSqlite(from)
  try {
    // On a store that never served, what people were enrolled in is not there yet.
    if (!options.dryRun) await releaseProgrammes(ctx)
    return await runImport(ctx, client, source, mosaicMapping({ files }), options)
  } finally {
    await source.close()
  }
}

export function isAddress(from: string): boolean {
  return /^postgres(ql)?:\/\//.test(from)
}
