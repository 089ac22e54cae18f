import { sql } from 'kysely'
import { auditStaff } from '../../accounts/index.ts'
import { type Context, readSetting, transact, writeSetting } from '../../storage/index.ts'
import { importPostings } from './import-postings.ts'
import { samplePostings } from './sample/make-sample.ts'

const SOURCE = 'sample'
const CHOSEN = 'sample postings'

/** Adds the synthetic sample, every posting marked as such; those that are there already stay as they are. Gives how many are new. */
export async function addSamplePostings(ctx: Context): Promise<{ postings: number }> {
  return transact(ctx, async ctx => {
    // Before anything else, so that replicas take turns.
    await sql`update posting_catalogue set version = version`.execute(ctx.db)
    await sql`update postings set closed_at = null where sample and closed_at is not null`.execute(ctx.db)
    const there = await sql<{ source_id: string }>`select source_id from postings where source = ${SOURCE}`.execute(
      ctx.db,
    )
    const ids = new Set(there.rows.map(row => row.source_id))
    const missing = samplePostings(ctx.now()).filter(posting => !ids.has((posting as { sourceId: string }).sourceId))
    await writeSetting(ctx, CHOSEN, 'added')
    await auditStaff(ctx, 'catalogue.sample_added', { kind: 'sample', id: 'jobs' }, { postings: missing.length })
    if (missing.length === 0) return { postings: 0 }
    const bytes = Buffer.from(JSON.stringify(missing))
    const { counts } = await importPostings(ctx, {
      bytes,
      fileName: 'sample.json',
      format: 'json',
      source: SOURCE,
      sample: true,
    })
    return { postings: counts.added }
  })
}

/**
 * Takes the sample away for good, also at the next start. What somebody saved or wrote notes about is closed and kept: states are
 * never lost. Gives how many are gone or closed.
 */
export async function removeSamplePostings(ctx: Context): Promise<{ postings: number }> {
  return transact(ctx, async ctx => {
    await sql`update posting_catalogue set version = version + 1`.execute(ctx.db)
    const gone = await sql`delete from postings p where sample
      and not exists (select from posting_states s where s.posting_id = p.id)
      and not exists (select from posting_notes n where n.posting_id = p.id)`.execute(ctx.db)
    const closed = await sql`update postings set closed_at = ${ctx.now()} where sample and closed_at is null`.execute(
      ctx.db,
    )
    await writeSetting(ctx, CHOSEN, 'removed')
    const postings = Number(gone.numAffectedRows ?? 0) + Number(closed.numAffectedRows ?? 0)
    await auditStaff(ctx, 'catalogue.sample_removed', { kind: 'sample', id: 'jobs' }, { postings })
    return { postings }
  })
}

/** At a start: the sample where there is not a single posting and nobody took it away. Replicas may call it together. */
export async function seedSamplePostings(ctx: Context): Promise<{ postings: number }> {
  const any = await sql`select from postings limit 1`.execute(ctx.db)
  if (any.rows.length > 0) return { postings: 0 }
  if ((await readSetting(ctx, CHOSEN, value => value)) === 'removed') return { postings: 0 }
  return addSamplePostings(ctx)
}
