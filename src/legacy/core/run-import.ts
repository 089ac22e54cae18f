import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { newSecret } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Context, Tables } from '../../storage/index.ts'
import { idFrom, timedIdFrom } from './ids.ts'
import type { Kept, Work } from './import-table.ts'
import { holdImports, releaseImports } from './lock.ts'
import type { Mapping, Run } from './mapping.ts'
import { WORTH_A_THREAD } from './records-lane.ts'
import type { RepairEntry } from './repairs.ts'
import { type Report, Tally } from './report.ts'
import { putKeyAside, restoreKey } from './rows-key.ts'
import type { Source, SourceTable } from './source.ts'
import { type Tabled, takeTables } from './take-tables.ts'

export type Progress = { table: string; rows: number; ofRows: number }

export type ImportOptions = {
  /** Of the source, so that two of them are told apart. */
  name: string
  dryRun?: boolean
  /** More connections of the store, for what goes on beside: one proves a table while the next is taken in, one takes records that are nobody's. */
  beside?: { prover: pg.ClientBase; recorder: pg.ClientBase } | undefined
  progress?(done: Progress): void
}

export type Imported = Report & {
  repairList(): Iterable<RepairEntry>
  /** Throws away what the list of repairs rests on. */
  close(): void
}

/**
 * Takes a legacy source in by a mapping, over one connection of the store, or says what it would do. What was broken off goes on;
 * what is there already is not added again. The source stays open. Refuses `legacy.running`, `legacy.source_changed`, and
 * `legacy.proof_failed` where what is kept is not what was read.
 */
export async function runImport(
  base: Context,
  client: pg.ClientBase,
  source: Source,
  mapping: Mapping,
  options: ImportOptions,
): Promise<Imported> {
  const { dryRun = false, name, beside } = options
  const ctx: Context = { ...base, db: overOne(client) }
  if (dryRun) await client.query('set default_transaction_read_only = on')
  else await holdImports(client)
  for (const one of new Set([client, ...Object.values(beside ?? {})])) await one.query(UNHURRIED)
  const tally = new Tally()
  const kept = new Map<string, Kept | undefined>()
  const keyed = Promise.withResolvers<void>()
  let verified: Promise<void> | undefined
  try {
    if (!dryRun) await restoreKey(client)
    const opened = await openImport(ctx, client, source, mapping, { name, dryRun })
    const { salt, importId, chain, sourceId, isFirst } = opened
    const persons = await readGone(client, sourceId)
    const run: Run = {
      source,
      now: base.now(),
      dryRun,
      sourceId,
      isFirst,
      store: ctx,
      id: (...named) => idFrom(salt, ...named),
      timedId: (at, ...named) => timedIdFrom(at, salt, ...named),
      person: id => (persons.size === 0 || !persons.has(id) ? id : persons.get(id)!),
      attention: sentence => void tally.attention.add(sentence),
    }
    for (const remark of source.remarks) run.attention(remark)
    const counts = await countAll(source)
    const ofRows = Object.values(counts).reduce((sum, count) => sum + count, 0)
    let rows = 0
    if (isFirst && beside && ofRows >= WORTH_A_THREAD) await putKeyAside(client)
    else keyed.resolve()
    const workOn = (table: SourceTable): Work => ({
      ...{ ctx, client, prover: beside?.prover ?? client, run, mapping, tally, importId, chain, keyed: keyed.promise },
      progress(more) {
        rows += more
        options.progress?.({ table: table.name, rows, ofRows })
      },
    })
    const tables: Tabled[] = []
    for (const table of inOrder(source, mapping, counts)) {
      const mapped = mapping.tables[table.name.toLowerCase()] ?? mapping.others?.(run, table)
      const stored = await tableOf(client, sourceId, table.name, dryRun)
      tables.push({ table, mapped, stored, rows: counts[table.name]! })
      // Also the order of the report.
      kept.set(table.name, undefined)
    }
    const recorder = dryRun ? undefined : beside?.recorder
    await takeTables(source, tables, workOn, recorder, ({ name }, one) => void kept.set(name, one))
    // The file is read once more while the store builds and proves.
    verified = source.verify()
    verified.catch(() => {})
    if (!dryRun) await restoreKey(client)
    keyed.resolve()
    for (const [table, report] of kept) tally.tables[table] = { ...report!, keptHash: await report!.keptHash }
    if (!dryRun) await mapping.finish?.(ctx, run)
    await mapping.attend?.(run, tally.repairs.counts)
    await verified
    const wrong = Object.entries(tally.tables).filter(([, { sourceHash, keptHash }]) => sourceHash !== keptHash)
    if (wrong.length > 0)
      refuse('conflict', 'legacy.proof_failed', {
        message: `What is kept is not what was read, in ${wrong.map(([table]) => table).join(', ')}. Nothing at the source was changed; keep it, and run the import again.`,
      })
    const report = tally.report({ kind: mapping.kind, source: { name, sha256: source.sha256 }, dryRun, complete: true })
    if (!dryRun) await closeImport(client, importId, base.now(), report)
    return { ...report, repairList: () => tally.repairs.entries(), close: () => tally.repairs.close() }
  } catch (error) {
    tally.repairs.close()
    throw error
  } finally {
    await client.query('rollback').catch(() => {})
    if (!dryRun) await restoreKey(client).catch(() => {})
    keyed.resolve()
    await Promise.allSettled([verified, ...kept.values().map(one => one?.keptHash)])
    await client
      .query('reset default_transaction_read_only; reset synchronous_commit; reset statement_timeout')
      .catch(() => {})
    if (!dryRun) await releaseImports(client)
  }
}

/** What is lost in a crash is read again; the end waits for the disk. */
const UNHURRIED = 'set synchronous_commit = off; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0'

/** A handle whose transactions and ours are those of one connection. */
function overOne(client: pg.ClientBase): Context['db'] {
  const one = { query: client.query.bind(client), release() {} }
  const pool = { connect: async () => one, end: async () => {} }
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool as never }) })
}

/** Those that the mapping names, in its order; then the others, the largest first: the last one's proof is waited for. */
function inOrder(source: Source, mapping: Mapping, counts: Record<string, number>): SourceTable[] {
  const order = Object.keys(mapping.tables)
  const place = ({ name }: SourceTable) => {
    const at = order.indexOf(name.toLowerCase())
    return at < 0 ? order.length : at
  }
  return [...source.tables].sort((a, b) => place(a) - place(b) || counts[b.name]! - counts[a.name]!)
}

async function countAll(source: Source): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of source.tables) counts[table.name] = await source.count(table)
  return counts
}

type Opened = { sourceId: number; salt: string; importId: number; chain: Set<number>; isFirst: boolean }

/** Numbers are given here, under the one lock: an import that is not to be leaves no gap in any sequence. */
async function openImport(
  ctx: Context,
  client: pg.ClientBase,
  source: Source,
  mapping: Mapping,
  { name, dryRun }: { name: string; dryRun: boolean },
): Promise<Opened> {
  const { rows: known } = await client.query<{ id: number; salt: string }>(
    'select id, salt from legacy_sources where kind = $1 and name = $2',
    [mapping.kind, name],
  )
  if (dryRun)
    return {
      sourceId: known[0]?.id ?? 0,
      salt: known[0]?.salt ?? newSecret(),
      importId: 0,
      chain: new Set(),
      isFirst: false,
    }
  const salt = known[0]?.salt ?? newSecret()
  const { rows: made } = await client.query<{ source_id: number; id: number; chain: number }>(
    `with s as (
      insert into legacy_sources (id, kind, name, salt, created_at)
      select coalesce(max(id), 0) + 1, $1, $2, $3, $4 from legacy_sources
      on conflict (kind, name) do nothing returning id
    ), own as (
      select id from s union all select id from legacy_sources where kind = $1 and name = $2
    ), before as (
      select i.chain, i.finished_at, i.sha256 from legacy_imports i where i.source_id = (select id from own)
      order by i.id desc limit 1
    ), next as (
      select coalesce(max(id), 0) + 1 as id from legacy_imports
    )
    insert into legacy_imports (id, source_id, chain, sha256, started_at)
    select next.id, (select id from own),
      coalesce((select chain from before where finished_at is null and sha256 is not distinct from $5), next.id), $5, $4
    from next returning source_id, id, chain`,
    [mapping.kind, name, salt, ctx.now(), source.sha256],
  )
  const { source_id, id, chain } = made[0]!
  const { rows: parts } = await client.query<{ id: number }>(
    'select id from legacy_imports where source_id = $1 and chain = $2',
    [source_id, chain],
  )
  return {
    sourceId: source_id,
    salt,
    importId: id,
    chain: new Set(parts.map(part => part.id)),
    isFirst: !(await hasTaken(client, source_id)),
  }
}

/** Whether any import of the source has kept something yet. */
async function hasTaken(client: pg.ClientBase, sourceId: number): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    `select exists (select from legacy_persons where source_id = $1)
      or exists (select from legacy_tables where source_id = $1 and rows > 0) as taken`,
    [sourceId],
  )
  return rows[0]!.taken
}

async function closeImport(
  client: pg.ClientBase,
  importId: number,
  at: Temporal.Instant,
  report: Report,
): Promise<void> {
  await client.query(`begin; set local synchronous_commit = on`)
  await client.query('update legacy_imports set finished_at = $2, report = $3 where id = $1', [
    importId,
    at,
    JSON.stringify(report),
  ])
  await client.query('commit')
}

async function tableOf(client: pg.ClientBase, sourceId: number, name: string, dryRun: boolean) {
  const read = async () =>
    (
      await client.query<{ id: number; rows: number }>(
        'select id, rows from legacy_tables where source_id = $1 and name = $2',
        [sourceId, name],
      )
    ).rows[0]
  const known = await read()
  if (known || dryRun) return known ?? { id: 0, rows: 0 }
  await client.query(
    `insert into legacy_tables (id, source_id, name) select coalesce(max(id), 0) + 1, $1, $2 from legacy_tables`,
    [sourceId, name],
  )
  return (await read())!
}

/** Persons of this source who are somebody else's now, or erased (null). */
async function readGone(client: pg.ClientBase, sourceId: number): Promise<Map<string, string | null>> {
  const { rows } = await client.query<{ id: string; now: string | null }>(
    `with recursive gone as (
      select p.id, p.merged_into, p.erased_at from legacy_persons l join persons p on p.id = l.person_id
      where l.source_id = $1 and (p.merged_into is not null or p.erased_at is not null)
      union
      select g.id, p.merged_into, p.erased_at from gone g join persons p on p.id = g.merged_into
    ), last as (
      select g.id, case when g.erased_at is null then g.merged_into end as now, g.merged_into, g.erased_at from gone g
    )
    select l.id, case when bool_or(l.erased_at is not null) then null
        else (select p.id from gone g join persons p on p.id = g.merged_into
          where g.id = l.id and p.merged_into is null limit 1) end as now
    from last l group by l.id`,
    [sourceId],
  )
  return new Map(rows.map(({ id, now }) => [id, now]))
}
