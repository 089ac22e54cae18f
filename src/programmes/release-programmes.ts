import { sql } from 'kysely'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { checksumOf } from './definition.ts'
import { knownDefinitions } from './registry.ts'

/**
 * Releases every version that this process knows and the store does not, for good: people's answers belong to the words that
 * they were asked. Called at start. Refuses `programmes.altered_version` where a released one is not what it was.
 */
export async function releaseProgrammes(ctx: Context): Promise<void> {
  const rows = knownDefinitions().map(definition => ({
    programme: definition.key,
    version: definition.version,
    checksum: checksumOf(definition),
  }))
  await sql`
    insert into programme_versions (programme, version, checksum, released_at)
    select programme, version, checksum, ${ctx.now()}
    from json_to_recordset(${JSON.stringify(rows)}) as known (programme text, version integer, checksum text)
    on conflict do nothing`.execute(ctx.db)
  const released = await sql<(typeof rows)[number]>`
    select programme, version, checksum from programme_versions`.execute(ctx.db)
  const altered = released.rows.find(was =>
    rows.some(is => is.programme === was.programme && is.version === was.version && is.checksum !== was.checksum),
  )
  if (altered)
    refuse('conflict', 'programmes.altered_version', {
      message: `Version ${altered.version} of the programme ${altered.programme} was released with other words. Put them back, and release the change as version ${altered.version + 1}.`,
    })
}
